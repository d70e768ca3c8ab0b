"""`make bench`: what checking and typesetting cost, as ratios against a baseline of the run."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
import numpy as np
import openpyxl
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "_ext")]

from checked_equations.site_pass import page_files, site_pass
from snippets import sigmoid_network, training
from workbook import write_workbook

RUNS = 3
MUTANTS = re.compile(r"```mutants.*?```\n", re.DOTALL)


def median_seconds(run: Callable[[], object]) -> float:
    """The median of a few runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def copy_site(folder: Path) -> Path:
    """A copy of what a build reads."""
    folder.mkdir()
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    # What the notebooks cost is measured by itself.
    config = config.replace("execute: true", "execute: false")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    return folder


def build(site: Path) -> int:
    """Build strictly in a new process; the peak memory in kB."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen(command, cwd=site, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the build failed")
    return usage.ru_maxrss


# The same pages, listings and numbers, with nothing checked and the formulas left as LaTeX.
UNCHECKED = {
    "site_pass.py": """

from .verify import Refutation, Report


def _unchecked(self, equation):
    if equation.exempt is not None:
        return
    item = equation.item
    if "continues" in item.options:
        before = self.registry.equations[item.options["continues"].removeprefix("#")]
        item.options.setdefault("snippet", before.item.options["snippet"])
    equation.model, equation.binding = self.scope().model, _binding(self.registry, item)
    equation.report = Report(2, 0, {"sides": 0, "python": 0, "calculus": None, "central": None})
    value = equation.model.values(equation.model.example)[equation.binding.snippet]
    element = equation.binding.element
    equation.report.value = value if element is None else value[element]
    if "final" in item.classes:
        formula = Formula(self.read(equation, self.scope()), self.scope())
        equation.nudge = nudge(formula, equation.binding)


def _counted(self, item):
    self.registry.inline += "=" in item.text


def _unrefuted(registry, equation):
    equation.model = registry.equations[equation.item.options["of"].removeprefix("#")].model
    equation.refutation = Refutation(1, 1)


assert _PageCheck.equation and _PageCheck.inline and _refute and confirm
_PageCheck.equation, _PageCheck.inline, _refute = _unchecked, _counted, _unrefuted
confirm = lambda *_: None
""",
    # A value is computed twice to see whether it stays; here the second time costs nothing.
    "values.py": """

_computed, _last = _compute, []


def _compute(model, found, text):
    if _last:
        return _last.pop()
    _last.append(_computed(model, found, text))
    return _last[0]
""",
    "typeset.py": """

