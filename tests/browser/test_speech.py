"""The page of what was said, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import EXECUTABLE, Page, page
from zilv.cli.main import run

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium on this machine")
SAMPLES = Path(__file__).parents[2] / "samples" / "speech"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    out: Path = tmp_path_factory.mktemp("页面 out") / "speech.html"
    assert run(["speech", "demo", str(SAMPLES), "--out", str(out), "--lang", "zh"]) == 0
    return out.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with page() as opened:
        yield opened


def test_it_opens_offline_speaks_both_languages_and_its_sound_is_there(browser: Page, address: str) -> None:
    browser.size(1280, 900)
    browser.open(address)
    browser.wait_for("[...document.querySelectorAll('audio')].every((one) => one.duration > 30)")
    assert browser.run("document.querySelector('h1').innerText") == "说了什么：通话与消息审查"
    browser.run("document.getElementById('language').click()")
    assert browser.run("document.querySelector('h1').innerText") == "What was said: calls and messages reviewed"
    assert browser.run("document.querySelector('#call-1 .verdict').innerText") == "Found by a rule"
    browser.run("document.querySelectorAll('#call-1 .at')[4].click()")
    browser.wait_for("document.querySelector('#call-1 audio').currentTime > 20")
    assert browser.errors == []
    outside = {request for request in browser.requests if not request.startswith("data:")}
    assert outside == {address}


def test_a_telephone_shows_it_without_scrolling_sideways(browser: Page, address: str) -> None:
    browser.size(360, 780, phone=True)
    browser.open(address)
    assert browser.run("document.documentElement.scrollWidth") <= 360
