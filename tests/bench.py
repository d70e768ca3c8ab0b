"""`make bench`: what checking and typesetting cost, as ratios to a baseline of the same run.

The baseline is the same Markdown under `pymdownx.arithmatex`, without our extension and hooks: it
leaves LaTeX to the browser, checks nothing, runs nothing and inserts no listings or numbers.
Commands that are compared take turns, so that whatever else the machine does slows them alike.
`python tests/bench.py edits check` measures these parts alone.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import nbformat
import numpy as np
import openpyxl
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backprop_site.workbook.book import write_workbook
from checked_equations.pages.check import Checker
from checked_equations.pages.directives.equation import Checked, checked_in
from checked_equations.pages.options import Options, read_options, settings_in
from checked_equations.pages.reading import page_files
from checked_equations.pages.registry import Registry
from snippets import sigmoid_network, training

RUNS = 5
BEFORE = "2cf51ed"  # the commit whose check is the measure of today's
MADE = (".cache", "docs/assets/checked_equations", "docs/assets/social")  # beside *.xlsx
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SITE_URL": "http://127.0.0.1/"}
# Only what pip installed would be compiled before: the baseline, but not our package.
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)
MUTANTS = re.compile(r"```mutants.*?```\n", re.DOTALL)
# Our hook renders the notebooks, so we set the plugin's cache off; the baseline needs it.
NOTEBOOKS = """\
  - mkdocs-jupyter:
      {include: ["*.ipynb"], ignore: ["*.md"], execute: false, include_source: true}
"""
ARITHMATEX = """\
  - pymdownx.arithmatex: {generic: true}
"""
FENCES = """\
  - pymdownx.superfences:
      custom_fences:
        - name: math
          class: arithmatex
          format: !!python/object/apply:pymdownx.arithmatex.arithmatex_fenced_format
            kwds: {mode: generic}
"""


class Ratio(NamedTuple):
    """The seconds of all runs of something and of its baseline, and the most that it may be."""

    name: str
    limit: float
    seconds: Sequence[float]
    baseline: Sequence[float]

    @property
    def value(self) -> float:
        return median(self.seconds) / median(self.baseline)

    def __str__(self) -> str:
        verdict = "OK" if self.value <= self.limit else "over"
        # Where the two differ much, something else kept the machine busy.
        fastest = min(self.seconds) / min(self.baseline)
        return (
            f"{self.name}: {self.value:.2f} times the baseline (at most {self.limit}): {verdict}; "
            f"the fastest runs {fastest:.2f}"
        )


Measured = tuple[float, ...]


def in_turns(*measures: Callable[[], Measured]) -> list[list[Measured]]:
    """For each measure its figures, each with its values in all runs. The measures take turns."""
    rounds = [[measure() for measure in measures] for _ in range(RUNS)]
    return [list(zip(*runs, strict=True)) for runs in zip(*rounds, strict=True)]


def timed(run: Callable[[], object]) -> Callable[[], Measured]:
    """The measure of the seconds that a function takes."""

    def measure() -> Measured:
        start = time.perf_counter()
        run()
        return (time.perf_counter() - start,)

    return measure


def command(folder: Path, *arguments: str) -> Measured:
    """Run Python: seconds, those of the processor, and the peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"python {' '.join(arguments)} failed")
    seconds = time.perf_counter() - start
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def build(site: Path) -> Measured:
    """Build the site strictly, in a new process."""
    return command(site, "-m", "mkdocs", "build", "--strict", "--quiet")


def build_baseline(site: Path) -> Measured:
    """Build the baseline. Strictly it would fail: links to equations lead nowhere in it."""
    return command(site, "-m", "mkdocs", "build", "--quiet")


def copy_site(folder: Path) -> Path:
    """What a build reads, as in a fresh clone: nothing that an earlier build has made."""
    folder.mkdir()
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for made in MADE:
        shutil.rmtree(folder / made, ignore_errors=True)
    for sheet in (folder / "docs" / "assets").glob("*.xlsx"):
        sheet.unlink()
    return folder


