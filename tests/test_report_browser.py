"""The report in Debian's Chromium: phone and desktop, with and without scripts, on paper, under attack."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import hostile
from memcon.record import ingest, open_record
from memcon.record.filters import CHRONOLOGY, Filter
from memcon.views.report import SECTIONS, render
from memcon.views.report.markup import ELEMENTS
from record_pages import READINGS, crisis_pages

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="needs Debian's chromium and chromium-driver (apt-get install them)"
)
# .ci/run puts it there from npm; a test never fetches anything.
AXE = Path(os.environ.get("MEMCON_AXE", Path(__file__).parent.parent / "build" / "axe.min.js"))
SCREENS = {"phone": (360, 740), "desktop": (1280, 900)}
FRAME = {"html", "head", "meta", "title", "style", "script", "body", "main"}
SCRIPTED = {"input", "button", "label", "div", "span"}  # what the report's own script adds


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless browser that notes its console and its requests."""
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_script_timeout(300)
    driver.set_page_load_timeout(120)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the example crisis."""
    folder = tmp_path_factory.mktemp("browser")
    patch = pytest.MonkeyPatch()
    patch.setattr(ingest, "_read", READINGS)
    with open_record(folder / "crisis.db", create=True) as record:
        record.add(crisis_pages())
        asked = Filter(kind="event", status=CHRONOLOGY)
        (folder / "crisis.html").write_text("".join(render(record, asked, "Crisis over Ukraine")), "utf-8")
    patch.undo()
    return folder / "crisis.html"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose every field tries to break out."""
    folder = tmp_path_factory.mktemp("attacked")
    patch = pytest.MonkeyPatch()
    with hostile.record_of_them(folder / "h.db", patch) as record:
        asked = Filter(kind="event", status=CHRONOLOGY)
        (folder / "h.html").write_text("".join(render(record, asked, hostile.TEXTS[8])), "utf-8")
    patch.undo()
    return folder / "h.html"


@pytest.fixture(params=[(screen, scripts) for screen in SCREENS for scripts in (True, False)], ids=str)
def show(request: pytest.FixtureRequest, browser: Any) -> Iterator[Callable[[Path], Any]]:
    """Open a page on a screen, with or without scripts; what was logged before is dropped."""
    screen, scripts = request.param
    width, height = SCREENS[screen]

    def opened(page: Path) -> Any:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": screen == "phone"}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        for log in ("browser", "performance"):
            browser.get_log(log)
        browser.get(page.as_uri())
        return browser

    yield opened
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def requests(browser: Any) -> list[str]:
    """The addresses that were asked for since the log was read last."""
    told = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [one["params"]["request"]["url"] for one in told if one["method"] == "Network.requestWillBeSent"]


def complaints(browser: Any) -> list[str]:
    """What the console says."""
    return [entry["message"] for entry in browser.get_log("browser")]


def test_the_report_opens_fits_and_asks_for_nothing(show: Callable[[Path], Any], crisis: Path) -> None:
    browser = show(crisis)
    assert browser.title == "Crisis over Ukraine"
    wide, window = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window
    titles = browser.execute_script(
        "return [...document.querySelectorAll('main h2')].map(h => h.textContent)"
    )
    assert titles == [title for _, title, _ in SECTIONS]
    assert requests(browser) == [crisis.as_uri()]
    assert complaints(browser) == []


def test_no_letter_of_a_picture_leaves_it_or_is_too_small(show: Callable[[Path], Any], crisis: Path) -> None:
    browser = show(crisis)
    out = browser.execute_script(
        """return [...document.querySelectorAll('svg text')].flatMap(text => {
            const box = text.getBoundingClientRect();
            const size = parseFloat(getComputedStyle(text).fontSize);
            return box.left < 0 || box.right > innerWidth + 1 || size < 10 ? [text.textContent] : [];
        })"""
    )
    assert out == []


def test_a_line_opens_by_keyboard_and_shows_its_words(show: Callable[[Path], Any], crisis: Path) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser = show(crisis)
    line = browser.find_element(By.CSS_SELECTOR, "#chronology details")
    mark = line.find_element(By.TAG_NAME, "mark")
    assert not mark.is_displayed()
    line.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    assert mark.is_displayed()
    assert mark.text


