import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.store.address import parse_address


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:////data/callqa.db", "sqlite"),
        ("postgres://qa@db/calls", "postgresql+psycopg"),
        ("postgresql://qa@db/calls", "postgresql+psycopg"),
        ("postgresql+psycopg://qa@db/calls", "postgresql+psycopg"),
    ],
)
def test_the_usual_spellings_lead_to_one_driver(given: str, driver: str) -> None:
    assert parse_address(given).url.drivername == driver


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("mysql://qa:secret@db/calls", "unknown driver 'mysql'"),
        ("postgresql+psycopg2://qa:secret@db/calls", "unknown driver 'postgresql+psycopg2'"),
        ("/var/lib/callqa.db", "cannot be read"),
        ("", "cannot be read"),
        ("postgresql://qa:secret@db:many/calls", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_another_address_is_refused_with_what_is_allowed(given: str, told: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_address(given)
    assert told in str(refusal.value)
    assert "sqlite:///FILE" in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://qa:secret@db:5432/calls", "postgresql+psycopg://qa:***@db:5432/calls"),
        ("postgresql://qa:se:cr/et@db/calls", "postgresql+psycopg://qa:***@db/calls"),
        ("postgresql:///calls?password=secret&host=db", "postgresql+psycopg:///calls?host=db&password=***"),
        ("sqlite:////data/callqa.db", "/data/callqa.db"),
    ],
)
def test_an_address_is_shown_without_its_password(given: str, shown: str) -> None:
    assert str(parse_address(given)) == shown
    assert shown in repr(parse_address(given))
