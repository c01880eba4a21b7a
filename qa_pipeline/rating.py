"""A call that was heard becomes a scored one: the pack, the names and the meaning that the settings ask for."""

import hashlib
from functools import cache
from pathlib import Path

from qa_pipeline.call import Call
from qa_pipeline.engines import NO_EMBEDDING, embedder_for, heads_for, judge_for, pack_for, trust_for, vocabulary_for
from qa_pipeline.finding import Scored
from qa_pipeline.language.heads import newest
from qa_pipeline.language.meaning import Embedded, Meaning, embed_call, pack_embedded, unpack_embedded
from qa_pipeline.language.vocabulary import Vocabulary
from qa_pipeline.scoring.judging import switched_off
from qa_pipeline.scoring.scorecard import Scorecard
from qa_pipeline.scoring.scorer import score
from qa_pipeline.settings import Settings
from qa_pipeline.store.embeddings import StoredEmbeddings


def embed(call: Call, settings: Settings) -> Embedded | None:
    """The vectors of the call's sentences; None where the owner wants no sentence embedding."""
    embedder = embedder_for(settings)
    pack = pack_for(call.language, settings.resolved_scorecards_dir)
    return embed_call(call, embedder, pack) if embedder else None


def rate(
    call: Call,
    scorecard: Scorecard,
    settings: Settings,
    embedded: Embedded | None,
    *,
    vocabulary: Vocabulary | None = None,
) -> Scored:
    """Score a call without its sound; sentences that no vectors are there for are embedded now.

    The owner's names are those of the settings unless a `vocabulary` is given. Raises MissingModel where the sentences
    cannot be embedded, CallqaError where the heads of meaning are of another embedding.
    """
    heads = heads_for(settings)
    found = (embedded or embed(call, settings)) if heads else None
    meaning = Meaning(call, found, heads) if heads and found else None
    pack = pack_for(call.language, settings.resolved_scorecards_dir)
    names = vocabulary_for(settings) if vocabulary is None else vocabulary
    judge = judge_for(settings) or switched_off
    trust = trust_for(settings)
    return score(call, scorecard, pack, vocabulary=names, meaning=meaning, trust=trust, judge=judge)


def wording_state(language: str, settings: Settings) -> str:
    """What besides a call and a scorecard a score rests on, as a sha256: pack, names, heads, trust, judge."""
    scorecards = settings.resolved_scorecards_dir
    files = [scorecards / "packs" / f"{language.partition('-')[0].lower()}.yaml"]
    if settings.vocabulary is not None:
        files.append(settings.vocabulary.expanduser())
    if settings.embedding_model != NO_EMBEDDING and (fitting := newest(scorecards / "meaning")):
        files += (fitting, fitting.with_suffix(".npz"))
        files += filter(None, [newest(scorecards / "trust")])
    files += sorted((scorecards / "prompts").glob("*/*.yaml")) if settings.judge_url else ()
    parts = [*map(_digest, files), settings.judge_url, settings.judge_model]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache  # read once a process, as the packs, names and heads themselves are
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def stored(embedded: Embedded | None) -> StoredEmbeddings | None:
    """The vectors as the database keeps them."""
    return StoredEmbeddings(embedded.model, pack_embedded(embedded)) if embedded else None


def unstored(kept: StoredEmbeddings | None) -> Embedded | None:
    """The vectors that the database kept; raises CallqaError where they cannot be read."""
    return unpack_embedded(kept.model, kept.vectors) if kept else None
