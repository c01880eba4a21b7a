from collections import Counter

from qa_pipeline.asr.doubt import Heard, Outcome
from qa_pipeline.asr.settling import settle
from qa_pipeline.asr.transcriber import Doubt, Transcript
from qa_pipeline.call import Span, Word
from tests.asr.test_doubt import text, words

GOOD = Outcome(logprob=-0.2, silence=0.05, compression=1.5)
SILENT = Outcome(logprob=-1.5, silence=0.8, compression=0.5)
LOOP = Outcome(logprob=-0.2, silence=0.1, compression=4.0)
REGIONS = (Span(0.0, 5.0), Span(10.0, 15.0))


def settled(first: list[Heard], second: list[Heard], gaps: list[Span]) -> Transcript:
    return settle(first, second, gaps=gaps, regions=REGIONS, language="en")


def counts(found: Transcript) -> dict[Doubt, int]:
    return dict(Counter(drop.doubt for drop in found.dropped))


def test_what_is_heard_well_at_once_is_kept_and_nothing_is_dropped() -> None:
    found = settled([Heard(tuple(words("so I called")), GOOD)], [], [])
    assert (text(found), found.dropped) == ("so I called", ())


def test_the_second_hearing_replaces_what_the_first_got_lost_in_and_the_loss_is_not_counted() -> None:
    first = [Heard(tuple(words("so so so so so", 10.0)), LOOP)]
    found = settled(first, [Heard(tuple(words("so sorry about that", 10.0)), GOOD)], [REGIONS[1]])
    assert (text(found), found.dropped) == ("so sorry about that", ())


def test_what_both_hearings_are_lost_in_is_counted_once_by_its_kind() -> None:
    noise = Heard(tuple(words("you", 10.0)), SILENT)
    assert counts(settled([noise], [noise], [REGIONS[1]])) == {Doubt.NO_SPEECH: 1}
    loop = Heard(tuple(words("la la la", 10.0)), LOOP)
    assert counts(settled([loop], [loop], [REGIONS[1]])) == {Doubt.LOOP: 3}


def test_what_is_lost_and_too_short_to_be_heard_again_is_counted() -> None:
    assert counts(settled([Heard(tuple(words("oh", 10.0)), SILENT)], [], [])) == {Doubt.NO_SPEECH: 1}


def test_words_that_no_speech_was_under_are_counted() -> None:
    outside = (Word("um", 5.0, 5.0, 0.8),)
    found = settled([Heard(tuple(words("so I called")), GOOD, outside)], [], [])
    assert (text(found), counts(found)) == ("so I called", {Doubt.OUTSIDE_SPEECH: 1})


def test_a_courtesy_is_dropped_where_silence_was_likelier() -> None:
    quiet = Outcome(logprob=-0.5, silence=0.7, compression=0.5)
    found = settled([Heard(tuple(words("thank you", 10.0)), quiet), Heard(tuple(words("yes please")), GOOD)], [], [])
    assert (text(found), counts(found)) == ("yes please", {Doubt.STOCK_PHRASE: 2})


def test_names_said_back_are_an_echo_and_heard_again() -> None:
    echo = Heard(tuple(words("Anna Berta Carla", 10.0)), GOOD, echo=True)
    again = Heard(tuple(words("good morning", 10.0)), GOOD)
    found = settled([echo], [again], [REGIONS[1]])
    assert [word.text for word in found.words] == ["good", "morning"]
    assert counts(settled([echo], [], [])) == {Doubt.ECHO: 3}