assert Typesetter.__call__ and Typesetter.ahead and write_font
Typesetter.__call__ = lambda self, latex, display=False: html.escape(latex)
Typesetter.ahead = write_font = lambda *_: None
""",
}


def without_checks(folder: Path) -> Path:
    """The same pages without checks and typesetting."""
    site = copy_site(folder)
    without_mutants(site)
    for name, patch in UNCHECKED.items():
        with (site / "docs" / "_ext" / "checked_equations" / name).open("a", encoding="utf-8") as f:
            f.write(patch)
    return site


def without_mutants(site: Path) -> None:
    """Mutants are tried by the checker."""
    for page in page_files(site):
        text = page.read_text(encoding="utf-8")
        page.write_text(MUTANTS.sub("", text), encoding="utf-8")


def without_extension(folder: Path) -> Path:
    """The same Markdown without the extension: formulas and directives are listings."""
    site = copy_site(folder)
    config = (site / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("  - checked_equations.extension\n", "").replace("strict: true\n", "")
    config = re.sub(r"hooks:\n(  - .*\n)+", "", config)
    (site / "mkdocs.yml").write_text(config, encoding="utf-8")
    return site


def as_cloned(site: Path) -> None:
    """Remove all that a build makes for the next one: caches, font, spreadsheet and card."""
    for made in (".cache", "docs/assets/font", "docs/assets/social"):
        shutil.rmtree(site / made, ignore_errors=True)
    for sheet in (site / "docs" / "assets").glob("*.xlsx"):
        sheet.unlink()


def bench_builds(folder: Path) -> None:
    """A strict build, first and later, against the same without checks and typesetting."""
    checked = copy_site(folder / "checked")
    plain, bare = without_checks(folder / "plain"), without_extension(folder / "bare")
    seconds: dict[str, list[float]] = {}
    for _ in range(RUNS):
        as_cloned(checked)
        as_cloned(plain)
        for name, site in [
            ("plain, first", plain),
            ("first", checked),
            ("plain", plain),
            ("later", checked),
            ("bare", bare),
        ]:
            start = time.perf_counter()
            build(site)
            seconds.setdefault(name, []).append(time.perf_counter() - start)
    median = {name: statistics.median(found) for name, found in seconds.items()}
    cold, cached = median["first"] / median["plain, first"], median["later"] / median["plain"]
    print(
        "the same pages without checks and typesetting, the baseline: "
        f"{median['plain, first']:.2f} s in a fresh clone, {median['plain']:.2f} s later"
    )
    print(f"cold build: {cold:.2f} times the baseline (at most 2.5)")
    print(f"formulas cached: {cached:.2f} times the baseline (at most 1.5)")
    print(
        f"a build without the extension takes {median['bare']:.2f} s; a cached one "
        f"{median['later'] / median['bare']:.2f} times that"
    )
    print(f"peak memory: {build(checked) / 1024:.0f} MB, baseline {build(plain) / 1024:.0f} MB")


def bench_checks(folder: Path) -> None:
    """The cost of one equation, and how the cost grows with their number."""
    site_pass(ROOT)
    found = site_pass(ROOT)
    count = len(found.checked) + len(found.refuted)
    each = sorted(e.seconds for e in found.equations.values())
    print(f"{count} equations: {1000 * statistics.median(each):.1f} ms each (median, at most 5)")
    first = 0.0
    for times in (1, 4, 16):
        site = multiplied(folder / f"times{times}", times)
        cost = median_seconds(partial(site_pass, site)) / times
        first = first or cost
        print(f"{times:2} times the equations: {cost / first:.2f} times the cost of each")


def multiplied(folder: Path, times: int) -> Path:
    """The site with every page as often, under new names and ids."""
    site = copy_site(folder)
    pages = page_files(site)
    names = "|".join(re.findall(r"\{#([\w-]+)", "".join(p.read_text("utf-8") for p in pages)))
    ids = re.compile(rf"#({names})(?![\w-])")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if "```account" in text or page.suffix != ".md":
            page.unlink()
            continue
        text = MUTANTS.sub("", text)  # one sample serves the whole site
        for copy in range(1, times):
            again = ids.sub(rf"#\1-copy{copy}", text) + f"\nCopy {copy}.\n"
            page.with_stem(f"{page.stem}-copy{copy}").write_text(again, encoding="utf-8")
    return site


def bench_notebooks() -> None:
    """What running the notebooks costs, and how much of that is starting their kernels."""
    whole = start_up = 0.0
    for file in sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(file, as_version=4)
        whole += seconds_to_run(notebook, file.parent)
        notebook.cells = []
        start_up += seconds_to_run(notebook, file.parent)
    print(f"all notebooks: {whole:.1f} s (at most 60), {start_up / whole:.0%} of it starts kernels")


def seconds_to_run(notebook: nbformat.NotebookNode, folder: Path) -> float:
    """Run a notebook in a kernel of its own."""
    start = time.perf_counter()
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    return time.perf_counter() - start


def bench_training() -> None:
    """10,000 steps of Mazur's network, against as many forward passes in bare NumPy."""
    network, steps = training.MAZUR, 10_000

    def forward_alone() -> None:
        for _ in range(steps):
            hidden = 1 / (1 + np.exp(-(training.X @ network.W1 + network.b1)))
            1 / (1 + np.exp(-(hidden @ network.W2 + network.b2)))

    baseline = median_seconds(forward_alone)
    cost = median_seconds(lambda: training.train(network, training.X, training.T, 0.5, steps))
    print(f"{steps:,} bare forward passes: {baseline:.2f} s, the baseline")
    print(f"{steps:,} training steps: {cost / baseline:.1f} times that, {cost:.2f} s (at most 1)")


def bench_workbook(folder: Path) -> None:
    """Writing the spreadsheet, against one that openpyxl fills with as many plain numbers."""
    file = folder / "made.xlsx"
    cost = median_seconds(lambda: write_workbook(file, sigmoid_network.EXAMPLE))
    count = sum(sheet.max_row * sheet.max_column for sheet in openpyxl.load_workbook(file))

    def plain() -> None:
        book = openpyxl.Workbook()
        for row in range(count // 50):
            book.active.append([row] * 50)
        book.save(folder / "plain.xlsx")

    baseline = median_seconds(plain)
    print(f"{count:,} plain numbers by openpyxl: {baseline:.2f} s, the baseline")
    print(f"the spreadsheet: {cost / baseline:.1f} times that, {cost:.2f} s (at most 2)")


def main() -> None:
    """Print every ratio."""
    bench_training()
    with tempfile.TemporaryDirectory() as folder:
        bench_checks(Path(folder))
        bench_builds(Path(folder))
        bench_workbook(Path(folder))
    bench_notebooks()


if __name__ == "__main__":
    main()
