from qa_pipeline.settings import Settings
from qa_pipeline.store import writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import Lane
from qa_pipeline.worker.app import send, waiting_messages
from qa_pipeline.worker.reaping import resend
from tests.examples import add_recording


def test_only_the_messages_that_are_missing_are_sent(settings: Settings, store: Store) -> None:
    some = [add_recording(store, f"{number}.wav") for number in range(5)]
    with store.session() as session:
        writes.enqueue(session, recording_ids=some[:2], lane=Lane.FRESH, priority=5)
        writes.enqueue(session, recording_ids=some[2:], lane=Lane.BACKLOG, priority=5)
    send(settings, Lane.BACKLOG, 1)
    assert resend(store, settings) == 4
    assert [waiting_messages(settings, lane) for lane in Lane] == [2, 3]
    assert resend(store, settings) == 0
    send(settings, Lane.FRESH, 2)  # more than wait do no harm, and are not taken back
    assert resend(store, settings) == 0
