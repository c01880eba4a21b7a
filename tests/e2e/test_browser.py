"""A person's way through the dashboard in a real browser: list, call, evidence, sound."""

import contextlib
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard.serve import serve_command
from qa_pipeline.settings import Settings
from tests.dashboard import seed
from tests.dashboard.dialogue import MARKUP

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --autoplay-policy=user-gesture-required"
).split()


@dataclass(slots=True)
class Watch:
    """What went wrong behind the page, and which hosts it asked."""

    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def request(self, url: str) -> None:
        # data: and blob: addresses have no host
        if (host := urlsplit(url).hostname) is not None:
            self.hosts.add(host)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, seed.Seeded]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    known = seed.fill(settings.resolved_database_url, settings.playback_dir / "double-charge.ogg")
    return settings, known


@pytest.fixture(scope="module")
def address(seeded: tuple[Settings, seed.Seeded]) -> Iterator[str]:
    settings, _ = seeded
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CALLQA_")}
    server = subprocess.Popen(
        serve_command(settings, port=port),
        env=environment | {"CALLQA_DATA_DIR": str(settings.data_dir)},
        cwd=settings.data_dir,
    )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        lacking = f"{CHROMIUM} is not here; on Debian: apt-get install chromium"
        if os.environ.get("CALLQA_REQUIRE_SERVICES") == "1":
            pytest.fail(lacking)
        pytest.skip(lacking)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, timezone_id="Europe/Helsinki")
    yield context.new_page()
    context.close()


@pytest.fixture
def watch(page: Page) -> Watch:
    seen = Watch()
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda request: seen.request(request.url))
    return seen


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
            return
        time.sleep(0.2)
    raise AssertionError(f"the dashboard did not answer on port {port}")


def sound(page: Page) -> dict[str, float | bool]:
    heard: dict[str, float | bool] = page.evaluate(
        "() => { const a = document.querySelector('audio');"
        " return {time: a.currentTime, paused: a.paused, seconds: a.duration, ready: a.readyState}; }"
    )
    return heard


def wait_for_moment(page: Page, seconds: float, *, within: float) -> None:
    """Until the sound stands there; a page under load may set its element back once before it is brought there."""
    page.wait_for_function(
        "([moment, within]) => Math.abs(document.querySelector('audio').currentTime - moment) <= within",
        arg=[seconds, within],
    )


