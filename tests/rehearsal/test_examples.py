"""The files of example calls: what is read, and what is refused."""

from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Verdict
from qa_pipeline.rehearsal.examples import Example, load_examples
from tests.criteria.spoken import english

GOOD = """
help_offered:
  met:
    - [agent: "How can I help?"]
    - {params: {within: 5}, lines: [agent: "How may I help you?"]}
"""


def examples(base: Path, text: str) -> tuple[Example, ...]:
    folder = base / "examples" / "en"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "opening.yaml").write_text(text, encoding="utf-8")
    return load_examples(base)


def test_an_example_knows_what_it_must_give_and_where_it_stands(tmp_path: Path) -> None:
    first, second = examples(tmp_path, GOOD)
    assert (first.criterion, first.verdict, first.language) == ("help_offered", Verdict.MET, "en")
    assert second.at == f"{tmp_path}/examples/en/opening.yaml:5"
    assert second.call.params == {"within": 5}


@pytest.mark.parametrize(("pack", "verdict"), [(english(), "met"), (None, "undetermined")])
def test_an_example_is_asked_with_the_phrases_of_a_pack(tmp_path: Path, pack: None, verdict: str) -> None:
    assert [one.find(pack).verdict for one in examples(tmp_path, GOOD)] == [verdict] * 2


@pytest.mark.parametrize(
    ("change", "line", "found", "allowed"),
    [
        (("help_offered", "help_ofered"), 2, "help_ofered", "did you mean 'help_offered'?"),
        (("  met", "  mett"), 3, "mett", "did you mean 'met'?"),
        (("within: 5", "witin: 5"), 5, "witin", "did you mean 'within'?"),
        (("within: 5", "within: 0"), 5, "0", "greater than 0"),
        (('agent: "How can I help?"', "agnt: x"), 4, "agnt", "did you mean 'agent'?"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, change: tuple[str, str], line: int, found: str, allowed: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        examples(tmp_path, GOOD.replace(*change))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path}/examples/en/opening.yaml:{line}: "), message
    assert found in message
    assert allowed in message


@pytest.mark.parametrize("text", ["help_offered: {met: 3}", "help_offered: 3"])
def test_what_is_no_list_of_dialogues_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScorecardError, match="found 3; allowed: a "):
        examples(tmp_path, text)


def test_a_language_without_examples_is_named_with_those_there_are(tmp_path: Path) -> None:
    examples(tmp_path, GOOD)
    with pytest.raises(ScorecardError, match="no examples for 'fi'; there are some for: en"):
        load_examples(tmp_path, "fi")
