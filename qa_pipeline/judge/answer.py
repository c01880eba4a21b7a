"""The form of the judge's answer. Whatever is not exactly of this form is no answer."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa_pipeline.finding import Verdict

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": [verdict.value for verdict in Verdict]},
        "confidence": {"type": "number"},
        "turns": {"type": "array", "items": {"type": "integer"}},
        "quote": {"type": "string"},
    },
    "required": ["verdict", "confidence", "turns", "quote"],
    "additionalProperties": False,
}
"""What the server is asked to keep to, in keywords that every server knows; the bounds of `Answer` are checked here."""


class NoAnswer(Exception):
    """Why there is no answer, as a clause that completes "the machine cannot tell: …"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Answer(BaseModel):
    """What the judge says: the verdict, how sure it is, the turns that it rests on, and words out of them."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    verdict: Verdict
    confidence: float = Field(ge=0, le=1)
    turns: tuple[int, ...] = Field(max_length=20)
    quote: str = Field(max_length=600)


def read_answer(text: str) -> Answer:
    """The answer in a reply's text; raises NoAnswer naming the key that is wrong."""
    try:
        return Answer.model_validate_json(text)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        # The text of an error that stems from a key of the model's own making is not shown.
        key = wrong["loc"][0] if wrong["loc"] and wrong["loc"][0] in Answer.model_fields else "the whole"
        raise NoAnswer(f"its answer is not of the form that was asked for ({key}: {wrong['type']})") from None
