"""Looks at pages of `stance report` in a real browser: filter, search, keyboard, narrow and dark, printing; and tries to run
what titles, speakers, texts and file names hold.

    python report.py STANCE

STANCE is the program. The browser is Chromium with its driver, as Debian packs them; the environment variables CHROMIUM and
CHROMEDRIVER name others. Ends with an error at the first thing that is not as it should be.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

PAYLOADS = [
    "<script>document.title='ran'</script>",
    "\"><img src=x onerror=\"document.title='ran'\">",
    "' autofocus onfocus='document.title=1",
    "</title></style></script><svg onload=\"document.title='ran'\">",
    "javascript:document.title='ran'",
    "<a href=\"javascript:document.title='ran'\">x</a> --><iframe src=//example.org>",
    "<style>@import url(//example.org)</style><link rel=stylesheet href=//example.org>",
    "data:text/html,<script>document.title='ran'</script>",
]
SIDES = [
    "C’est une belle chance pour nos écoles et nos métiers, dit-on volontiers sur la digue ce soir.",
    "C’est une grave menace pour nos écoles et nos métiers, et beaucoup s’en inquiètent sur la digue.",
    "La réunion du conseil se tiendra mardi à dix heures dans la grande salle de la mairie du port.",
]


def browser(*flags):
    options = webdriver.ChromeOptions()
    options.binary_location = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    for flag in [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
        "--user-data-dir=" + tempfile.mkdtemp(), *flags,
    ]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))


def check(condition, what):
    if not condition:
        raise SystemExit(f"browser: {what}")


def run(folder, *arguments):
    made = subprocess.run([STANCE, *arguments], cwd=folder, capture_output=True, text=True)
    check(made.returncode == 0, made.stderr)


def write_page(folder, *arguments):
    page = Path(folder) / "report.html"
    run(folder, "report", *arguments, "-o", page)
    return page


def quiet(driver, page):
    """Checks that the console is empty and nothing but the page was asked for."""
    messages = driver.get_log("browser")
    check(not messages, f"the console says {messages}")
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            # The tab that the browser opens first is its own.
            is_own = message["params"]["documentURL"].startswith("chrome://")
            check(is_own or url.split("#")[0] == page.as_uri(), f"the page asks for {url}")


def shown(driver, selector=".paragraph"):
    script = "return [...document.querySelectorAll(arguments[0])].filter(e => !e.closest('[hidden]')).length"
    return driver.execute_script(script, selector)


def wait_for(driver, expected, what):
    end = time.monotonic() + 10
    while shown(driver) != expected:
        check(time.monotonic() < end, f"{what}: {shown(driver)} paragraphs, not {expected}")
        time.sleep(0.02)


def large_corpus(folder):
    """5,000 paragraphs in 500 articles of five sources; in every tenth article somebody is quoted."""
    with open(Path(folder) / "in.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "source", "date", "text"])
        for number in range(500):
            paragraphs = [f"{SIDES[(number + at) % 3]} Repère {number}x{at}." for at in range(10)]
            if number % 10 == 0:
                paragraphs[1] = f"« C’est une chance pour nous tous », assure Ana Ruiz. Repère {number}x1."
            rows.writerow([f"Article {number}", f"Journal {number % 5}", f"2025-0{number % 9 + 1}-01", "\n\n".join(paragraphs)])
    columns = ["--title-column", "title", "--source-column", "source", "--date-column", "date"]
    return write_page(folder, "in.csv", "--rows", "article", *columns, "--task", "stance")


def filters_and_searches(driver, page):
    driver.get(page.as_uri())
    field = lambda name: driver.find_element(By.ID, name)
    check(field("filter").is_displayed(), "the filter is not shown")
    check(shown(driver) == 5000, f"{shown(driver)} paragraphs")
    field("words").send_keys("REPERE 499x7")
    wait_for(driver, 1, "a search without accents or capitals")
    check(driver.find_element(By.CSS_SELECTOR, "#count").text.startswith("1 sur 5"), "the count is not told")
    found = driver.find_element(By.CSS_SELECTOR, "#a499p8 .text")
    check(found.is_displayed(), "the paragraph found is not open")
    field("words").clear()
    field("words").send_keys("nichts dergleichen")
    wait_for(driver, 0, "a search for nothing")
    check(field("nothing").is_displayed(), "nobody is told that nothing was found")
    driver.find_element(By.CSS_SELECTOR, "#filter button").click()
    wait_for(driver, 5000, "showing all again")
    Select(field("source")).select_by_visible_text("Journal 3")
    wait_for(driver, 1000, "one source")
    Select(field("label")).select_by_index(1)
    label = driver.execute_script("return document.querySelectorAll('.article[data-source=\"Journal 3\"] [data-label=\"0-0\"]').length")
    check(0 < label < 1000, f"{label} paragraphs of a label")
    wait_for(driver, label, "one label of one source")
    Select(field("source")).select_by_index(0)
    Select(field("label")).select_by_index(0)
    Select(field("speaker")).select_by_visible_text("Ana Ruiz")
    wait_for(driver, 50, "one speaker")
    start = time.monotonic()
    Select(field("speaker")).select_by_index(0)
    wait_for(driver, 5000, "all again")
    check(time.monotonic() - start < 10, "the filter takes many seconds")
    # A link to what the filter hides shows it.
    field("words").send_keys("rien de tel")
    wait_for(driver, 0, "nothing again")
    driver.execute_script("location.hash = '#a7p3'")
    wait_for(driver, 5000, "a link to what was hidden")
    check(driver.find_element(By.CSS_SELECTOR, "#a7p3 .text").is_displayed(), "a link does not open its article")
    quiet(driver, page)


def works_by_keyboard(driver, page):
    driver.get(page.as_uri())
    keys = lambda *what: driver.switch_to.active_element.send_keys(*what)
    active = lambda script: driver.execute_script(f"return document.activeElement{script}")
    keys(Keys.TAB)
    check(active(".className") == "skip", "the first stop is not the skip link")
    check(driver.find_element(By.CLASS_NAME, "skip").is_displayed(), "the skip link stays hidden")
    keys(Keys.ENTER)
    check(active(".id") == "main", "the skip link leads nowhere")
    for _ in range(400):
        keys(Keys.TAB)
        if active(".id") == "words":
            break
    check(active(".id") == "words", "the search cannot be reached by keyboard")
    outline = driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    check(outline != "none", "the focus is not seen")
    keys("Repère 498x3")
    wait_for(driver, 1, "a search by keyboard")
    keys(Keys.TAB)
    check(active(".id") == "label", "the labels do not come after the search")
    while active(".tagName") != "BUTTON":
        keys(Keys.TAB)
    keys(Keys.SPACE)
    wait_for(driver, 5000, "showing all by keyboard")
    while active(".tagName") != "SUMMARY":
        keys(Keys.TAB)
    was = active(".parentElement.open")
    keys(Keys.ENTER)
    check(active(".parentElement.open") != was, "an article cannot be opened by keyboard")
    unnamed = driver.execute_script(
        "return [...document.querySelectorAll('input, select')].filter(e => !e.labels || !e.labels[0].textContent).length"
    )
    check(unnamed == 0, "a field has no label")
    quiet(driver, page)


def fits(driver, page):
    driver.get(page.as_uri())
    for width in (400, 900, 1400):
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        )
        scroll = driver.execute_script("return document.documentElement.scrollWidth")
        check(scroll <= width, f"at {width} pixels the page is {scroll} wide")
        cut = driver.execute_script(
            "return [...document.querySelectorAll('.wide:has(> table.main)')].filter(e => e.scrollWidth > e.clientWidth).length"
        )
        check(cut == 0, f"at {width} pixels the shares do not fit")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    for scheme in ("light", "dark"):
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        low = driver.execute_script(CONTRAST)
        check(not low, f"too little contrast in {scheme}: {low}")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    check(not driver.find_element(By.ID, "filter").is_displayed(), "the filter is printed")
    driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    closed = driver.execute_script("return document.querySelectorAll('details:not([open])').length")
    check(closed == 0, f"{closed} parts stay closed in print")
    driver.execute_script("dispatchEvent(new Event('afterprint'))")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    quiet(driver, page)


# Returns texts whose contrast with the page is under 4.5, by WCAG 2.2.
CONTRAST = """
const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const light = (rgb) => { const [r, g, b] = rgb.match(/[0-9.]+/g).map(Number).map(channel); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
  if (!/, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
const found = new Set();
for (const e of document.querySelectorAll('h1, h2, h3, p, a, th, td, dt, dd, .tag, .meta, .note, label, button, mark, caption, summary')) {
  const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) found.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
}
return [...found];
"""


def runs_nothing(driver, folder):
    """Payloads in titles, sources, dates, speakers, texts and file names."""
    with open(Path(folder) / "in.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "source", "date", "text"])
        for payload in PAYLOADS:
            text = f"« C’est une chance {payload} pour nous », assure Ana {payload} Ruiz{payload}. {payload}\n\n{SIDES[1]} {payload}"
            rows.writerow([payload, payload, payload, text])
    name = "<img src=x onerror=document.title=1>.txt"
    (Path(folder) / name).write_text(f"{PAYLOADS[0]}\n\n{SIDES[0]} {PAYLOADS[1]}\n", encoding="utf-8")
    columns = ["--title-column", "title", "--source-column", "source", "--date-column", "date"]
    page = write_page(folder, "in.csv", name, "--rows", "article", *columns, "--title", PAYLOADS[3])
    driver.get(page.as_uri())
    driver.execute_script("for (const e of document.querySelectorAll('details')) e.open = true")
    for select in driver.find_elements(By.TAG_NAME, "select"):
        Select(select).select_by_index(1)
    driver.find_element(By.ID, "words").send_keys(PAYLOADS[0])
    time.sleep(0.3)
    check(driver.title == PAYLOADS[3], f"something ran: the title is {driver.title!r}")
    strange = driver.execute_script("return document.querySelectorAll('script:not(body > script:last-child), img, iframe, link').length")
    check(strange == 0, "a text became markup")
    quiet(driver, page)


def other_pages_run_nothing(driver, folder):
    """Payloads in texts, labels, groups, columns and file names of the pages of other commands."""
    labels = ["<script>document.title='ran'</script>", "b\"><svg onload=\"document.title='ran'\">"]
    words = ["pomme", "brique"]
    with open(Path(folder) / "rows.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "label", PAYLOADS[1]])
        for number in range(48):
            payload = PAYLOADS[number % len(PAYLOADS)]
            rows.writerow([payload + str(number), f"le {words[number % 2]} {number} {payload}", labels[number % 2], payload])
    name = "<svg onload=document.title=1>.txt"
    paragraphs = [f"{SIDES[0]} {payload} {SIDES[2]}" for payload in PAYLOADS]
    (Path(folder) / name).write_text("\n\n".join(paragraphs), encoding="utf-8")
    run(folder, "train", "rows.csv", "-o", "own.model", "--folds", "2", "--language", "fr")
    pages = [
        ["evaluate", "own.model", "rows.csv", "--by", PAYLOADS[1]],
        ["cross-validate", "rows.csv", "--folds", "2", "--language", "fr", "--by", PAYLOADS[1]],
        ["explain", name, "--model", "own.model"],
    ]
    for arguments in pages:
        page = Path(folder) / f"{arguments[0]}.html"
        run(folder, *arguments, "--format", "html", "-o", page.name)
        driver.get(page.as_uri())
        check("ran" not in driver.title and driver.title != "1", f"{arguments[0]}: something ran")
        strange = driver.execute_script(
            "return [...document.querySelectorAll('script, img, iframe, link, a, [onload], [onerror], [onfocus]')].map(e => e.outerHTML)"
        )
        check(not strange, f"{arguments[0]}: a text became markup: {strange}")
        policy = driver.execute_script("return document.querySelector('meta[http-equiv=Content-Security-Policy]').content")
        check(policy.startswith("default-src 'none'"), f"{arguments[0]}: the policy is {policy}")
        shown = driver.execute_script("return document.body.textContent")
        check("document.title='ran'" in shown, f"{arguments[0]}: no payload is shown")
        quiet(driver, page)


def reads_without_scripts(page):
    driver = browser("--blink-settings=scriptEnabled=false")
    try:
        driver.get(page.as_uri())
        check(not driver.find_element(By.ID, "filter").is_displayed(), "a filter that does nothing is shown")
        summary = driver.find_element(By.CSS_SELECTOR, ".article summary")
        summary.click()
        check(driver.find_element(By.CSS_SELECTOR, "#a0p1 .text").is_displayed(), "without scripts no article opens")
    finally:
        driver.quit()


def main():
    with tempfile.TemporaryDirectory() as folder:
        driver = browser()
        try:
            page = large_corpus(folder)
            filters_and_searches(driver, page)
            works_by_keyboard(driver, page)
            fits(driver, page)
        finally:
            driver.quit()
        reads_without_scripts(page)
    with tempfile.TemporaryDirectory() as folder:
        driver = browser()
        try:
            runs_nothing(driver, folder)
            other_pages_run_nothing(driver, folder)
        finally:
            driver.quit()
    print("browser: everything is as it should be")


if __name__ == "__main__":
    STANCE = str(Path(sys.argv[1]).resolve())
    main()