def test_the_script_filters_and_opens_all(browser: Any, crisis: Path) -> None:
    from selenium.webdriver.common.by import By

    browser.get(crisis.as_uri())
    hidden = "return document.querySelectorAll('main li[hidden]').length"
    assert browser.execute_script(hidden) == 0
    browser.find_element(By.CSS_SELECTOR, ".tools input").send_keys("Geneva")
    browser.execute_async_script("setTimeout(arguments[0], 500)")
    assert browser.execute_script(hidden) > 0
    shown = browser.find_element(By.CSS_SELECTOR, ".tools [role=status]").text
    assert re.fullmatch(r"\d+ of \d+ lines", shown)
    browser.find_element(By.CSS_SELECTOR, ".tools button").click()
    assert browser.execute_script("return document.querySelectorAll('main details:not([open])').length") == 0


def test_without_scripts_there_is_no_dead_control(browser: Any, crisis: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(crisis.as_uri())
    assert browser.execute_script("return document.querySelectorAll('input, button').length") == 0
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_it_prints_with_its_sentences(browser: Any, crisis: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False})  # fmt: skip
    browser.get(crisis.as_uri())
    printed = browser.execute_cdp_cmd(
        "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": False}
    )
    pdf = base64.b64decode(printed["data"])
    assert pdf.startswith(b"%PDF")
    sheets = max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))
    assert 5 <= sheets <= 120
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    heights = (
        "return [...document.querySelectorAll('#chronology mark')].map(m => m.getBoundingClientRect().height)"
    )
    shown = browser.execute_script(heights)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    lines = browser.execute_script("return document.querySelectorAll('#chronology details').length")
    assert sum(height > 0 for height in shown) >= lines


def test_nothing_of_a_hostile_page_runs(show: Callable[[Path], Any], browser: Any, attacked: Path) -> None:
    watch = "window.boomed = 0; window.boom = window.alert = window.eval = () => { window.boomed += 1 }"
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": watch})
    browser = show(attacked)
    browser.execute_script(
        """document.querySelectorAll('details').forEach(one => { one.open = true });
        document.querySelectorAll('main *').forEach(one => {
            for (const name of ['mouseover', 'focus', 'pointerenter', 'load', 'error', 'begin', 'toggle'])
                one.dispatchEvent(new Event(name));
        });
        document.querySelectorAll('main a[href]').forEach(one => one.focus());"""
    )
    time.sleep(0.3)
    assert not browser.execute_script("return window.boomed")
    names = set(browser.execute_script("return [...document.querySelectorAll('*')].map(e => e.localName)"))
    assert names <= ELEMENTS | FRAME | SCRIPTED
    handlers = "return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.name)).filter(n => n.startsWith('on') || n === 'style')"
    assert browser.execute_script(handlers) == []
    places = set(browser.execute_script("return [...document.querySelectorAll('a')].map(a => a.protocol)"))
    assert places <= {"http:", "https:", "file:"}
    assert browser.current_url.startswith(attacked.as_uri())
    assert requests(browser) == [attacked.as_uri()]
    assert complaints(browser) == []
    wide, window = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": added["identifier"]})


@pytest.mark.skipif(
    not AXE.exists(), reason="needs axe-core: npm pack axe-core, its axe.min.js in build/ (or MEMCON_AXE)"
)
@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_axe_finds_nothing_serious(browser: Any, crisis: Path, screen: str, scheme: str) -> None:
    width, height = SCREENS[screen]
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": screen == "phone"}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(crisis.as_uri())
    browser.execute_script(
        "document.querySelectorAll('main > section > ul > li:nth-child(-n+3) > details, main > section > ol > li:nth-child(-n+3) > details').forEach(one => { one.open = true })"
    )
    browser.execute_script(AXE.read_text("utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map("
        "v => [v.id, v.impact, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + n.failureSummary)])))"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert [one for one in found if one[1] in ("serious", "critical")] == []
