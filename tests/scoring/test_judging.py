"""Questions for the judge on a scorecard: what is read, refused, compared, and when the judge is not asked."""

import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qa_pipeline.criteria.reading import Reading
from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Evidence, Finding, Scored, ScoredCriterion, Verdict
from qa_pipeline.scoring.differences import differences
from qa_pipeline.scoring.editor_schema import editor_schema
from qa_pipeline.scoring.judging import Judge, switched_off
from qa_pipeline.scoring.layout import JudgeQuestion
from qa_pipeline.scoring.lint import lint
from qa_pipeline.scoring.scorecard import Scorecard, available_scorecards
from qa_pipeline.scoring.scorer import UnprovenQuote, score
from tests.criteria.spoken import SCORECARDS, Lines, call, english
from tests.scoring.cards import CARD, small
from tests.scoring.test_editor_schema import complaints

LINES: Lines = [{"agent": "Hello, how can I help you?"}, {"customer": "I moved house."}, {"agent": "Lovely."}]
ENTRY = """\
      - name: cause_explained
        title: Cause explained
        weight: 4
        judge:
          question: Did the agent say why the trouble had come about?
        clause: standards.transparency
        guidance: The reason is given.
        coaching: Say why.
"""
BEFORE = "  - id: safety\n"


def card(base: Path, *changes: tuple[str, str]) -> Scorecard:
    """The small card with a question for the judge, which `changes` alter."""
    entry = ENTRY
    for old, new in changes:
        assert entry.count(old) == 1, old
        entry = entry.replace(old, new)
    shutil.copytree(SCORECARDS / "prompts", base / "prompts", dirs_exist_ok=True)
    return small(base, (BEFORE, entry + BEFORE))


class FakeJudge:
    """Answers each question so, and remembers which it was asked."""

    def __init__(self, verdict: Verdict, *evidence: Evidence) -> None:
        self.verdict = verdict
        self.evidence = evidence
        self.asked: list[tuple[str, JudgeQuestion]] = []

    def __call__(self, _reading: Reading, name: str, asked: JudgeQuestion) -> Finding:
        self.asked.append((name, asked))
        return Finding(name, self.verdict, 0.7, "So it is.", self.evidence, decided_by="judge")


def of(scored: Scored) -> ScoredCriterion:
    return next(one for one in scored.criteria if one.finding.criterion == "cause_explained")


def scored(base: Path, judge: Judge, *changes: tuple[str, str], **heard: float) -> Scored:
    return score(call(LINES, **heard), card(base, *changes), english(), judge=judge, strict=True)  # type: ignore[arg-type]  # confidences alone


def test_the_judges_answer_weighs_as_any_other(tmp_path: Path) -> None:
    judge = FakeJudge(Verdict.NOT_MET)
    result = scored(tmp_path, judge)
    # talk: (3·1 + 1·1 + 4·0) / 8 at weight 60; safety 1 at weight 40
    assert result.score == 70
    finding = of(result).finding
    assert (finding.verdict, finding.decided_by, finding.clause) == (Verdict.NOT_MET, "judge", "standards.transparency")
    assert judge.asked == [
        ("cause_explained", JudgeQuestion(question="Did the agent say why the trouble had come about?"))
    ]


def test_a_judge_that_is_off_leaves_its_criterion_undetermined_and_in_its_place(tmp_path: Path) -> None:
    result = score(call(LINES), card(tmp_path), english(), strict=True)
    finding = of(result).finding
    assert (finding.verdict, finding.decided_by) == (Verdict.UNDETERMINED, "judge")
    assert finding.explanation == "The machine cannot tell: the judge is switched off (CALLQA_JUDGE_URL)."
    assert result.score_range == (70, 100)
    assert "undetermined" in result.flags


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        ({"role_confidence": 0.5}, "who is the agent and who the customer is not sure enough (0.50, below 0.8)"),
        ({"language_confidence": 0.5}, "it is not sure enough that the call is in 'en' (0.50, below 0.8)"),
    ],
)
def test_the_judge_is_not_asked_where_its_answer_could_not_stand(
    heard: dict[str, float], reason: str, tmp_path: Path
) -> None:
    judge = FakeJudge(Verdict.MET)
    finding = of(scored(tmp_path, judge, **heard)).finding
    assert (finding.verdict, judge.asked) == (Verdict.UNDETERMINED, [])
    assert reason in finding.explanation


def test_the_judge_is_not_asked_of_a_side_that_nobody_heard(tmp_path: Path) -> None:
    judge = FakeJudge(Verdict.MET)
    result = score(call([{"customer": "Hello? Hello?"}]), card(tmp_path), english(), judge=judge, strict=True)
    assert "nothing was heard of the agent" in of(result).finding.explanation
    assert judge.asked == []


