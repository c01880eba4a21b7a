"""File and folder names of each telephone system, and names of one's own."""

from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.naming import folded, load_naming, own_pattern

NAMING = load_naming()
UUID = "6d8f1d2e-8a3b-4c5d-9e0f-112233445566"
OTHER = "0a1b2c3d-4e5f-4a5b-8c9d-665544332211"


def told(
    started_at: str = "",
    agent: str = "",
    customer: str = "",
    queue: str = "",
    direction: str = "",
    external_id: str = "",
) -> dict[str, str]:
    fields = {
        "started_at": started_at,
        "agent": agent,
        "customer_reference": customer,
        "queue": queue,
        "direction": direction,
        "external_id": external_id,
    }
    return {name: value for name, value in fields.items() if value}


DAY = "2024-01-15T14:30:22"
EPOCH = "1705329022"
FILES = [
    ("asterisk", "1705329022.123.wav", told(EPOCH, external_id="1705329022.123")),
    ("asterisk", "pbx1-1705329022.123.wav", told(EPOCH, external_id="pbx1-1705329022.123")),
    ("asterisk", "1705329022.123-in.wav", told(EPOCH, external_id="1705329022.123")),
    ("asterisk", "20240115-143022-1705329022.123.gsm", told(EPOCH, external_id="1705329022.123")),
    ("asterisk", "auto-1705329022-5551234-1001.wav", told(EPOCH, "1001", "5551234")),
    ("asterisk", "20240115-143022-5551234-1001.wav", told(DAY, "1001", "5551234")),
    ("asterisk", "greeting.wav", {}),
    (
        "freepbx",
        "in-4930123-15551234567-20240115-143022-1705329022.123.wav",
        told(EPOCH, "", "15551234567", "", "inbound", "1705329022.123"),
    ),
    (
        "freepbx",
        "out-+4930123-1001-20240115-143022-1705329022.124.wav",
        told(EPOCH, "1001", "+4930123", "", "outbound", "1705329022.124"),
    ),
    (
        "freepbx",
        "q-700-15551234567-20240115-143022-1705329022.125.mp3",
        told(EPOCH, "", "15551234567", "700", "inbound", "1705329022.125"),
    ),
    (
        "freepbx",
        "rg-600-15551234567-20240115-143022-1705329022.126.wav",
        told(EPOCH, "", "15551234567", "600", "inbound", "1705329022.126"),
    ),
    (
        "freepbx",
        "external-1001-15551234567-20240115-143022-1705329022.127.WAV",
        told(EPOCH, "1001", "15551234567", "", "inbound", "1705329022.127"),
    ),
    (
        "freepbx",
        "force-08218663-3201-20250327-092517-1743042317.12206.wav",
        told("1743042317", external_id="1743042317.12206"),
    ),
    ("freepbx", "internal-1002-1001-20240115-143022-pbx-1705329022.9.wav", told(EPOCH, external_id="pbx-1705329022.9")),
    ("freeswitch", "1001.2024-01-15-14-30-22.wav", told(DAY, customer="1001")),
    ("freeswitch", "+15551234.pbx.example.org.2024-01-15-14-30-22.wav", told(DAY, customer="+15551234")),
    ("freeswitch", "2024-01-15-14-30-22_1001_5551234.wav", told(DAY, "1001", "5551234")),
    ("freeswitch", f"{UUID}.wav", told(external_id=UUID)),
    ("freeswitch", "anonymous.2024-01-15-14-30-22.mp3", told(DAY, customer="anonymous")),
    ("freeswitch", "voicemail.wav", {}),
    ("vicidial", "20240115-143022_5551234567-all.mp3", told(DAY, customer="5551234567")),
    ("vicidial", "20240115-143022_5551234567_jdoe-all.wav", told(DAY, "jdoe", "5551234567")),
    ("vicidial", "20240115-143022_5551234567_jdoe_SALES-all.wav", told(DAY, "jdoe", "5551234567", "SALES")),
    ("vicidial", "20240115-143022_5551234567-in.wav", told(DAY, customer="5551234567")),
    ("vicidial", "20240115-143022_5551234567.wav", told(DAY, customer="5551234567")),
    ("vicidial", "1705329022_5551234567_jdoe-all.wav", told(EPOCH, "jdoe", "5551234567")),
    ("genesys", f"{UUID}_{OTHER}.opus", told(external_id=UUID)),
    ("genesys", f"{OTHER}.opus", {}),
    ("genesys", f"{UUID}_{OTHER}.wav", told(external_id=UUID)),
    ("miarec", "2024-01-15-143022.mp3", told(DAY)),
    ("miarec", "20240115143022.mp3", told(DAY)),
    ("miarec", "20240115143022_2.mp3", told(DAY)),
    ("miarec", "20240115143022_5551234_1001.wav", told(DAY, "1001", "5551234")),
    ("miarec", "20240115-143022-5551234-1001-A17.wav", told(DAY, "1001", "5551234", external_id="A17")),
    ("miarec", "20240115.mp3", {}),
    ("pca", "Auto1_GUID_001_AGENT_BobS_DT_2024-01-15T14-30-22.wav", told(DAY, "BobS", external_id="001")),
    (
        "pca",
        f"AutoRepairs1_CUST_12345_GUID_{UUID}_AGENT_BobS_DATETIME_07.55.51.067-09-16-2021.wav",
        told("2021-09-16T07:55:51", "BobS", "12345", external_id=UUID),
    ),
    ("pca", "Auto0_GUID_000_AGENT_ChrisL_DT_2024-01-15T14-30-22_Mono.wav", told(DAY, "ChrisL", external_id="000")),
    ("pca", "x_AGENT_Ана.wav", told(agent="Ана")),
    ("pca", "2024-01-15T14-30-22.wav", told(DAY)),
    ("pca", "x_CUST_9_y.wav", told(customer="9")),
]


