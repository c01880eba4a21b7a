import pytest

from qa_pipeline.asr.doubt import Outcome, additions, around, believable, unheard
from qa_pipeline.asr.transcriber import Doubt, Transcript
from qa_pipeline.call import Span, Word


def words(text: str, start: float = 0.0, probability: float = 0.9) -> list[Word]:
    """Half a second each, one after the other."""
    return [
        Word(part, start + 0.5 * index, start + 0.5 * (index + 1), probability)
        for index, part in enumerate(text.split())
    ]


def text(found: Transcript) -> str:
    return " ".join(word.text for word in found.words)


def drops(found: Transcript) -> list[tuple[str, Doubt]]:
    return [(drop.word.text, drop.doubt) for drop in found.dropped]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no no no no that is wrong", "no no no no that is wrong"),
        ("so thank you. Thank you. thank you thank you thank you thank you bye", "so thank you. bye"),
        ("I I I I I I I see", "I see"),
        ("one two three four one two three four", "one two three four one two three four"),
        (" ".join(["and then we go"] * 8), "and then we go"),
        ("", ""),
    ],
)
def test_of_a_loop_one_round_is_kept(said: str, kept: str) -> None:
    assert text(believable(words(said))) == kept


@pytest.mark.parametrize(("faint", "kept"), [(1, "well m right"), (2, "well m m right"), (3, "well right")])
def test_a_run_of_words_that_nothing_speaks_for_is_dropped(faint: int, kept: str) -> None:
    said = [*words("well"), *words("m " * faint, 0.5, probability=0.05), *words("right", 9.0)]
    found = believable(said)
    assert text(found) == kept
    assert len(found.words) + len(found.dropped) == len(said)


def test_what_is_dropped_is_told_with_its_reason() -> None:
    said = [*words("I I I I I I"), *words("m m m", 9.0, probability=0.05)]
    assert drops(believable(said)) == [("I", Doubt.LOOP)] * 5 + [("m", Doubt.FAINT)] * 3


@pytest.mark.parametrize(
    ("outcome", "doubtful", "worthless"),
    [
        (Outcome(logprob=-0.2, silence=0.05, compression=1.5), False, False),
        (Outcome(logprob=-0.2, silence=0.9, compression=1.5), False, False),
        (Outcome(logprob=-1.2, silence=0.05, compression=1.5), True, False),
        (Outcome(logprob=-1.2, silence=0.9, compression=1.5), True, True),
        (Outcome(logprob=-0.2, silence=0.05, compression=3.0), True, True),
    ],
)
def test_a_pack_is_heard_again_or_given_up_by_whispers_own_limits(
    outcome: Outcome, doubtful: bool, worthless: bool
) -> None:
    assert (outcome.doubtful, outcome.worthless) == (doubtful, worthless)


@pytest.mark.parametrize(
    ("region", "gaps"),
    [
        (Span(0.0, 1.0), []),
        (Span(0.0, 5.0), [Span(1.25, 5.0)]),
        (Span(0.0, 2.7), []),
        (Span(10.0, 10.9), [Span(10.0, 10.9)]),
        (Span(10.0, 10.5), []),
    ],
)
def test_long_stretches_and_whole_regions_without_a_word_are_unheard(region: Span, gaps: list[Span]) -> None:
    assert list(unheard([region], words("yes please"))) == gaps


def test_a_stretch_between_words_is_unheard() -> None:
    said = [*words("so I"), *words("then went", 4.0)]
    assert unheard([Span(0.0, 5.0)], said) == (Span(1.25, 3.75),)


def test_the_second_hearing_gets_the_talk_around_a_gap() -> None:
    regions = [Span(0, 3), Span(4, 12), Span(13, 15), Span(30, 40)]
    assert around([Span(8, 10)], regions) == (Span(4, 12), Span(13, 14))
    assert around([Span(13, 15), Span(33, 34)], regions) == (Span(9, 12), Span(13, 15), Span(30, 38))
    assert around([Span(5, 6), Span(9, 10)], regions) == (Span(1, 3), Span(4, 12), Span(13, 14))


def test_only_likely_words_inside_a_gap_are_added() -> None:
    again = [*words("so I think"), *words("maybe", 2.0, probability=0.2), *words("we should", 5.0)]
    found = additions([Span(0.9, 1.6), Span(1.9, 2.6), Span(5.0, 6.0)], again)
    assert text(found) == "think we should"
    assert drops(found) == [("maybe", Doubt.FAINT)]
