"""A judge that asks a server over HTTP: what it sends, what it makes of the reply, and when it asks again."""

import json
import logging
from dataclasses import replace

import pytest

from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.judge.judge import LanguageJudge
from qa_pipeline.scoring.layout import JudgeQuestion
from qa_pipeline.scoring.prompts import load_prompt
from tests.criteria.spoken import SCORECARDS, Lines, call, english
from tests.judge.conftest import MakeJudge
from tests.judge.server import MODEL, ModelServer, Reply, Request, says, verdict

LINES: Lines = [
    {"agent": "Hello, how can I help?"},
    {"customer": "My name is Sandra Whitfield. Why was I billed twice for account 12345678?"},
    {"agent": "Two meters were read, Mrs Whitfield, and both were booked on your account."},
]
WHY = JudgeQuestion(question="Did the agent say why the trouble had come about?")
QUOTE = "Two meters were read, Mrs [name], and both were booked"


def ask(judge: LanguageJudge, lines: Lines = LINES, asked: JudgeQuestion = WHY) -> Finding:
    return judge(Reading(call(lines), english()), "cause_explained", asked)


def test_a_proven_answer_is_a_finding_that_names_model_and_prompt(model: ModelServer, judge: LanguageJudge) -> None:
    model.answers(verdict("met", QUOTE, (3,)))
    found = ask(judge)
    assert (found.criterion, found.verdict, found.decided_by) == ("cause_explained", Verdict.MET, "judge")
    assert [one.quote for one in found.evidence] == ["Two meters were read, Mrs Whitfield, and both were booked"]
    prompt = load_prompt("verdict/1", SCORECARDS)
    assert found.explanation == (
        f'The judge answers "yes": {WHY.question} (model {MODEL} at {judge.client.server.host}, '
        f"prompt verdict/1 {prompt.digest[:12]}; personal data hidden: 4)"
    )


@pytest.mark.parametrize(("given", "words"), [("not_met", '"no"'), ("not_applicable", '"not applicable"')])
def test_other_answers_are_told_in_words(given: str, words: str, model: ModelServer, judge: LanguageJudge) -> None:
    model.answers(verdict(given))
    assert f"The judge answers {words}: Did the agent" in ask(judge).explanation


def test_the_question_and_the_call_are_sent_apart_and_nothing_else_is(model: ModelServer, judge: LanguageJudge) -> None:
    model.answers(verdict("undetermined"))
    ask(judge, asked=replace_question(WHY, proven_by="customer", yes_means="not_met"))
    (asked,) = model.asked
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    assert WHY.question in asked.task
    assert WHY.question not in asked.data
    assert '"not_met" if the answer to the question is yes, "met" if it is no' in asked.task
    assert "needs a quote of the customer" in asked.task
    assert [(turn["turn"], turn["role"], turn["text"]) for turn in asked.turns] == [
        (1, "agent", "Hello, how can I help?"),
        (2, "customer", "My name is [name] [name]. Why was I billed twice for account [number]?"),
        (3, "agent", "Two meters were read, Mrs [name], and both were booked on your account."),
    ]
    assert "Whitfield" not in json.dumps(asked.body)
    assert "12345678" not in json.dumps(asked.body)


def replace_question(asked: JudgeQuestion, **changes: str) -> JudgeQuestion:
    return JudgeQuestion.model_validate({**asked.model_dump(), **changes})


def test_the_marks_around_a_call_are_others_each_time(model: ModelServer, make_judge: MakeJudge) -> None:
    model.answers(verdict("met", "not there", (1,)))
    judge = make_judge()
    ask(judge)
    ask(judge, asked=replace_question(WHY, question="Another?"))
    marks = {asked.data.splitlines()[0] for asked in model.asked}
    assert len(marks) == 2
    for asked in model.asked:
        mark = asked.data.splitlines()[0]
        assert asked.data.count(mark) == 2
        assert mark in asked.task


FAILURES = [
    (Reply(status=500), "it answers HTTP 500 (asked 3 times)"),
    (Reply(status=401), "it answers HTTP 401, see CALLQA_JUDGE_KEY"),
    (Reply("<html>"), "its reply is not of the OpenAI protocol"),
    (says("I think it was fine."), "its answer is not of the form that was asked for (the whole: json_invalid)"),
    (says('{"verdict": "met"}'), "its answer is not of the form that was asked for (confidence: missing)"),
    (verdict("excellent"), "its answer is not of the form that was asked for (verdict: enum)"),
    (verdict("met", "Because you asked", (3,)), "the judge's quote does not stand in the turns that it cites"),
    (verdict("undetermined"), "the judge says that it cannot tell"),
]


