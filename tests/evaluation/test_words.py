import copy
import sys

import pytest

from qa_pipeline.errors import MissingExtra
from qa_pipeline.evaluation.figures import compare
from tests.evaluation.tales import Document, account, as_output, compared, figures, named, small_truth, turn


def stereo() -> Document:
    truth = small_truth()
    truth["speakers"] = {
        "agent": {"role": "agent", "channel": 0},
        "customer": {"role": "customer", "channel": 1},
    }
    return truth


def test_two_who_speak_at_once_do_not_mix_where_their_channels_are_known() -> None:
    truth = stereo()
    truth["turns"] = [turn("agent", 0.0, "please tell them"), turn("customer", 0.4, "nobody ever listened")]
    output = as_output(truth)
    for word in output["turns"][0]["words"]:
        word["start"] += 0.5  # past the other's words: the order of all words changes
    assert named(figures(truth, output))["wer"] == 0
    mono_truth, mono_output = copy.deepcopy(truth), copy.deepcopy(output)
    mono_truth["speakers"] = mono_output["speakers"] = {}
    wer = named(figures(mono_truth, mono_output))["wer"]
    assert wer is not None
    assert wer > 0


def test_each_channel_and_role_has_its_own_errors() -> None:
    output = as_output(stereo())
    output["turns"][1]["words"] = output["turns"][1]["words"][:-2]
    reached = named(figures(stereo(), output))
    assert (reached["wer_channel_0"], reached["wer_channel_1"]) == (0, 0.2)
    assert (reached["wer_agent"], reached["wer_customer"], reached["wer"]) == (0, 0.2, 0.1)


def test_words_on_the_wrong_channel_are_missing_here_and_too_many_there() -> None:
    output = as_output(stereo())
    output["turns"].append(turn("agent", 20.0, "back since April"))
    output["turns"][1]["words"] = output["turns"][1]["words"][:-3]
    measures = compared(stereo(), output).words
    assert measures is not None
    assert (measures.whole.deleted, measures.whole.inserted) == (3, 3)


@pytest.mark.parametrize("turns", [[], None])
def test_a_call_in_which_nothing_was_heard_has_lost_all_its_words(turns: list[Document] | None) -> None:
    reached = named(figures(small_truth(), as_output(small_truth()) | {"turns": turns}))
    assert (reached["wer"], reached["der"]) == (1, 1)
    assert reached["word_role_error"] is None


def test_a_truth_in_which_nobody_speaks_has_no_rates() -> None:
    reached = named(figures(small_truth() | {"turns": []}, as_output(small_truth())))
    assert (reached["wer"], reached["der"], reached["role_accuracy"]) == (None, None, None)


def test_turns_without_word_times_are_compared_all_the_same() -> None:
    truth = small_truth()
    for told in truth["turns"]:
        del told["words"]
    reached = named(figures(truth, as_output(small_truth())))
    assert (reached["wer"], reached["role_accuracy"], reached["word_start_error"]) == (0, 1, None)


@pytest.mark.parametrize(("module", "extra"), [("jiwer", "evaluate"), ("pyannote.metrics.diarization", "voices")])
def test_a_missing_package_is_named_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=rf"pip install \"callqa\[{extra}\]\""):
        compare("call", account(small_truth()), account(as_output(small_truth())))