@pytest.mark.parametrize(("preset", "name", "expected"), FILES)
def test_a_file_name_tells_what_its_system_wrote_into_it(preset: str, name: str, expected: dict[str, str]) -> None:
    found = dict(NAMING.preset(preset).of_file(f"some/folder/{name}"))
    found.pop("time_zone", None)
    assert found == expected


@pytest.mark.parametrize(
    ("preset", "name", "expected"),
    [
        (
            "genesys",
            f"s3://b/o/year=2024/month=1/day=15/hour=4/conversation_id={UUID}/r.opus",
            {"started_at": "2024-01-15T04:00:00", "external_id": UUID, "time_zone": "UTC"},
        ),
        ("freeswitch", f"/var/lib/freeswitch/recordings/archive/2024/Jan/15/{UUID}.wav", {"started_at": "2024-01-15"}),
        ("freeswitch", "/archive/2024/Foo/15/x.wav", {"started_at": "2024-Foo-15"}),
        ("miarec", "20240115/x.mp3", {}),
    ],
)
def test_folders_tell_too(preset: str, name: str, expected: dict[str, str]) -> None:
    assert NAMING.preset(preset).of_folders(name) == expected


def test_every_preset_reads_its_own_example() -> None:
    for preset in NAMING.presets.values():
        assert sum(name == preset.name for name, _, _ in FILES) >= 3
        assert preset.files


def test_a_pattern_of_ones_own_names_fields() -> None:
    pattern = own_pattern(r"^(?P<agent>[^_]+)_(?P<queue>\w+?)_(?P<date>\d+)$", r"(?P<team>[^/]+)$")
    assert pattern.of_file("a/Anna_sales_20240115.wav") == {"agent": "Anna", "queue": "sales", "date": "20240115"}
    assert pattern.of_folders("x/North/Anna_sales_20240115.wav") == {"team": "North"}


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(", "--pattern: '\\(' is no regular expression"),
        ("abc", "has no named group"),
        ("(?P<operator>.)", "'operator' is not known; allowed are agent"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        own_pattern(pattern)


def test_a_file_of_ones_own_adds_presets_and_column_names(tmp_path: Path) -> None:
    own = tmp_path / "naming.yaml"
    own.write_text("presets:\n  ours:\n    files: ['^(?P<agent>[a-z]+)-']\naliases:\n  agent: [Bearbeiter]\n", "utf-8")
    naming = load_naming(own)
    assert naming.preset("ours").of_file("anna-7.wav") == {"agent": "anna"}
    assert naming.ranks()[folded("BEARBEITER")] == ("agent", 0)
    assert "freepbx" in naming.presets


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "naming.yaml: cannot be read"),
        ("- a", "found list; a mapping"),
        ("preset: {}", "'preset' is not known; allowed are aliases, presets"),
        ("aliases: {operator: [x]}", "'operator' is not known"),
        ("presets: {ours: {files: [{match: '(?P<agent>.)', set: {mood: good}}]}}", "'mood' is not known"),
    ],
)
def test_a_wrong_file_is_refused_by_its_key(tmp_path: Path, text: str, says: str) -> None:
    own = tmp_path / "naming.yaml"
    own.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=says):
        load_naming(own)


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="asterisk, freepbx, freeswitch, genesys, miarec, pca, vicidial"):
        NAMING.preset("avaya")
