"""Whether this machine has what the settings ask for: one check a line, with what helps where something is missing."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from qa_pipeline import __version__, batch, engines
from qa_pipeline.asr.compute import require
from qa_pipeline.diarization.loading import require_device, require_voices
from qa_pipeline.diarization.whole import is_whole
from qa_pipeline.doctor.check import Check, State
from qa_pipeline.doctor.rules import rules
from qa_pipeline.errors import CallqaError, MissingExtra
from qa_pipeline.judge.answer import NoAnswer
from qa_pipeline.judge.client import ChatClient
from qa_pipeline.settings import Settings
from qa_pipeline.storage import open_audio_store
from qa_pipeline.store.address import parse_address
from qa_pipeline.store.upgrade import Schema, schema
from qa_pipeline.weights import ready as weights

LEAST_FREE_BYTES = 1_000_000_000
"""Room for the database and the playback copies of some hundred hours; a judgement."""

JUDGE_SECONDS = 5.0
"""How long the judge's server may take to list its models; a judgement."""

# What each extra brings that is looked for, and what goes without it.
EXTRAS = {
    "voices": ("pyannote.audio", "mono recordings cannot be heard"),
    "postgres": ("psycopg", "no database on PostgreSQL"),
    "evaluate": ("jiwer", "no `callqa evaluate`"),
    "judge": ("httpx", "no judge"),
    "s3": ("s3fs", "no audio on S3"),
}


def examine(settings: Settings) -> tuple[Check, ...]:
    """Look at everything that the settings ask for; nothing is made, fetched or changed."""
    parts: tuple[Callable[[Settings], Iterator[Check]], ...] = (
        _versions,
        _extras,
        _models,
        _device,
        _machine,
        _database,
        _data_folder,
        _audio,
        rules,
        _vocabulary,
        _judge,
        _environment,
    )
    return tuple(check for part in parts for check in part(settings))


def _versions(_: Settings) -> Iterator[Check]:
    yield Check("callqa", "info", f"{__version__}, Python {sys.version.split()[0]} in {sys.prefix}")


def _extras(settings: Settings) -> Iterator[Check]:
    on_postgres = not settings.resolved_database_url.startswith("sqlite")
    on_s3 = settings.audio_url.startswith(("s3:", "s3a:"))
    for extra, (package, without) in EXTRAS.items():
        try:
            yield Check(f"extra {extra}", "ok", f"{package} {version(package)}")
        except PackageNotFoundError:
            state: State = "warning" if extra == "voices" else "info"
            asked_for = {"postgres": on_postgres, "judge": bool(settings.judge_url), "s3": on_s3}
            state = "failed" if asked_for.get(extra) else state
            yield Check(f"extra {extra}", state, f"not installed: {without}", f'pip install "callqa[{extra}]"')


def _models(settings: Settings) -> Iterator[Check]:
    yield _model("transcriber", settings.whisper_model, settings)
    if settings.embedding_model == engines.NO_EMBEDDING:
        yield Check("model meaning", "info", "none: wording is judged by phrases alone")
    else:
        yield _model("meaning", settings.embedding_model, settings)
    with suppress(MissingExtra):
        require_voices()
        diarizer = _model("diarizer", settings.diarization_model, settings)
        yield diarizer
        if diarizer.state == "failed" or not is_whole(_located(settings.diarization_model, settings)):
            yield _model("voices", settings.voice_embedding_model, settings)


def _model(name: str, model: str, settings: Settings) -> Check:
    try:
        path = _located(model, settings)
        revision = weights.revision(model, settings.resolved_models_dir)
    except CallqaError as error:
        return Check(f"model {name}", "failed", str(error))
    sound = "your own, not verified" if revision == "own" else f"verified, {revision}"
    return Check(f"model {name}", "ok", f"{model} ({sound}) in {path}")


def _located(model: str, settings: Settings) -> Path:
    return weights.locate(model, settings.resolved_models_dir)


def _device(settings: Settings) -> Iterator[Check]:
    try:
        chosen = require(settings.device, settings.compute_type)
    except CallqaError as error:
        yield Check("device", "failed", str(error))
        return
    yield Check("device", "ok", f"{settings.device}, Whisper in {chosen}")
    if settings.device != "cpu":
        try:
            require_voices()
            require_device(settings.device)
        except MissingExtra:
            return
        except CallqaError as error:
            yield Check("device voices", "failed", str(error))


def _machine(settings: Settings) -> Iterator[Check]:
    many = 1_000_000
    share = batch.plan(many, jobs=0, threads=settings.threads)
    memory = psutil.virtual_memory()
    fits = memory.available >= batch.BYTES_A_PROCESS
    yield Check(
        "machine",
        "ok" if fits else "warning",
        f"{os.cpu_count()} cores, {memory.available / 1e9:.1f} of {memory.total / 1e9:.1f} GB memory free: "
        f"{share.processes} recordings at once, threads each: {share.threads}",
        "" if fits else f"a process takes up to {batch.BYTES_A_PROCESS / 1e9:.1f} GB",
    )


