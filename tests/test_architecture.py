"""Who may import whom, and what must stay unloaded: the rules of docs/architecture.md."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VALUES = {"call", "errors"}
HEARING = {"audio", "asr", "diarization", "dialogue"}

# package or module of qa_pipeline → what of ours it may import; everyone may import itself
TABLE: dict[str, set[str]] = {
    "__init__": set(),
    "call": set(),
    "errors": set(),
    "finding": {"call"},
    "settings": {"errors"},
    "addresses": set(),
    "storage": {"addresses", "errors", "settings"},
    "audio": VALUES,
    "asr": VALUES,
    "diarization": VALUES,
    "dialogue": VALUES,
    "language": VALUES,
    "criteria": VALUES | {"finding", "language"},
    "scoring": VALUES | {"finding", "language", "criteria"},
    "judge": VALUES | {"criteria", "dialogue", "finding", "language", "scoring"},
    "rehearsal": VALUES | {"criteria", "dialogue", "finding", "language", "scoring"},
    "activation": set(),
    "review": {"finding"},
    "when": {"errors"},
    "store": VALUES | {"activation", "addresses", "finding", "review"},
    "observing": {"errors", "store"},
    "pipeline": VALUES | HEARING,
    "weights": {"errors", "settings"},
    "engines": VALUES | HEARING | {"judge", "language", "pipeline", "scoring", "settings", "weights"},
    "export": VALUES | {"finding", "review"},
    "lease": {"errors", "store"},
    "rating": VALUES | {"engines", "finding", "language", "scoring", "settings", "store"},
    "request": {"asr", "engines", "errors", "life", "pipeline", "scoring", "settings", "store"},
    "jobs": VALUES
    | {"asr", "audio", "engines", "export", "finding", "lease", "life", "pipeline", "rating", "request", "scoring"}
    | {"settings", "storage", "store"},
    "retrieval": {"errors", "export", "settings", "store"},
    "life": VALUES
    | {
        "activation",
        "criteria",
        "engines",
        "finding",
        "language",
        "rating",
        "rehearsal",
        "scoring",
        "settings",
        "store",
    },
    "batch": {"audio", "jobs", "pipeline", "settings"},
    "evaluation": VALUES
    | {"__init__", "batch", "dialogue", "engines", "export", "finding", "jobs", "pipeline", "rating"}
    | {"review", "scoring", "settings", "store"},
    "audio_check": {"settings", "storage", "store"},
    "doctor": {"__init__", "asr", "batch", "diarization", "engines", "errors", "judge", "language", "life"}
    | {"scoring", "settings", "storage", "store", "weights"},
    "calibration": VALUES
    | {"criteria", "evaluation", "finding", "language", "rehearsal", "review", "scoring", "store"},
    "fairness": VALUES | {"engines", "finding", "language", "life", "rating", "scoring", "settings", "store"},
    "worker": VALUES | {"addresses", "engines", "jobs", "lease", "observing", "pipeline", "settings", "store"},
    "reviewing": {"errors", "finding", "ingestion", "retrieval", "review", "scoring", "settings", "store"},
    "ingestion": VALUES | {"addresses", "asr", "audio", "settings", "storage", "store"},
    "commands": VALUES
    | {"audio_check", "batch", "calibration", "criteria", "doctor", "engines", "evaluation", "fairness"}
    | {"finding", "jobs"}
    | {"language", "life", "pipeline", "rehearsal", "request", "scoring", "settings", "store", "weights", "when"}
    | {"ingestion", "observing", "retrieval", "review", "reviewing", "storage", "worker"},
    "cli": {"__init__", "batch", "commands", "dashboard", "errors", "evaluation", "export", "jobs", "retrieval"}
    | {"observing", "reviewing", "settings"},
    "dashboard": VALUES | {"finding", "observing", "scoring", "settings", "store"},
}
HEAVY = ("torch", "ctranslate2", "faster_whisper", "pyannote", "librosa", "onnxruntime", "httpx")

# Networks are classes of torch; the files that define them are imported inside the function that loads one.
NETWORKS = {f"qa_pipeline/diarization/{name}.py" for name in ("campplus", "embedding", "pyannet")}


def modules() -> Iterator[Path]:
    yield from sorted((ROOT / "qa_pipeline").rglob("*.py"))
    yield from sorted((ROOT / "dashboard").rglob("*.py"))


def part_of(dotted: str) -> str | None:
    """The row of the table that a dotted name of ours belongs to; None for other people's modules."""
    head, *rest = dotted.split(".")
    if head == "dashboard":
        return "dashboard"
    if head != "qa_pipeline":
        return None
    return rest[0] if rest else "__init__"


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            assert node.module is not None
            whole = node.module == "qa_pipeline"
            names = [f"qa_pipeline.{alias.name}" for alias in node.names] if whole else [node.module]
            yield from ((node.lineno, name) for name in names)


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_the_table_allows(path: Path) -> None:
    owner = part_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert owner in TABLE, f"{path.name} has no row in the table"
    for line, name in imported(path):
        target = part_of(name.removesuffix(".__version__"))
        allowed = target is None or target == owner or target in TABLE[owner]
        assert allowed, f"{path.relative_to(ROOT)}:{line}: {owner} may not import {target}"


@pytest.mark.parametrize(
    "entry", ["dashboard.data", "qa_pipeline.cli", "qa_pipeline.jobs", "qa_pipeline.batch", "qa_pipeline.worker.app"]
)
def test_heavy_libraries_stay_unloaded_until_they_are_used(entry: str) -> None:
    program = f"import {entry}, sys; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not set(HEAVY) & set(loaded.stdout.split())


def test_a_heavy_library_is_never_imported_at_the_top_of_a_module() -> None:
    for path in modules():
        if path.relative_to(ROOT).as_posix() in NETWORKS:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            heavy = [name for name in names if name.partition(".")[0] in HEAVY]
            assert not heavy, (
                f"{path.relative_to(ROOT)}:{node.lineno}: import {heavy[0]} inside the function that uses it"
            )