@pytest.mark.parametrize(("reply", "reason"), FAILURES, ids=[row[1][-40:] for row in FAILURES])
def test_whatever_goes_wrong_is_undetermined_with_its_reason(
    reply: Reply, reason: str, model: ModelServer, judge: LanguageJudge
) -> None:
    model.answers(reply)
    found = ask(judge)
    assert (found.verdict, found.confidence, found.decided_by) == (Verdict.UNDETERMINED, 0.0, "judge")
    assert found.explanation.startswith(f"The machine cannot tell: {reason} (model {MODEL} at ")
    assert found.evidence == ()


def test_a_prompt_that_is_not_there_is_undetermined(judge: LanguageJudge) -> None:
    found = ask(judge, asked=replace_question(WHY, prompt="verdict/99"))
    assert found.verdict is Verdict.UNDETERMINED
    assert "found no prompt 'verdict/99'" in found.explanation


def test_a_call_that_was_judged_is_not_sent_again(model: ModelServer, make_judge: MakeJudge) -> None:
    model.answers(verdict("met", QUOTE, (3,)))
    first = ask(make_judge())
    assert ask(make_judge()) == first
    assert len(model.asked) == 1


def test_an_answer_is_asked_anew_when_what_it_hangs_on_changes(model: ModelServer, make_judge: MakeJudge) -> None:
    model.answers(verdict("met", QUOTE, (3,)))
    ask(make_judge())
    ask(make_judge(), asked=replace_question(WHY, question="Did the agent say how it came about?"))
    ask(make_judge(), asked=replace_question(WHY, proven_by="customer"))
    ask(make_judge(model="other-model"))
    ask(make_judge(), [*LINES, {"customer": "I see."}])
    other = replace(call(LINES), recording=replace(call(LINES).recording, sha256="f" * 64))
    make_judge()(Reading(other, english()), "cause_explained", WHY)
    assert len(model.asked) == 6


def test_a_failure_is_not_kept(model: ModelServer, judge: LanguageJudge) -> None:
    model.answers(says("nonsense"), verdict("met", QUOTE, (3,)))
    assert ask(judge).verdict is Verdict.UNDETERMINED
    assert ask(judge).verdict is Verdict.MET


def test_a_kept_answer_is_proven_anew(model: ModelServer, judge: LanguageJudge) -> None:
    """Whoever changes a kept answer gets no further than a model that lies."""
    model.answers(verdict("met", QUOTE, (3,)))
    ask(judge)
    (path,) = judge.kept.folder.glob("*/*.json")
    path.write_text(path.read_text().replace(QUOTE, "I never said this"))
    assert ask(judge).verdict is Verdict.UNDETERMINED
    assert len(model.asked) == 1


def test_a_kept_answer_that_cannot_be_read_is_asked_again(
    model: ModelServer, judge: LanguageJudge, caplog: pytest.LogCaptureFixture
) -> None:
    model.answers(verdict("met", QUOTE, (3,)))
    ask(judge)
    (path,) = judge.kept.folder.glob("*/*.json")
    path.write_text("{")
    assert ask(judge).verdict is Verdict.MET
    assert len(model.asked) == 2
    assert "a kept answer cannot be read" in caplog.text


def test_an_answer_that_cannot_be_kept_still_counts(
    model: ModelServer, judge: LanguageJudge, caplog: pytest.LogCaptureFixture
) -> None:
    judge.kept.folder.write_text("in the way")
    model.answers(verdict("met", QUOTE, (3,)))
    with caplog.at_level(logging.WARNING):
        assert ask(judge).verdict is Verdict.MET
    assert "an answer cannot be kept" in caplog.text


def test_nothing_of_the_call_is_kept_but_the_answer(model: ModelServer, judge: LanguageJudge) -> None:
    model.answers(verdict("met", QUOTE, (3,)))
    ask(judge)
    (path,) = judge.kept.folder.glob("*/*.json")
    assert json.loads(path.read_text()) == {"verdict": "met", "confidence": 0.9, "turns": [3], "quote": QUOTE}
    assert "Whitfield" not in path.read_text()


def test_a_request_reads_the_transcript_as_it_is_sent() -> None:
    """The server of these tests sees what a model sees."""
    sent = Request("/", {}, {"messages": [{"content": ""}, {"content": '==1==\n[{"turn": 1}]\n==1==\n'}]})
    assert sent.turns == [{"turn": 1}]