def baseline_of(site: Path, folder: Path) -> Path:
    """The same site under arithmatex."""
    shutil.copytree(site, folder)
    file = folder / "mkdocs.yml"
    config = file.read_text(encoding="utf-8")
    for pattern, instead in [
        (r"^  - checked_equations:\n(?: {6}.*\n)*", ARITHMATEX),
        (r"^  - pymdownx\.superfences\n", FENCES),
        (r"^  - mkdocs-jupyter:.*\n(?: {6}.*\n)*", NOTEBOOKS),
        (r"^hooks:\n(?:  - .*\n)+", ""),
        (r"^strict: true\n", ""),
    ]:
        config, count = re.subn(pattern, instead, config, flags=re.MULTILINE)
        if count != 1:
            raise SystemExit(f"mkdocs.yml has {pattern} {count} times, not once")
    file.write_text(config, encoding="utf-8")
    return folder


class Server:
    """A running `mkdocs serve`."""

    def __init__(self, site: Path, port: int) -> None:
        self.site = site
        self.address = f"http://127.0.0.1:{port}"
        self.log = site / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
                cwd=site,
                env=ENVIRONMENT,
                stdout=log,
                stderr=log,
            )

    def page(self, name: str) -> str:
        """The page as it is served once no build is running; '' before the server answers."""
        if self.process.poll() is not None:
            raise SystemExit(f"mkdocs serve has ended:\n{self.log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(f"{self.address}/{name}.html", timeout=600) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            return ""

    def rest(self) -> None:
        """Wait until the server has rebuilt all that was saved."""
        while True:
            before = self.log.stat().st_size
            time.sleep(1)  # it looks for changes twice a second
            if self.page("index") and self.log.stat().st_size == before:
                return

    def edit(self, file: str, text: str, page: str, shows: Callable[[str], object]) -> Measured:
        """Save a file: the seconds until its page is as it should be, and those of the build."""
        self.rest()
        start = time.perf_counter()
        (self.site / file).write_text(text, encoding="utf-8")
        while not shows(self.page(page)):
            time.sleep(0.02)
        seconds = time.perf_counter() - start
        log = self.log.read_text(encoding="utf-8")
        if "; fix: " in log:
            raise SystemExit(f"The edit of {file} is an error:\n{log}")
        built = re.findall(r"Documentation built in ([\d.]+)", log)
        return seconds, float(built[-1])


@contextmanager
def serve(site: Path) -> Iterator[Server]:
    """Serve a site as its author does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(site, port)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()


@dataclass
class Edit:
    """One more line at the end of a file, another one each time."""

    server: Server
    file: str
    page: str
    line: str
    shown: bool = True  # whether the page has the line; if not, any newer page will do
    count: int = 0

    def __post_init__(self) -> None:
        self.text = (self.server.site / self.file).read_text(encoding="utf-8")

    def __call__(self) -> Measured:
        self.count += 1
        mark = f"benchmark{self.count}"
        before = _version(self.server.page(self.page))
        return self.server.edit(
            self.file,
            f"{self.text}\n{self.line} {mark}\n",
            self.page,
            (lambda page: mark in page) if self.shown else (lambda page: _version(page) != before),
        )


def _version(page: str) -> str:
    """The number that a served page has from its build."""
    found = re.search(r"\blivereload\((\d+),", page)
    return found[1] if found else ""


def bench_edits(ours: Path, baseline: Path) -> list[Ratio]:
    """From saving a file until the server answers with the new page."""
    page, snippet = "docs/sigmoid-network.md", "snippets/two_layer.py"  # in no notebook
    with serve(ours) as our_server, serve(baseline) as their_server:
        edits = [
            Edit(our_server, page, "sigmoid-network", "Another line:"),
            Edit(their_server, page, "sigmoid-network", "Another line:"),
            Edit(our_server, snippet, "two-layer", "# another comment:"),
            Edit(their_server, snippet, "two-layer", "# another comment:", shown=False),
        ]
        found = in_turns(*edits)
    ratios = []
    for what, limit, (new, built), (old, old_built) in [
        (f"page edit ({page})", 1.4, found[0], found[1]),
        (f"snippet edit ({snippet})", 1.8, found[2], found[3]),
    ]:
        print(
            f"{what}: served after {median(new):.2f} s, baseline {median(old):.2f} s; "
            f"MkDocs builds for {median(built):.2f} s of it, baseline {median(old_built):.2f} s"
        )
        ratios.append(Ratio(what, limit, new, old))
    return ratios


def bench_builds(ours: Path, baseline: Path) -> list[Ratio]:
    """A strict build with warm caches."""
    (new, processor, memory), (old, old_processor, old_memory) = in_turns(
        partial(build, ours), partial(build_baseline, baseline)
    )
    print(
        f"strict cached build: {median(new):.2f} s, baseline {median(old):.2f} s; "
        f"of the processor {median(processor):.2f} s, baseline {median(old_processor):.2f} s\n"
        f"peak memory: {median(memory):.0f} MB, baseline {median(old_memory):.0f} MB"
    )
    return [Ratio("strict cached build", 1.6, new, old)]


def bench_check(site: Path, folder: Path) -> list[Ratio]:
    """`make check` against that of an earlier commit, the slowest equations, and the growth."""
    found = checked(site)  # the first pass of a process also imports and reads the grammar
    found = checked(site)
    slowest = sorted(
        (
            (check.seconds * 1000, found.ids[item])
            for item, result in found.results.items()
            for check in checked_in(result)
        ),
        reverse=True,
    )
    each = median(milliseconds for milliseconds, _ in slowest)
    print(f"{len(slowest)} equations: {each:.1f} ms each (median, aim 5), the ten slowest:")
    for milliseconds, name in slowest[:10]:
        print(f"  {milliseconds:6.1f} ms  {name}")
    alone = 0.0
    for times in (1, 4, 16):
        copy = multiplied(site, folder / f"times{times}", times)
        start = time.perf_counter()
        count = len(checked(copy).of_type(Checked))
        each = (time.perf_counter() - start) / count
        alone = alone or each
        print(f"{times:2} times the equations ({count}): {each / alone:.2f} times the cost of each")
    before = earlier(folder / "before")
    if before is None:
        print(f"commit {BEFORE} is not in this clone: the check is NOT compared with its check")
        return []
    new_check = partial(command, site, "-m", "checked_equations")
    old_check = partial(command, before, "docs/_ext")
    new_check()
    old_check()
    (new, processor, _), (old, old_processor, _) = in_turns(new_check, old_check)
    print(
        f"check: {median(new):.2f} s, commit {BEFORE} on its own pages {median(old):.2f} s; "
        f"of the processor {median(processor):.2f} s, {median(old_processor):.2f} s"
    )
    # The site has grown since: what counts is the time for each formula that is displayed.
    each_new, each_old = (
        [seconds / displays(folder) for seconds in found]
        for found, folder in ((new, site), (old, before))
    )
    name = f"check of a displayed formula, with commit {BEFORE} as the baseline"
    return [Ratio(name, 0.5, each_new, each_old)]


def displays(site: Path) -> int:
    """How many formulas the pages of a site display."""
    pages = (site / "docs").glob("*.md")
    return sum(page.read_text(encoding="utf-8").count("```math") for page in pages)


def checked(site: Path) -> Registry:
    """A pass over a site with nothing remembered of an earlier pass."""
    return Checker(options_of(site)).check()


def options_of(site: Path) -> Options:
    configuration = site / "mkdocs.yml"
    return read_options(settings_in(configuration), configuration)


def earlier(folder: Path) -> Path | None:
    """The project as it was at an earlier commit, if this clone knows it."""
    archive = folder.with_suffix(".tar")
    pack = ["git", "archive", "--output", str(archive), BEFORE]
    if not shutil.which("git") or subprocess.run(pack, cwd=ROOT, capture_output=True).returncode:
        return None
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder


def multiplied(site: Path, folder: Path, times: int) -> Path:
    """The site with every page and model as often, under new names and ids.

    Copies of a page alone would cost nothing: a formula of the same model is checked only once.
    """
    shutil.copytree(site, folder)
    modules = [file for file in (folder / "snippets").glob("*.py") if file.stem[0] != "_"]
    for module in modules:
        for copy in range(1, times):
            shutil.copy(module, module.with_stem(f"{module.stem}_copy{copy}"))
    pages = page_files(options_of(folder))
    names = "|".join(re.findall(r"\{#([\w-]+)", "".join(p.read_text("utf-8") for p in pages)))
    ids = re.compile(rf"#({names})(?![\w-])")
    models = "|".join(module.stem for module in modules)
    model = re.compile(rf"(?<![\w#/-])({models})(?=\.(?!md)\w|\}}|$)", re.MULTILINE)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if "```account" in text or page.suffix != ".md":
            page.unlink()
            continue
        text = MUTANTS.sub("", text)  # one sample serves the whole site
        page.write_text(text, encoding="utf-8")
        for copy in range(1, times):
            again = model.sub(rf"\1_copy{copy}", ids.sub(rf"#\1-copy{copy}", text))
            again += f"\nCopy {copy}.\n"
            page.with_stem(f"{page.stem}-copy{copy}").write_text(again, encoding="utf-8")
    return folder


def bench_notebooks() -> None:
    """What running the notebooks costs, and how much of that is starting their kernels."""
    whole = start_up = 0.0
    for file in sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(file, as_version=4)
        whole += seconds_to_run(notebook, file.parent)
        notebook.cells = []
        start_up += seconds_to_run(notebook, file.parent)
    print(f"all notebooks: {whole:.1f} s (aim 60), {start_up / whole:.0%} of it starts kernels")


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

    def train() -> None:
        training.train(network, training.X, training.T, 0.5, steps)

    cost, baseline = (median(runs[0]) for runs in in_turns(timed(train), timed(forward_alone)))
    print(
        f"{steps:,} training steps: {cost:.2f} s (aim 1), "
        f"{cost / baseline:.1f} times as many bare forward passes"
    )


def bench_workbook(folder: Path) -> None:
    """Writing the spreadsheet, against one that openpyxl fills with as many plain numbers."""
    file = folder / "made.xlsx"

    def write() -> None:
        write_workbook(file, sigmoid_network.EXAMPLE, "")

    write()
    count = sum(sheet.max_row * sheet.max_column for sheet in openpyxl.load_workbook(file))

    def write_plainly() -> None:
        book = openpyxl.Workbook()
        for row in range(count // 50):
            book.active.append([row] * 50)
        book.save(folder / "plain.xlsx")

    cost, baseline = (median(runs[0]) for runs in in_turns(timed(write), timed(write_plainly)))
    print(
        f"the spreadsheet: {cost:.2f} s (aim 2), "
        f"{cost / baseline:.1f} times {count:,} plain numbers by openpyxl"
    )


PARTS = ("check", "builds", "edits", "training", "workbook", "notebooks")


def main() -> int:
    """Print every figure, at the end the ratios that have a limit; 1 if one is over it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}: all")
    parts = parser.parse_args().parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if "training" in parts:
            bench_training()
        if "workbook" in parts:
            bench_workbook(folder)
        if "notebooks" in parts:
            bench_notebooks()
        if {"check", "builds", "edits"} & set(parts):
            ours = copy_site(folder / "ours")
            seconds, _, memory = build(ours)
            print(f"first build, as in a fresh clone: {seconds:.1f} s, {memory:.0f} MB at the peak")
            baseline = baseline_of(ours, folder / "baseline")
            build_baseline(baseline)
            if "builds" in parts:
                ratios += bench_builds(ours, baseline)
            if "check" in parts:
                ratios += bench_check(ours, folder)
            if "edits" in parts:
                ratios += bench_edits(ours, baseline)
    for ratio in ratios:
        print(ratio)
    return int(any(ratio.value > ratio.limit for ratio in ratios))


if __name__ == "__main__":
    raise SystemExit(main())
