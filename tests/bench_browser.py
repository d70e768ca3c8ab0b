"""`make bench`, second part: our pages against the same pages typeset by MathJax in the browser.

The baseline is made from the built site: each formula is put back as LaTeX, and MathJax 3 is
loaded as its manual says, from the same server. A visit ends when the last equation has not moved
any more and the fonts are there.
"""

import html
import importlib.metadata
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.lighthouse import lighthouse
from tests.logic.test_live_work import ASKED, lines
from tests.server import serve

RUNS = 5
PAGES = 2  # those with the most equations
DERIVATIONS = (
    "chain-rule-and-sigmoid",
    "scalar-chain",
    "sigmoid-network",
    "readme-steps",
    "biases",
    "two-layer",
    "two-layer-biases",
    "bridge",
)

# As Lighthouse slows a phone down: processor by 4, 1.6 Mbit/s, 150 ms from here to there and back.
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 800}
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}

FORMULA = re.compile(
    r'<math(?P<attributes>[^>]*)data-latex="(?P<latex>[^"]*)"[^>]*>.*?</math>',
    re.DOTALL,
)
MATHJAX = r"""<script>
MathJax = {tex: {macros: {wrong: ["\\class{wrong}{#1}", 1]}}}
</script>
<script src="/mathjax/tex-chtml.js" async></script>
</head>"""

# Notes when the last equation last moved, and what shifted.
WATCH = r"""
window.watched = {moved: 0, shift: 0};
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) watched.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
let before = '';
requestAnimationFrame(function look() {
  const last = [...document.querySelectorAll('.equation > .equation-row')].at(-1);
  // No one sees a tenth of a pixel.
  const place = e => e && ['x', 'y', 'width', 'height'].map(side =>
    Math.round(10 * e.getBoundingClientRect()[side]));
  const now = last ? JSON.stringify([place(last), Math.round(scrollY),
    place(last.querySelector('math, mjx-math'))]) : '';
  if (now !== before) watched.moved = performance.now();
  before = now;
  requestAnimationFrame(look);
});
"""
SETTLED = r"""async () => {
  if (document.readyState !== 'complete') await new Promise(r => addEventListener('load', r));
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
  while (performance.now() < watched.moved + 1000) await new Promise(r => setTimeout(r, 100));
  const fonts = performance.getEntriesByType('resource').filter(e => e.name.includes('woff'));
  return {
    seconds: Math.max(watched.moved, ...fonts.map(e => e.responseEnd)) / 1000,
    shift: watched.shift,
    typeset: document.querySelectorAll(
      '.equation-row :is(.equation-math > math, mjx-container)').length,
  };
}"""

# A slider is moved, and all that follows is laid out.
FOLLOW = """slider => Array.from({length: 400}, (_, i) => {
  const begin = performance.now();
  slider.value = -1 + i / 200;
  slider.dispatchEvent(new Event('input', {bubbles: true}));
  document.body.offsetHeight;
  return performance.now() - begin;
}).slice(100)"""


# Lines are checked, as when a button is pressed.
CHECK = """([name, id, lines]) => lines.map(line => {
  const begin = performance.now();
  live.judge(live.models[name], id, line);
  return performance.now() - begin;
})"""


@dataclass
class Visit:
    """What one first visit to a page cost."""

    seconds: float
    kilobytes: float
    shift: float


