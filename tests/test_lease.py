import subprocess
import sys
import time

import pytest

from qa_pipeline.lease import Lease, is_dead, owner_name
from qa_pipeline.store import writes
from qa_pipeline.store.session import Store
from tests.examples import add_recording

TAKE_AND_TELL = """
import sys, time
from qa_pipeline.lease import Lease
from qa_pipeline.store.session import open_store
print(Lease(open_store(sys.argv[1]), int(sys.argv[2]), seconds=600).take(), flush=True)
time.sleep(30)
"""


def holder(store: Store, recording_id: int) -> str | None:
    with store.reading() as session:
        return writes.holder(session, recording_id=recording_id)


def test_our_own_name_is_alive_and_never_the_same_twice() -> None:
    assert owner_name() != owner_name()
    assert not is_dead(owner_name())


@pytest.mark.parametrize(
    ("owner", "dead"),
    [
        ("elsewhere.example/1/0/ab", False),  # nobody here can tell
        ("", False),
        ("some-worker", False),
        (owner_name().replace("/", "/4194999", 1), True),  # no such process
    ],
)
def test_only_a_process_of_this_host_that_ended_is_dead(owner: str, dead: bool) -> None:
    assert is_dead(owner) is dead


def test_a_number_that_another_process_has_since_is_dead() -> None:
    host, pid, started, token = owner_name().split("/")
    assert is_dead(f"{host}/{pid}/{int(started) - 3600}/{token}")


def test_a_recording_in_living_hands_is_not_taken(store: Store) -> None:
    recording_id = add_recording(store)
    assert Lease(store, recording_id, seconds=60).take()
    assert not Lease(store, recording_id, seconds=60).take()


def test_a_killed_process_loses_its_recording_at_once(store: Store, store_url: str) -> None:
    recording_id = add_recording(store)
    with subprocess.Popen(
        [sys.executable, "-c", TAKE_AND_TELL, store_url, str(recording_id)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        assert not Lease(store, recording_id, seconds=60).take()
        other.kill()
        other.wait()
    assert Lease(store, recording_id, seconds=60).take()


def test_a_lease_is_renewed_while_the_work_goes_on(store: Store) -> None:
    recording_id = add_recording(store)
    lease = Lease(store, recording_id, seconds=0.3)
    assert lease.take()
    with lease:
        time.sleep(0.8)
        assert not Lease(store, recording_id, seconds=60).take()


def test_work_broken_off_gives_the_recording_back(store: Store) -> None:
    recording_id = add_recording(store)
    lease = Lease(store, recording_id, seconds=60)
    assert lease.take()
    with pytest.raises(KeyboardInterrupt), lease:
        raise KeyboardInterrupt
    assert holder(store, recording_id) is None
    assert Lease(store, recording_id, seconds=60).take()
