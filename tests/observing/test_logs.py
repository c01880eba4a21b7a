"""What the log tells, and what it never tells."""

import json
import logging
from collections.abc import Iterator

import pytest

from qa_pipeline.errors import Unavailable, UnreadableAudio
from qa_pipeline.observing.logs import JsonLines, TextLines, about, set_up_logs

SAID = "my card is 4929 1234"
ours = logging.getLogger("qa_pipeline.worker.run")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    own = {name: logging.getLogger(name).level for name in ("qa_pipeline", "dashboard", "__main__", "celery")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in own.items():
        logging.getLogger(name).setLevel(before)


def json_lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def raised(error: Exception) -> None:
    raise error


def test_a_json_line_tells_which_recording_stage_and_worker(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", "json", worker="w1")
    with about(recording_id=17), about(stage="words"):
        ours.info("heard %d words", 3, extra={"seconds": 1.50001})
    (line,) = json_lines(capsys.readouterr().err)
    assert line.pop("time")
    assert line == {
        "level": "info",
        "logger": "qa_pipeline.worker.run",
        "message": "heard 3 words",
        "recording_id": 17,
        "stage": "words",
        "worker": "w1",
        "seconds": 1.5,
    }


def test_what_a_line_is_about_ends_with_its_block(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", "json")
    with about(recording_id=17):
        pass
    ours.info("idle")
    assert "recording_id" not in json_lines(capsys.readouterr().err)[0]


def test_a_line_for_people_has_the_same_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", "text")
    with about(recording_id=17):
        ours.info("a\nb")
    assert capsys.readouterr().err.endswith(" INFO qa_pipeline.worker.run: a b recording_id=17\n")


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_is_told_by_type_and_place_alone(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG", "json" if form == "json" else "text")
    try:
        raised(ValueError(SAID))
    except ValueError:
        ours.exception("failed")
    printed = capsys.readouterr().err
    assert SAID not in printed
    assert "ValueError" in printed
    assert "tests/observing/test_logs.py:" in printed


def test_an_exception_among_the_arguments_gives_its_type(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    ours.warning("it cannot be read: %s", UnreadableAudio(f"+37061234567.wav: {SAID}"))
    assert "it cannot be read: UnreadableAudio\n" in capsys.readouterr().err


def test_an_error_that_names_a_service_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    ours.warning("%s; trying again", Unavailable("database db cannot be reached"))
    assert "database db cannot be reached; trying again\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("logger", "shown"),
    [
        ("faster_whisper", False),  # works on the sound and its words
        ("sqlalchemy.engine", False),  # quotes rows
        ("celery.worker", True),
        ("kombu.connection", True),
    ],
)
def test_a_librarys_text_is_shown_where_it_cannot_quote_a_call(
    logger: str, shown: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("DEBUG")
    logging.getLogger(logger).warning("about %s", "something")
    assert ("about something" in capsys.readouterr().err) is shown


def test_the_chatter_of_libraries_is_not_logged_at_any_level(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    for name in ("faster_whisper", "sqlalchemy.engine", "numba.core.ssa", "kombu.connection"):
        logging.getLogger(name).info("chatter")
    assert capsys.readouterr().err == ""


def test_the_text_of_a_failed_task_is_left_out_of_celerys_message(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    try:
        raised(ValueError(SAID))
    except ValueError as error:
        told = {"name": "callqa.hear", "exc": repr(error)}
        logging.getLogger("celery.app.trace").error("Task %(name)s raised: %(exc)s", told, exc_info=True)
    printed = capsys.readouterr().err
    assert "Task %(name)s raised" in printed
    assert SAID not in printed


@pytest.mark.parametrize("formatter", [JsonLines(), TextLines()])
def test_a_message_without_arguments_may_hold_a_percent_sign(formatter: logging.Formatter) -> None:
    record = logging.LogRecord("qa_pipeline", logging.INFO, __file__, 1, "90 % done", (), None)
    assert "90 % done" in formatter.format(record)