def build(folder: Path) -> Path:
    """The site as it is published."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return folder


def equations(page: Path) -> list[str]:
    """The ids of the displayed equations of a built page."""
    found = re.findall(r'<section class="equation[ "][^>]*id="([^"]+)"', page.read_text("utf-8"))
    return list(map(str, found))


def in_the_browser(site: Path, folder: Path) -> Path:
    """The same site, its formulas left to MathJax in the browser."""
    shutil.copytree(site, folder)
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = FORMULA.sub(as_latex, text).replace("</head>", MATHJAX, 1)
        text = re.sub(r'<link[^>]*href="[^"]*math\.css"[^>]*>', "", text)
        page.write_text(text, encoding="utf-8")
    sheet = folder / "assets" / "checked_equations" / "equations.css"
    rules = re.sub(r"(?m)^ *math\b[^{]*\{[^}]*\}\n", "", sheet.read_text(encoding="utf-8"))
    sheet.write_text(rules, encoding="utf-8")
    package = importlib.metadata.files("sphinx-mathjax-offline") or []
    entry = next(f for f in package if f.name == "tex-chtml.js")
    shutil.copytree(Path(str(entry.locate())).parent, folder / "mathjax")
    return folder


def as_latex(formula: re.Match[str]) -> str:
    latex = html.unescape(formula["latex"])
    display = 'display="block"' in formula["attributes"]
    return html.escape(f"\\[{latex}\\]" if display else f"\\({latex}\\)", quote=False)


def visit(browser: Browser, address: str, phone: bool, equations: int) -> Visit:
    """A first visit, with nothing cached, on a desktop or a slow phone."""
    viewport: Any = PHONE if phone else DESKTOP
    with browser.new_context(viewport=viewport) as context:
        page = context.new_page()
        tools = context.new_cdp_session(page)
        received: list[float] = []
        tools.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
        tools.send("Network.enable")
        if phone:
            tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            tools.send("Network.emulateNetworkConditions", SLOW)
        page.add_init_script(WATCH)
        page.set_default_timeout(180_000)
        page.goto(address, wait_until="commit")
        found = page.evaluate(SETTLED)
        assert found["typeset"] >= equations, (address, found, equations)
        return Visit(found["seconds"], sum(received) / 1000, found["shift"])


def median_visits(
    browser: Browser, addresses: list[str], phone: bool, equations: int
) -> list[Visit]:
    """Medians for each address. They take turns: what else the machine does slows them alike."""
    rounds = [[visit(browser, a, phone, equations) for a in addresses] for _ in range(RUNS)]
    return [
        Visit(*map(statistics.median, zip(*[vars(v).values() for v in visits], strict=True)))
        for visits in zip(*rounds, strict=True)
    ]


def compare(browser: Browser, site: Path, baseline: Path, name: str) -> None:
    """Print what one page costs as we publish it, as a ratio to MathJax in the browser."""
    ids = equations(site / name)
    print(f"\n{name}, {len(ids)} equations, medians of {RUNS} first visits")
    with serve(site) as ours, serve(baseline) as theirs:
        for what, phone, anchor, limit in [
            ("desktop", False, "", "0.50"),
            ("desktop, at the last equation", False, f"#{ids[-1]}", "0.50"),
            ("slow phone", True, "", "0.40"),
            ("slow phone, at the last equation", True, f"#{ids[-1]}", "0.40"),
        ]:
            addresses = [f"{home}/{name}{anchor}" for home in (ours, theirs)]
            new, old = median_visits(browser, addresses, phone, len(ids))
            print(
                f"  {what}: last equation after {new.seconds:.2f} s, MathJax in the browser "
                f"{old.seconds:.2f} s: {new.seconds / old.seconds:.2f} (at most {limit})\n"
                f"    {new.kilobytes:.0f} kB, {old.kilobytes:.0f} kB: "
                f"{new.kilobytes / old.kilobytes:.2f} (at most 0.6); "
                f"layout shift {new.shift:.4f} (at most 0.01), {old.shift:.4f}"
            )
        found = lighthouse(f"{ours}/{name}", ["performance"])
        score = 100 * found["categories"]["performance"]["score"]
        print(f"  Lighthouse performance: {score:.0f} (at least 95)")


def heights(browser: Browser, site: Path) -> None:
    """Print how high the derivations are as they open, for each of their equations."""
    with serve(site) as home:
        for what, viewport, limit in (("desktop", DESKTOP, 250), ("phone", PHONE, 330)):
            size: Any = viewport
            with browser.new_context(viewport=size) as context:
                page, pixels, equations = context.new_page(), 0, 0
                for name in DERIVATIONS:
                    page.goto(f"{home}/{name}.html")
                    page.evaluate("document.fonts.ready.then(() => null)")
                    pixels += page.evaluate("document.documentElement.scrollHeight")
                    equations += page.locator(".equation").count()
            print(
                f"{what}: the derivations are {pixels:,} px high, {pixels / equations:.0f} px for "
                f"each of {equations} equations (at most {limit})"
            )


def frames(browser: Browser, site: Path) -> None:
    """Print how long a picture takes to follow a slider, layout included."""
    with serve(site) as home, browser.new_context() as context:
        page = context.new_page()
        for name in ("scalar-chain", "sigmoid-network", "two-layer-biases"):
            page.goto(f"{home}/{name}.html")
            page.locator("button.try").first.click()
            times = sorted(page.get_by_role("slider").evaluate(FOLLOW))
            median, most = statistics.median(times), times[int(len(times) * 0.95)]
            print(
                f"{name}: its picture follows a slider in {median:.1f} ms, 95 % of times in "
                f"{most:.1f} ms (at most 16)"
            )


def checks(browser: Browser, site: Path) -> None:
    """Print how long it takes to check the longest lines, nearly all of them wrong."""
    with serve(site) as home, browser.new_context() as context:
        page = context.new_page()
        times: list[float] = []
        for name, equation in ASKED.items():
            page.goto(f"{home}/{name.replace('_', '-')}.html")
            page.locator("button.field").first.click()
            page.get_by_role("textbox", name="Your line").wait_for()
            asked = [line for model, line in lines(600) if model == name]
            times += page.evaluate(CHECK, [name, equation, asked])
    times.sort()
    print(
        f"a line of 500 characters is checked in {statistics.median(times):.0f} ms, "
        f"95 % in {times[int(len(times) * 0.95)]:.0f} ms (at most 50), all in {times[-1]:.0f} ms"
    )


def main() -> None:
    """Compare the pages with the most equations."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        site = build(Path(folder) / "site")
        heights(browser, site)
        frames(browser, site)
        checks(browser, site)
        baseline = in_the_browser(site, Path(folder) / "baseline")
        count = {page.name: len(equations(page)) for page in site.glob("*.html")}
        for name in sorted(count, key=lambda name: -count[name])[:PAGES]:
            compare(browser, site, baseline, name)


if __name__ == "__main__":
    main()