def test_the_judge_is_not_asked_when_the_question_does_not_apply(tmp_path: Path) -> None:
    judge = FakeJudge(Verdict.MET)
    change = ("        clause", "        applies_when: [{metric: duration, at_least: 999}]\n        clause")
    finding = of(scored(tmp_path, judge, change)).finding
    assert (finding.verdict, finding.decided_by, judge.asked) == (Verdict.NOT_APPLICABLE, "system", [])


def test_the_scorer_holds_the_judges_quotes_against_the_transcript_too(tmp_path: Path) -> None:
    liar = FakeJudge(Verdict.MET, Evidence(0.0, 2.0, call(LINES).turns[0].role, "I never said it"))
    with pytest.raises(UnprovenQuote, match="cause_explained: its evidence 'I never said it'"):
        scored(tmp_path, liar)


WRONG = [
    (("cause_explained", "no_profanity"), "name", "a name of the scorecard's own beside 'judge'"),
    (("cause_explained", "Cause"), "name", "small letters, digits and underscores"),
    (("        clause", "        params: {limit: 2}\n        clause"), "params", "none beside 'judge'"),
    (("weight: 4", "weight: 4\n        critical: true"), "critical", "false beside 'judge'"),
    (
        ("          question: Did the agent say why the trouble had come about?\n", "          {}\n"),
        "question",
        "must be given",
    ),
    (("question: Did the agent say why the trouble had come about?", "question: ''"), "question", "at least 1 char"),
    (("        clause", "          proven_by: both\n        clause"), "proven_by", "agent, customer"),
    (("        clause", "          yes_means: undetermined\n        clause"), "yes_means", "met, not_met"),
    (("        clause", "          prompt: verdict/9\n        clause"), "prompt", "did you mean 'verdict/1'?"),
    (("        clause", "          prompt: ../../verdict/1\n        clause"), "prompt", "verdict/1"),
    (
        (
            "        clause",
            "        scale: {metric: duration, levels: [{level: 1, at_most: 2}, {level: 2}]}\n        clause",
        ),
        "judge",
        "one of them",
    ),
]


@pytest.mark.parametrize(("change", "key", "allowed"), WRONG, ids=[f"{row[1]}{i}" for i, row in enumerate(WRONG)])
def test_a_wrong_question_is_refused(tmp_path: Path, change: tuple[str, str], key: str, allowed: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        card(tmp_path, change)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'small' / '1.yaml'}:"), message
    assert key in message
    assert allowed in message


def test_lint_tells_of_a_prompt_that_is_not_there(tmp_path: Path) -> None:
    loaded = card(tmp_path)
    (tmp_path / "packs").symlink_to(SCORECARDS / "packs")
    path = tmp_path / "small" / "1.yaml"
    assert [one for one in lint(path, tmp_path, today=loaded.review_by) if one.severity == "error"] == []
    (tmp_path / "prompts" / "verdict" / "1.yaml").rename(tmp_path / "prompts" / "verdict" / "2.yaml")
    errors = [one.text for one in lint(path, tmp_path, today=loaded.review_by) if one.severity == "error"]
    assert len(errors) == 1
    assert "judge.prompt: found 'verdict/1'; allowed: did you mean 'verdict/2'?" in errors[0]


def test_the_folders_of_prompts_and_of_meaning_are_no_scorecards() -> None:
    assert not {"prompts", "meaning"} & set(available_scorecards(SCORECARDS))


def test_a_changed_question_is_told_in_words(tmp_path: Path) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
    old = card(tmp_path / "old")
    new = card(tmp_path / "new", ("        clause", "          yes_means: not_met\n        clause"))
    question = "Did the agent say why the trouble had come about?"
    assert differences(old, new) == (
        f"cause_explained: question for the judge: {question} (yes is met, proven by the agent; prompt verdict/1) → "
        f"{question} (yes is not met, proven by the agent; prompt verdict/1).",
    )


def test_the_schema_for_editors_takes_and_refuses_the_same() -> None:
    Draft202012Validator.check_schema(editor_schema())
    assert complaints(CARD.replace(BEFORE, ENTRY + BEFORE)) == []
    for row in WRONG:
        change = row[0]
        if "prompt" in change[1] or "Cause" in change[1]:
            continue  # what else there is in the folder, and how a name is spelt, no schema knows
        assert complaints(CARD.replace(BEFORE, ENTRY.replace(*change) + BEFORE)), change


def test_switched_off_is_a_judge() -> None:
    judge: Judge = switched_off
    asked = JudgeQuestion(question="Is it?")
    assert judge(Reading(call(LINES), english()), "x", asked).verdict is Verdict.UNDETERMINED
    assert (asked.yes, asked.no) == (Verdict.MET, Verdict.NOT_MET)
