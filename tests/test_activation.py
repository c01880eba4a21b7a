"""Which activation a call goes by."""

from datetime import UTC, datetime, timedelta

import pytest

from qa_pipeline.activation import Activation, current, in_force, spans

MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def activation(number: int, *, days: int = 0, queue: str | None = None, call_type: str | None = None) -> Activation:
    return Activation(number, "card", number, "0" * 64, queue, call_type, MARCH + timedelta(days=days), MARCH)


ALL = activation(1)
TYPE = activation(2, call_type="fault")
QUEUE = activation(3, queue="Sales")
BOTH = activation(4, queue="sales", call_type="fault")
LATER = activation(5, days=10)
NEVER_MIND = activation(6, days=-5)


@pytest.mark.parametrize(
    ("known", "queue", "call_type", "day", "expected"),
    [
        ([], "sales", "fault", 1, None),
        ([ALL], None, None, 0, ALL),
        ([ALL], None, None, -1, None),
        ([TYPE], None, None, 1, None),
        ([BOTH, QUEUE, TYPE, ALL], "sales", "fault", 1, BOTH),
        ([ALL, TYPE, QUEUE], "SALES", "fault", 1, QUEUE),
        ([ALL, TYPE], "sales", "Fault", 1, TYPE),
        ([ALL, TYPE, QUEUE, BOTH], "billing", "order", 1, ALL),
        ([ALL, LATER], None, None, 9, ALL),
        ([ALL, LATER], None, None, 10, LATER),
        ([QUEUE, LATER], "sales", None, 20, QUEUE),  # a narrower one wins over a newer one
        ([ALL, NEVER_MIND], None, None, 1, ALL),  # made later, and begun earlier
        ([ALL, activation(7)], None, None, 1, activation(7)),  # of the same time, the one made last
    ],
)
def test_the_narrowest_and_newest_wins(
    known: list[Activation], queue: str | None, call_type: str | None, day: int, expected: Activation | None
) -> None:
    at = MARCH + timedelta(days=day)
    assert in_force(known, queue=queue, call_type=call_type, at=at) == expected


def test_each_activation_holds_until_the_next_of_its_scope() -> None:
    again = activation(9, days=10)
    held = spans([ALL, LATER, again, QUEUE, NEVER_MIND])
    assert held == ((QUEUE, None), (NEVER_MIND, MARCH), (ALL, again.starts_at), (again, None))


def test_what_is_in_force_has_one_for_each_scope() -> None:
    again = activation(8, days=1, queue="SALES")
    assert current([ALL, QUEUE, TYPE, LATER, again], at=MARCH + timedelta(days=2)) == (again, TYPE, ALL)