def open_double_charge(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Calls", exact=True).click()
    page.get_by_role("link", name="0314-0926_double-charge.wav").click()
    expect(page.get_by_role("region", name="Transcript")).to_be_visible(timeout=30_000)
    page.wait_for_function("() => document.querySelector('audio')?.readyState >= 1")


def test_a_click_on_evidence_plays_the_call_from_that_moment(page: Page, watch: Watch, address: str) -> None:
    open_double_charge(page, address)
    expect(page.get_by_role("region", name="Transcript")).to_contain_text("I was charged twice for March")
    assert sound(page)["paused"]

    page.get_by_role("button", name=re.compile("Play the evidence at 0:13, Agent: I am sorry")).click()
    page.wait_for_function("() => !document.querySelector('audio').paused")
    first = sound(page)
    assert 13.2 <= first["time"] < 14.5
    page.wait_for_function("(moment) => document.querySelector('audio').currentTime > moment + 0.4", arg=first["time"])

    current = page.locator("li.turn[aria-current]")
    expect(current).to_contain_text("I am sorry to hear that")
    expect(page.locator(".word.picked").first).to_have_text("I")
    assert watch.errors == []
    assert watch.hosts == {"127.0.0.1"}


def test_an_absent_answer_plays_the_stretch_that_was_searched(page: Page, watch: Watch, address: str) -> None:
    open_double_charge(page, address)
    page.get_by_role("button", name="Play the stretch that was searched, 1:14 to 1:33").click()
    page.wait_for_function("() => !document.querySelector('audio').paused")
    assert 74.0 <= sound(page)["time"] < 75.5
    assert watch.errors == []


def test_the_keyboard_walks_the_turns_and_holds_the_sound(page: Page, watch: Watch, address: str) -> None:
    open_double_charge(page, address)
    page.keyboard.press("j")
    page.keyboard.press("j")
    wait_for_moment(page, 7.1, within=0.05)
    page.keyboard.press("k")
    wait_for_moment(page, 1.7, within=0.05)
    page.keyboard.press(" ")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('audio').paused")
    assert watch.errors == []


def test_the_moment_outlasts_an_element_that_the_page_sets_back_or_replaces(
    page: Page, watch: Watch, address: str
) -> None:
    open_double_charge(page, address)
    page.keyboard.press("j")
    wait_for_moment(page, 1.7, within=0.05)
    page.evaluate("() => { document.querySelector('audio').currentTime = 0; }")
    wait_for_moment(page, 1.7, within=0.05)
    page.evaluate("() => { const a = document.querySelector('audio'); a.replaceWith(a.cloneNode()); }")
    wait_for_moment(page, 1.7, within=0.05)
    assert watch.errors == []


def test_a_click_on_the_timeline_or_a_word_goes_there(page: Page, watch: Watch, address: str) -> None:
    open_double_charge(page, address)
    strip = page.get_by_role("slider", name="Moment of the call")
    box = strip.bounding_box()
    assert box is not None
    strip.click(position={"x": box["width"] / 2, "y": 10})
    wait_for_moment(page, 47.0, within=0.5)
    page.locator(".word", has_text="twice").click()
    wait_for_moment(page, 8.57, within=0.1)
    assert watch.errors == []


def test_a_view_is_shared_by_its_address(page: Page, watch: Watch, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Calls", exact=True).click()
    rows = page.locator(".calls tbody tr")
    expect(rows).to_have_count(5, timeout=30_000)
    page.get_by_label("Search").fill("broken")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(f"{address}/calls?q=broken")
    assert watch.errors == []

    shared = page.context.new_page()
    shared.goto(page.url)
    expect(shared.locator(".calls tbody tr")).to_have_count(1, timeout=30_000)
    expect(shared.locator(".calls tbody tr")).to_contain_text("no decoder can make sound of it")
    shared.get_by_role("button", name="Clear the filters").click()
    expect(shared.locator(".calls tbody tr")).to_have_count(5)
    expect(shared).to_have_url(f"{address}/calls")


def test_the_overview_leads_to_the_flagged_calls(page: Page, watch: Watch, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Flagged calls").click()
    rows = page.locator(".calls tbody tr")
    expect(rows).to_have_count(3, timeout=30_000)
    expect(rows.filter(has_text="Passed, uncertain").locator(".result")).to_have_attribute(
        "title", re.compile("The pass mark lies within the score's range")
    )
    expect(rows.filter(has_text="48 % covered")).to_have_count(1)
    page.get_by_text("Flagged only").click()
    expect(rows).to_have_count(5)
    assert watch.errors == []


def test_the_way_back_from_a_call_keeps_the_filters(page: Page, watch: Watch, address: str) -> None:
    page.goto(f"{address}/calls?order=Worst+first&result=Passed")
    page.get_by_role("link", name="0314-0926_double-charge.wav").click()
    expect(page.get_by_role("region", name="Transcript")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="All calls").click()
    expect(page.locator(".calls tbody tr")).to_have_count(2)
    assert watch.hosts == {"127.0.0.1"}


def test_a_call_without_a_playable_copy_says_so_and_shows_the_rest(
    page: Page, watch: Watch, address: str, seeded: tuple[Settings, seed.Seeded]
) -> None:
    page.goto(f"{address}/call?call={seeded[1].auto_failed}")
    expect(page.get_by_text("There is no copy of the sound to play")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Automatic fail, provisional")).to_be_visible()
    page.get_by_role("button", name=re.compile("Play the evidence at 0:19")).click()
    expect(page.locator("li.turn[aria-current]")).to_contain_text("your customer number")
    assert watch.hosts == {"127.0.0.1"}


def test_what_people_say_is_never_read_as_markup(page: Page, watch: Watch, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Calls", exact=True).click()
    page.get_by_role("link", name=f"{MARKUP}.wav").click()
    expect(page.get_by_role("heading", name=f"{MARKUP}.wav")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("region", name="Transcript")).to_contain_text(MARKUP)
    expect(page.get_by_text(f"Agent: {MARKUP}")).to_be_visible()
    assert page.locator("img").count() == 0
    assert watch.errors == []
