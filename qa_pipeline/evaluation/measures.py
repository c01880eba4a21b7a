"""The figures of an evaluation, each with its name and title: the one list that every report and the floor read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from qa_pipeline.evaluation.figures import Figures

Shape = Literal["share", "seconds", "number", "count", "bytes"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: `value` reads it off the pooled figures (None: not measured), `of` tells what it was counted over."""

    name: str
    title: str
    shape: Shape
    better: Literal["low", "high"]
    value: Callable[[Figures], float | None]
    of: Callable[[Figures], str] = lambda _: ""


def _words(key: str) -> Callable[[Figures], float | None]:
    return lambda f: f.words_by_role[key].rate if key in f.words_by_role else None


def _channel(key: str) -> Callable[[Figures], float | None]:
    return lambda f: f.words_by_channel[key].rate if key in f.words_by_channel else None


def _words_of(key: str, kind: Literal["role", "channel"]) -> Callable[[Figures], str]:
    def of(figures: Figures) -> str:
        errors = (figures.words_by_role if kind == "role" else figures.words_by_channel).get(key)
        return f"{errors.said} words" if errors else ""

    return of


def _of_holds(figures: Figures) -> str:
    return f"{figures.holds.detections.true} holds" if figures.holds else ""


def _of_answers(figures: Figures) -> str:
    return f"{figures.verdicts.answers} answers" if figures.verdicts else ""


def _of_interruptions(figures: Figures) -> str:
    return f"{figures.interruptions.true} interruptions" if figures.interruptions else ""


def _of_faults(figures: Figures) -> str:
    return f"{figures.faults.true} faults" if figures.faults else ""


def _of_speech(figures: Figures) -> str:
    return f"{figures.diarization.strict.speech:.0f} s of speech" if figures.diarization else ""


