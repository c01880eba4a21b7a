"""Sentences of a call that address whoever judges it: they are not sent, and prove nothing.

This is the outer fence. What a call may do even where it is passed is told by qa_pipeline.judge.proof.
"""

import re
from collections.abc import Iterator

from qa_pipeline.language.sentences import spans_of

_GAP = r"[^\n]{0,60}?"
_BETWEEN = (
    r"(?:[\s,:\"'“”]+(?:it|this|that|these|the|an?|me|us|your|my|with|as|is|to|by|one|every|everything|all|each|any|just"
    r"|only|simply|always|question|questions|criterion|criteria|call|calls|agent|and|say|saying|verdict|word))*[\s,:\"'“”]+"
)
_VERDICT = r"(?:met|not[ _]met|undetermined|not[ _]applicable|full (?:marks|score|points))\b"

# What a speaker would say to a machine that reads along. Each needs two things together, or a word of the answer's own
# form: callers ignore letters, agents give instructions, and both of them meet people.
_SAID = (
    # to set instructions aside
    rf"\b(?:ignore|disregard|forget|override|bypass)\b{_GAP}\b(?:previous|prior|above|earlier|all|your|system|these)"
    rf"\b{_GAP}\b(?:instructions?|prompts?|guidelines|commands?)\b",
    r"\bsystem (?:prompts?|instructions?)\b",
    r"\b(?:new|updated|revised) (?:instructions?|prompts?|task)(?: for the (?:judge|model|ai)\b|:)",
    # to tell the machine what it is
    r"\b(?:language model|system prompt|developer mode|jailbreak|as an ai)\b",
    r"\byou are (?:now |only )?(?:an? |the )?(?:ai|language model|judge|evaluator|grader|auditor bot|scoring \w+)\b",
    r"\b(?:act|behave|respond|answer) as (?:an?|the|my) (?:ai|assistant|judge|evaluator|grader|model|system)\b",
    r"\b(?:dear|attention|note to|message (?:to|for)|hey|hello|hi)[ ,:]+(?:the |you )?"
    r"(?:judge|evaluator|grader|ai|language model|llm|quality (?:system|judge|model|bot))\b",
    # to tell it what to answer
    rf"\b(?:answer|respond|reply|return|output|print|mark|score|rate|grade){_BETWEEN}{_VERDICT}",
    rf"\b(?:verdict|answer) (?:is|must be|should be|has to be) {_VERDICT}",
    rf"\b(?:verdict|confidence)\b{_GAP}\b(?:{_VERDICT}|one point zero|1\.0)",
    r"\b(?:use|take|copy) (?:this|that|the following|these words) (?:sentence |turn )?as (?:the |your |a )?"
    r"(?:quote|evidence|proof)\b",
    # in the other languages of the packs
    rf"\b(?:unohda|ohita|älä välitä|jätä huomiotta)\b{_GAP}\b(?:ohje|määräy|käsky)\w*",
    rf"\b(?:ignoruok\w*|nepaisyk\w*|pamiršk\w*)\b{_GAP}\b(?:instrukcij|nurodym)\w*",
    rf"\b(?:ignorē\w*|neņem\w* vērā|aizmirst\w*)\b{_GAP}\b(?:instrukcij|norādījum)\w*",
    rf"\b(?:αγνόησ\w*|αγνοήσ\w*|ξέχνα\w*|ξεχάσ\w*)\b{_GAP}\b(?:οδηγί|εντολ)\w*",
    rf"\b(?:ignor[ae]\w*|esque(?:ce|ça)\w*|desconsider[ae]\w*)\b{_GAP}\b(?:instruç|orden)\w*",
    # what nobody says aloud: the form of messages and of the answer
    r"</?\s*(?:system|user|assistant|transcript|instructions?|data|turn)\b[^>]*>",
    r"<\||\[/?INST\]|```|###|={5,}|-{5,}",
    r"^\W*(?:system|assistant|developer)\s*:",
    r"\bnot_met\b|\bnot_applicable\b|\"\s*(?:verdict|turns|quote|confidence|role)\s*\"\s*:",
    r"\b(?:begin|start|end) of (?:the )?(?:transcript|data|prompt|instructions?)\b",
)
_PATTERN = re.compile("|".join(f"(?:{one})" for one in _SAID), re.IGNORECASE | re.MULTILINE)


def addresses_judge(text: str) -> bool:
    """Whether a text holds anything that is said to the judge."""
    return _PATTERN.search(text) is not None


def sentences_to_judge(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences stand that are, or take part in, something said to the judge."""
    said = [match.span() for match in _PATTERN.finditer(text)]
    for start, end in spans_of(text) if said else ():
        if any(first < end and start < last for first, last in said):
            yield start, end
    # What stands between sentences, marks without a letter, belongs to none of them.
    yield from said