def _database(settings: Settings) -> Iterator[Check]:
    told: dict[Schema, tuple[State, str]] = {
        Schema.CURRENT: ("ok", "reachable, its tables are current"),
        Schema.BEHIND: (
            "warning",
            "reachable, its tables are of an older callqa; the next `callqa process` upgrades them",
        ),
        Schema.EMPTY: ("ok", "reachable, without tables; the first `callqa process` makes them"),
        Schema.ABSENT: ("ok", "not there yet; the first `callqa process` makes it"),
    }
    try:
        address = parse_address(settings.resolved_database_url)
        state, detail = told[schema(settings.resolved_database_url)]
    except CallqaError as error:
        yield Check("database", "failed", str(error))
        return
    yield Check("database", state, f"{address}: {detail}")


def _data_folder(settings: Settings) -> Iterator[Check]:
    folder = settings.data_dir
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(there).free
    told = f"{folder}, {free / 1e9:.1f} GB free"
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        remedy = "CALLQA_DATA_DIR names another folder"
        yield Check("data folder", "failed", f"{told}: cannot be written ({error.strerror})", remedy)
        return
    low = free < LEAST_FREE_BYTES
    yield Check("data folder", "warning" if low else "ok", told, "make room before a large run" if low else "")


def _audio(settings: Settings) -> Iterator[Check]:
    if not settings.audio_url:
        yield Check("audio", "ok", f"{settings.resolved_audio_url}, in the data folder")
        return
    try:
        store = open_audio_store(settings)
        there = store.is_there()
    except CallqaError as error:
        yield Check("audio", "failed", str(error))
        return
    # A folder is made with the first recording; a bucket never is.
    missing = "" if there else ", not there yet" if store.is_local else ": no such bucket"
    state: State = "ok" if there or store.is_local else "failed"
    yield Check("audio", state, f"{store.address}{missing}")


def _vocabulary(settings: Settings) -> Iterator[Check]:
    if settings.vocabulary is None:
        yield Check("vocabulary", "info", "none; CALLQA_VOCABULARY names a file with your names")
        return
    try:
        names = engines.vocabulary_for(settings)
    except CallqaError as error:
        yield Check("vocabulary", "failed", str(error))
        return
    parts = ("companies", "products", "agents", "words")
    counted = ", ".join(f"{len(getattr(names, part))} {part}" for part in parts if getattr(names, part))
    told = f"{settings.vocabulary}: {counted or 'no names'}"
    with suppress(CallqaError):  # without the transcriber, which is told of above, nobody counts what fits its prompt
        left = engines.hot_words(settings).left_out
        if left:
            yield Check(
                "vocabulary", "warning", f"{told}; {len(left)} do not fit Whisper's prompt", "put the weightiest first"
            )
            return
    yield Check("vocabulary", "ok", told)


def _judge(settings: Settings) -> Iterator[Check]:
    """Whether the judge can be asked; no call is sent for it."""
    if not settings.judge_url:
        yield Check("judge", "info", "off; CALLQA_JUDGE_URL switches it on (docs/judge.md)")
        return
    told = f"on: {settings.judge_model} at {settings.judge_url}"
    try:
        server = replace(engines.judge_server(settings), timeout=min(settings.judge_timeout, JUDGE_SECONDS))
        listed = ChatClient(server).models()
    except CallqaError as error:
        yield Check("judge", "failed", str(error))
        return
    except NoAnswer as none:
        yield Check("judge", "failed", f"{told}: {none.reason}", "is the server running, and is the address its own?")
        return
    there = settings.judge_model in listed
    remedy = "" if there else f"it lists {', '.join(listed[:10]) or 'no model'}"
    detail = f"{told}, reachable" + ("" if there else ", but it lists no such model")
    yield Check("judge", "ok" if there else "warning", detail, remedy)


def _environment(settings: Settings) -> Iterator[Check]:
    fixed = ", ".join(f"{name}={value}" for name, value in engines.OFFLINE.items())
    yield Check("network", "ok", f"nothing is fetched or reported while hearing: callqa sets {fixed}")
    if os.environ.get("OMP_WAIT_POLICY", "").upper() == "ACTIVE":
        slow = "idle threads spin and take the cores from each other"
        yield Check("threads", "warning", f"OMP_WAIT_POLICY=ACTIVE: {slow}", "unset OMP_WAIT_POLICY")
    threads = os.environ.get("OMP_NUM_THREADS", "")
    if threads.isdecimal() and settings.threads and int(threads) != settings.threads:
        told = f"OMP_NUM_THREADS={threads} comes before CALLQA_THREADS={settings.threads}"
        yield Check("threads", "warning", told, "unset OMP_NUM_THREADS")
