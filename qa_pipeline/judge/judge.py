"""A language model as the judge of a question: what it is sent, what it answers, and what of that stands."""

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.words import plain
from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.judge.answer import Answer, NoAnswer, read_answer
from qa_pipeline.judge.client import ChatClient, Messages
from qa_pipeline.judge.kept import KeptAnswers
from qa_pipeline.judge.proof import Case, concluded
from qa_pipeline.judge.transcript import LEFT_OUT, Sent, to_send
from qa_pipeline.scoring.judging import cannot_tell
from qa_pipeline.scoring.layout import JudgeQuestion
from qa_pipeline.scoring.prompts import Prompt, filled, load_prompt


@dataclass(frozen=True, slots=True)
class LanguageJudge:
    """A `scoring.judging.Judge` that asks a server; prompts are those beside the scorecards."""

    client: ChatClient
    scorecards_dir: Path
    kept: KeptAnswers

    def __call__(self, reading: Reading, name: str, asked: JudgeQuestion) -> Finding:
        """The finding; every failure is an undetermined one with its reason."""
        sent = to_send(reading)
        try:
            prompt = load_prompt(asked.prompt, self.scorecards_dir)
        except ScorecardError as error:
            return cannot_tell(name, str(error))
        told = _told(f"model {self.client.server.model} at {self.client.server.host}, prompt {prompt}", sent)
        try:
            found = concluded(Case(asked, reading, sent), self._answer(prompt, asked, sent, reading))
        except NoAnswer as none:
            return cannot_tell(name, f"{none.reason} ({told})")
        text = f"The judge answers {_in_words(found.verdict, asked)}: {asked.question.strip()} ({told})"
        return replace(found, criterion=name, explanation=text, decided_by="judge")

    def _answer(self, prompt: Prompt, asked: JudgeQuestion, sent: Sent, reading: Reading) -> Answer:
        """The answer as kept, else as given now and kept; raises NoAnswer."""
        recording, question = reading.call.recording.sha256, self._key(prompt, asked, sent)
        kept = self.kept.get(recording, question)
        if kept is not None:
            return kept
        given = read_answer(self.client.ask(messages(prompt, asked, sent)))
        self.kept.put(recording, question, given)
        return given

    def _key(self, prompt: Prompt, asked: JudgeQuestion, sent: Sent) -> str:
        """What an answer hangs on, as a sha256; the mark, which is drawn by lot, is no part of it."""
        server = self.client.server
        parts = [server.url, server.model, prompt.digest, asked.model_dump(mode="json"), sent.data]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def messages(prompt: Prompt, asked: JudgeQuestion, sent: Sent) -> Messages:
    """What is sent: the owner's task, and in a message of its own what was said, between marks nobody can know."""
    mark = f"=={secrets.token_hex(12)}=="
    task = {
        "question": asked.question.strip(),
        "proven_by": asked.proven_by,
        "yes": asked.yes.value,
        "no": asked.no.value,
        "mark": mark,
    }
    return (
        {"role": "system", "content": filled(prompt.system, task)},
        {"role": "user", "content": filled(prompt.data, {"mark": mark, "transcript": sent.data})},
    )


def _in_words(verdict: Verdict, asked: JudgeQuestion) -> str:
    if verdict is Verdict.NOT_APPLICABLE:
        return f'"{plain(verdict)}"'
    return '"yes"' if verdict is asked.yes else '"no"'


def _told(source: str, sent: Sent) -> str:
    """Who answered, and what of the call was kept from them."""
    hidden = sent.hidden
    left_out = hidden.pop(LEFT_OUT, 0)
    parts = [source, f"personal data hidden: {hidden.total()}"]
    if left_out:
        parts.append(f"said to the judge and left out: {left_out}")
    return "; ".join(parts)