MEASURES: tuple[Measure, ...] = (
    Measure(
        *("wer", "word error rate (WER)", "share", "low"),
        lambda f: f.words.rate if f.words else None,
        lambda f: f"{f.words.said} words" if f.words else "",
    ),
    Measure("wer_agent", "WER, agent", "share", "low", _words("agent"), _words_of("agent", "role")),
    Measure("wer_customer", "WER, customer", "share", "low", _words("customer"), _words_of("customer", "role")),
    Measure("wer_channel_0", "WER, channel 0 (left)", "share", "low", _channel("0"), _words_of("0", "channel")),
    Measure("wer_channel_1", "WER, channel 1 (right)", "share", "low", _channel("1"), _words_of("1", "channel")),
    Measure("word_start_error", "start of a word, median error", "seconds", "low", lambda f: f.word_start_error),
    Measure(
        *("word_role_error", "words given to the wrong role", "share", "low"),
        lambda f: f.roles.words_astray / f.roles.words if f.roles else None,
        lambda f: f"{f.roles.words} words" if f.roles else "",
    ),
    Measure(
        *("role_accuracy", "people given their role", "share", "high"),
        lambda f: f.roles.people_right / f.roles.people if f.roles else None,
        lambda f: f"{f.roles.people} people" if f.roles else "",
    ),
    Measure(
        *("language_accuracy", "languages told right", "share", "high"),
        lambda f: f.languages.recall if f.languages else None,
        lambda f: f"{f.languages.true} calls" if f.languages else "",
    ),
    Measure(
        *("der", "diarization error rate (DER), no collar", "share", "low"),
        lambda f: f.diarization.strict.error_rate if f.diarization else None,
        _of_speech,
    ),
    Measure(
        *("der_collar", "DER, collar of 0.25 s", "share", "low"),
        lambda f: f.diarization.forgiving.error_rate if f.diarization else None,
        lambda f: f"{f.diarization.forgiving.speech:.0f} s of speech" if f.diarization else "",
    ),
    Measure(
        *("hold_precision", "holds, precision", "share", "high"),
        lambda f: f.holds.detections.precision if f.holds else None,
        lambda f: f"{f.holds.detections.found} found" if f.holds else "",
    ),
    Measure(
        *("hold_recall", "holds, recall", "share", "high"),
        lambda f: f.holds.detections.recall if f.holds else None,
        _of_holds,
    ),
    Measure("hold_iou", "holds, mean IoU", "number", "high", lambda f: f.holds.iou if f.holds else None, _of_holds),
    Measure(
        *("hold_onset_error", "holds, mean error of the onset", "seconds", "low"),
        lambda f: f.holds.onset_error if f.holds else None,
    ),
    Measure(
        *("hold_offset_error", "holds, mean error of the offset", "seconds", "low"),
        lambda f: f.holds.offset_error if f.holds else None,
    ),
    Measure(
        *("hold_kind_accuracy", "holds, kind told right", "share", "high"),
        lambda f: f.holds.kinds_right / f.holds.detections.right if f.holds and f.holds.detections.right else None,
    ),
    Measure(
        *("interruption_f1", "interruptions, F1", "number", "high"),
        lambda f: f.interruptions.f1 if f.interruptions else None,
        _of_interruptions,
    ),
    Measure(
        *("interruption_precision", "interruptions, precision", "share", "high"),
        lambda f: f.interruptions.precision if f.interruptions else None,
        lambda f: f"{f.interruptions.found} found" if f.interruptions else "",
    ),
    Measure(
        *("interruption_recall", "interruptions, recall", "share", "high"),
        lambda f: f.interruptions.recall if f.interruptions else None,
        _of_interruptions,
    ),
    Measure(
        *("words_invented_in_holds", "words invented inside holds", "count", "low"),
        lambda f: f.invented_in_holds.words if f.invented_in_holds else None,
        lambda f: f"{f.invented_in_holds.seconds:.0f} s" if f.invented_in_holds else "",
    ),
    Measure(
        *("words_invented_in_silence", "words invented in other silence", "count", "low"),
        lambda f: f.invented_in_silence.words if f.invented_in_silence else None,
        lambda f: f"{f.invented_in_silence.seconds:.0f} s" if f.invented_in_silence else "",
    ),
    Measure(
        *("fault_recall", "faults of the recording, recall", "share", "high"),
        lambda f: f.faults.recall if f.faults else None,
        _of_faults,
    ),
    Measure(
        *("fault_precision", "faults of the recording, precision", "share", "high"),
        lambda f: f.faults.precision if f.faults else None,
        lambda f: f"{f.faults.found} found" if f.faults else "",
    ),
    Measure(
        *("verdict_accuracy", "verdicts, accuracy where determined", "share", "high"),
        lambda f: f.verdicts.accuracy if f.verdicts else None,
        lambda f: f"{f.verdicts.determined} answers" if f.verdicts else "",
    ),
    Measure(
        *("verdict_coverage", "verdicts, coverage", "share", "high"),
        lambda f: f.verdicts.coverage if f.verdicts else None,
        _of_answers,
    ),
    Measure(
        *("verdict_kappa", "verdicts, Cohen's kappa", "number", "high"),
        lambda f: f.verdicts.kappa.value if f.verdicts else None,
        _of_answers,
    ),
    Measure(
        "kappa_low",
        "kappa, 95 % interval from",
        "number",
        "high",
        lambda f: f.verdicts.kappa.low if f.verdicts else None,
    ),
    Measure(
        "kappa_high",
        "kappa, 95 % interval to",
        "number",
        "high",
        lambda f: f.verdicts.kappa.high if f.verdicts else None,
    ),
    Measure(
        *("verdict_kappa_determined", "Cohen's kappa where determined", "number", "high"),
        lambda f: f.verdicts.kappa_where_determined if f.verdicts else None,
        lambda f: f"{f.verdicts.determined} answers" if f.verdicts else "",
    ),
    Measure(
        *("verdict_accuracy_as_told", "verdicts on perfect transcripts, accuracy", "share", "high"),
        lambda f: f.verdicts_as_told.accuracy if f.verdicts_as_told else None,
        lambda f: f"{f.verdicts_as_told.determined} answers" if f.verdicts_as_told else "",
    ),
    Measure(
        *("verdict_coverage_as_told", "verdicts on perfect transcripts, coverage", "share", "high"),
        lambda f: f.verdicts_as_told.coverage if f.verdicts_as_told else None,
        lambda f: f"{f.verdicts_as_told.answers} answers" if f.verdicts_as_told else "",
    ),
    Measure(
        *("calibration_error", "expected calibration error", "number", "low"),
        lambda f: f.trust.calibration_error if f.trust else None,
    ),
    Measure(
        *("real_time_factor", "real-time factor of hearing", "number", "low"),
        lambda f: sum(stage.real_time_factor for stage in f.stages.values()) if f.stages else None,
    ),
)


def shown(value: float | None, shape: Shape) -> str:
    """A figure for people; a dash for what was not measured."""
    if value is None:
        return "–"
    match shape:
        case "share":
            return f"{100 * value:.1f} %"
        case "seconds":
            return f"{value:.2f} s"
        case "count":
            return f"{value:.0f}"
        case "bytes":
            return f"{value / 1e6:.0f} MB"
        case "number":
            return f"{value:.3f}"
