import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.charts import reliability_chart, risk_chart
from qa_pipeline.evaluation.confidence import Bin, RiskPoint
from qa_pipeline.evaluation.measures import MEASURES, shown
from qa_pipeline.evaluation.report import check_paths, print_evaluation, write
from qa_pipeline.evaluation.run import Evaluation
from qa_pipeline.evaluation.tables import tables


def test_names_of_measures_are_told_apart() -> None:
    assert len({measure.name for measure in MEASURES}) == len({measure.title for measure in MEASURES}) == len(MEASURES)


def test_json_has_every_measure_of_every_set_and_call(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write(evaluation, path)
    document = json.loads(path.read_text(encoding="utf-8"))
    wanted = {"calls", "seconds", *(measure.name for measure in MEASURES)}
    assert list(document["figures"]) == ["all", "tuning", "check"]
    assert all(set(figures) == wanted for figures in document["figures"].values())
    assert set(document["calls"]) == {"right", "wrong"}
    assert document["figures"]["tuning"]["wer"] == 0
    assert document["figures"]["check"]["wer"] > 0
    assert document["verdicts"]["all"]["criteria"]["company_named"]["answers"] == 2
    assert document["sets"] == {"all": ["right", "wrong"], "tuning": ["right"], "check": ["wrong"]}


def test_markdown_has_every_table_and_what_it_was_made_with(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    write(evaluation, path)
    text = path.read_text(encoding="utf-8")
    assert all(f"\n## {table.title}\n" in text for table in tables(evaluation))
    assert evaluation.about.commit in text
    assert "whisper_model whisper-base" in text
    for rows in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        widths = {len(re.split(r"(?<!\\)\|", row)) for row in rows.splitlines()}
        assert len(widths) == 1, rows


def test_the_page_is_one_file_that_asks_for_nothing(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write(evaluation, path)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=|url\(|@import|https?://", text)
    assert text.count("<svg") == text.count("</svg>") == 2
    assert all(f"<h2>{table.title}</h2>" in text for table in tables(evaluation))


def test_names_from_outside_are_shown_as_text(evaluation: Evaluation, tmp_path: Path) -> None:
    spoilt = Evaluation(
        data="<b>x</b>",
        about=evaluation.about,
        calls=evaluation.calls,
        sets=evaluation.sets,
        names=evaluation.names,
        failures=("<script>alert(1)</script>",),
    )
    path = tmp_path / "report.html"
    write(spoilt, path)
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<b>x" not in text


def test_the_terminal_shows_the_figures_of_every_set(evaluation: Evaluation) -> None:
    out = io.StringIO()
    print_evaluation(evaluation, Console(file=out, width=160), Console(file=io.StringIO()))
    text = out.getvalue()
    assert "all (2 calls)" in text
    assert "check (1 calls)" in text
    assert "word error rate (WER)" in text
    assert "--again hears them anew" in text


@pytest.mark.parametrize(
    ("name", "told"), [("report.pdf", r"must end in \.json, \.html, \.md"), ("no/r.md", "no folder")]
)
def test_a_report_that_cannot_be_written_is_refused_beforehand(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        check_paths([tmp_path / name])
    check_paths([tmp_path / "report.HTML", tmp_path / "report.json"])


def circles(svg: str) -> list[tuple[float, float, float]]:
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn here
    return [(float(dot.get("cx", 0)), float(dot.get("cy", 0)), float(dot.get("r", 0))) for dot in root.iter("circle")]


def test_dots_of_the_reliability_diagram_lie_where_they_should() -> None:
    low, high = circles(reliability_chart([Bin(0.0, 0.1, 1, 0.0, 0.0), Bin(0.9, 1.0, 100, 1.0, 1.0)]))
    assert low[0] < high[0]
    assert low[1] > high[1]  # downwards is positive
    assert low[2] < high[2]
    assert (high[0] - low[0], low[1] - high[1]) == (260, 260)


@pytest.mark.parametrize(("risk", "top"), [(0.0, 0.1), (0.08, 0.1), (0.15, 0.2), (0.3, 0.5), (0.9, 1.0)])
def test_the_risk_has_a_scale_that_fits(risk: float, top: float) -> None:
    ((_, y, _),) = circles(risk_chart([RiskPoint(0.9, 0.5, risk)]))
    assert y == pytest.approx(12 + 260 * (1 - risk / top), abs=0.06)
    assert f">{top:.0%}<" in risk_chart([RiskPoint(0.9, 0.5, risk)])


def test_charts_of_nothing_are_empty_frames() -> None:
    assert circles(reliability_chart([])) == circles(risk_chart([])) == []


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [(None, "share", "–"), (0.1234, "share", "12.3 %"), (3, "count", "3"), (0.5, "number", "0.500")],
)
def test_figures_are_written_for_people(value: float | None, shape: str, text: str) -> None:
    assert shown(value, shape) == text  # type: ignore[arg-type]
