"""Notebooks: what is refused, when they run again, what the build makes of ours."""

import html
import json
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbclient import NotebookClient

from backprop_site.notebooks import cache
from backprop_site.notebooks.cache import cells_of, forget_deleted
from backprop_site.notebooks.cells import CellProblem, Output, cells_as_html, put_in_place
from backprop_site.notebooks.reads import Read
from backprop_site.notebooks.run import Run, kernel, run, run_cell
from checked_equations.equations.errors import Problem
from checked_equations.pages.notebooks import check_source, placeholder, read
from snippets import Values, sigmoid_network_with_biases, training
from tests.site import GOOD, ROOT, build, registry_of, tiny_site, with_extension

FOLDER = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(file.name for file in FOLDER.glob("*.ipynb"))
TITLE = ("markdown", "# A notebook\n\nThe loss is $L = \\frac{1}{2}(\\hat{s} - t)^2$.")


def notebook(*cells: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """A notebook of these cells; `changes` apply to its last."""
    made: list[dict[str, Any]] = []
    for number, (kind, source) in enumerate(cells, start=1):
        code: dict[str, Any] = {}
        if kind == "code":
            code = {"outputs": [], "execution_count": None}
        made.append(
            {"id": f"c{number}", "cell_type": kind, "metadata": {}, "source": source, **code}
        )
    made[-1] |= changes
    metadata = {"title": "A notebook", "model": "tiny"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made}


def written(root: Path, name: str, content: dict[str, Any]) -> Path:
    file = root / "docs" / "notebooks" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def page(site: Path, name: str) -> str:
    return (site / "notebooks" / name).with_suffix(".html").read_text(encoding="utf-8")


def text_of(page: str) -> str:
    """What a reader sees."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


# What is refused before anything runs.


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "Expecting property name"),
        ("[]", "it has no list of cells"),
        ("{}", "it has no list of cells"),
        ('{"cells": "none", "metadata": {}}', "it has no list of cells"),
        ('{"cells": []}', "it has no metadata"),
        ('{"cells": ["# A"], "metadata": {}}', "cell 1 has no type"),
        ('{"cells": [{"source": "# A"}], "metadata": {}}', "cell 1 has no type"),
        ('{"cells": [{"cell_type": "code"}], "metadata": {}}', "cell 1 has no source"),
        ('{"cells": [{"cell_type": "code", "source": [1]}], "metadata": {}}', "has no source"),
        ('{"cells": [], "metadata": {}}', "it has no nbformat"),
    ],
)
def test_a_file_that_is_not_a_notebook(text: str, why: str) -> None:
    with pytest.raises(Problem, match=f"not a notebook: .*{why}"):
        read(text)


@pytest.mark.parametrize(
    ("kind", "source", "changes", "words"),
    [
        ("code", "1", {"outputs": [{"output_type": "stream"}]}, "a stored output"),
        ("code", "1", {"execution_count": 3}, "a stored output"),
        ("code", "y = 1\n1 +", {}, r"not Python: invalid syntax \(cell, line 2\)"),
        ("code", "\0", {}, "not Python: source code string cannot contain null bytes"),
        ("raw", "Look.", {}, "a cell of the type 'raw'"),
        ("markdown", "![A](attachment:a.png)", {}, "a picture kept in the cell"),
        ("markdown", "A", {"attachments": {"a.png": {}}}, "a picture kept in the cell"),
    ],
)
def test_a_cell_that_is_refused(
    kind: str, source: str, changes: dict[str, Any], words: str
) -> None:
    (cell,) = notebook((kind, source), **changes)["cells"]
    with pytest.raises(Problem, match=words):
        check_source(cell)


def test_what_is_refused_names_notebook_cell_and_line(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"index": GOOD})
    cells = [
        TITLE,
        ("code", "1 +"),
        ("markdown", "Look:\n\n```math {#a snippet=tiny.h}\nh_j = f(h_j')\n```"),
        ("markdown", "$$ h_j = f(h_j') $$"),
        ("markdown", "Then\n$L = (\\hat{s} - t)^2$."),
        ("markdown", "It is 0.25."),
    ]
    written(site, "a.ipynb", notebook(*cells))
    (site / "docs" / "notebooks" / "b.ipynb").write_text("{", encoding="utf-8")
    found = sorted(str(complaint) for complaint in registry_of(site).all_complaints())
    expected = [
        ("a.ipynb, cell 2:1: ", "not Python"),
        ("a.ipynb, cell 3:3: ", "```math in a notebook"),
        ("a.ipynb, cell 4:1: ", "a bare $$"),
        ("a.ipynb, cell 5:2: ", "differ"),
        ("a.ipynb, cell 6:1: ", "0.25 is typed"),
        ("b.ipynb:1: ", "not a notebook"),
    ]
    for (place, words), line in zip(expected, found, strict=True):
        assert line.startswith(f"docs/notebooks/{place}")
        assert words in line


# What shows only when a cell runs.


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookClient]:
    with kernel(tmp_path_factory.mktemp("kernel")) as running:
        yield running


RAISING = {
    "an error": ("y = 1\ny / 0", "ZeroDivisionError: division by zero"),
    "an error within a function": (
        "def half(n):\n    return n / 0\n\nhalf(1)",
        "ZeroDivisionError: division by zero",
    ),
    "an error that is only shown": (
        "try:\n    y / 0\nexcept ZeroDivisionError:\n    get_ipython().showtraceback()",
        "ZeroDivisionError: division by zero",
    ),
    "a warning": (
        "import warnings\nwarnings.warn('it is old')",
        "a warning in its output: .*it is old",
    ),
    "an equation": (
        "from IPython.display import Math\nMath('h = 1')",
        "a displayed equation in its output",
    ),
    "a picture": (
        "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
        "a picture without a text",
    ),
    "a colour": (r"print('\x1b[31mred\x1b[0m')", r"the control character '\\x1b' in its output"),
    "a line that is overwritten": (r"print('1\r2')", r"the control character '\\r' in its output"),
}


@pytest.mark.parametrize("name", RAISING)
def test_what_fails_while_it_runs(client: NotebookClient, name: str) -> None:
    code, words = RAISING[name]
    with pytest.raises(CellProblem, match=words) as raised:
        cells_as_html(notebook(TITLE, ("code", code)), [run_cell(client, 2, code)])
    assert raised.value.cell == 2
    lines = {"an error": 2, "an error within a function": 4}
    assert raised.value.line == lines.get(name, 1)


def test_a_cell_that_takes_too_long_or_ends_its_python(tmp_path: Path) -> None:
    with kernel(tmp_path) as client:
        client.timeout = 1
        with pytest.raises(CellProblem, match="it runs for more than 1 s"):
            run_cell(client, 1, "import time\ntime.sleep(2)")
        client.timeout = None
        with pytest.raises(CellProblem, match="its Python ended while it ran"):
            run_cell(client, 2, "import os\nos._exit(1)")


def test_of_two_equal_cells_the_failing_one_is_named_whatever_its_tags(tmp_path: Path) -> None:
    twice = ("code", "n = globals().get('n', 0) + 1\nassert n < 2, 'it ran twice'")
    content = notebook(TITLE, twice, twice, metadata={"tags": ["raises-exception"]})
    content["cells"][1]["metadata"] = {"tags": ["skip-execution"]}
    with pytest.raises(CellProblem, match="AssertionError: it ran twice") as raised:
        run(written(tmp_path, "a.ipynb", content), content, tmp_path)
    assert (raised.value.cell, raised.value.line) == (3, 2)


# The outputs of a cell as HTML.


def shown(*outputs: Output) -> str:
    """The HTML of a cell, the second, that gave these outputs."""
    return cells_as_html(notebook(TITLE, ("code", "1")), [outputs])[2]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text/markdown": "$$x = 1$$"}, "a displayed equation"),
        ({"text/latex": "$x = 1$"}, "a displayed equation"),
        ({"text/html": "<p>$$x = 1$$</p>"}, "a displayed equation"),
        ({"text/html": "<p>$x = 1$</p>"}, r"raw LaTeX or a value, \$x = 1\$"),
        ({"text/html": "<p>&#36;x = 1$</p>"}, "raw LaTeX or a value"),
        ({"text/html": "<td>\\frac12</td>"}, "raw LaTeX or a value"),
        ({"text/html": "<td>{{tiny.L:.4f}}</td>"}, "raw LaTeX or a value"),
        ({"text/plain": "it is $x = 1$"}, "raw LaTeX or a value"),
        ({"text/plain": "it is \\hat y"}, "raw LaTeX or a value"),
        ({"text/html": ["<p>", "\\[x = 1\\]</p>"]}, "a displayed equation"),
        ({"text/html": "\\begin{aligned}x &= 1\\end{aligned}"}, "a displayed equation"),
        ({"text/html": "<math display='block'><mi>x</mi></math>"}, "a displayed equation"),
        ({"text/html": "<i>L</i> = <i>t</i> + 5"}, "the sign = in the HTML of its output"),
        ({"text/html": "<td>s − t</td>"}, "the sign − in the HTML"),
        ({"text/html": "<b title='L &ge; t'>L</b>"}, "the sign ≥ in the HTML"),
        ({"text/html": "<svg><text>L <tspan>=</tspan> t</text></svg>"}, "the sign = in the HTML"),
        ({"image/png": "AAAA"}, "a picture without a text"),
        ({"application/javascript": "1"}, "an output of the kind application/javascript"),
    ],
)
def test_kinds_of_output_that_are_refused(data: dict[str, Any], words: str) -> None:
    with pytest.raises(CellProblem, match=words) as raised:
        shown({"output_type": "display_data", "data": {"text/plain": "x"} | data})
    assert raised.value.cell == 2


def test_text_and_tables_are_shown() -> None:
    assert "<b>1</b>" in shown({"output_type": "display_data", "data": {"text/html": "<b>1</b>"}})
    cells = "<td>−5</td><td>2e−16</td><td>+1</td><td><code>L = t</code></td>"
    plot = "<svg><!-- L = t --><text>10<tspan>−1</tspan></text></svg>"
    for text in (cells, plot):
        assert text in shown({"output_type": "display_data", "data": {"text/html": text}})
    result = {"output_type": "execute_result", "data": {"text/plain": "$$ & <b>"}}
    assert "$$ &amp; &lt;b&gt;" in shown(result)
    pieces = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("1 <", " 2")]
    texts = re.findall(r"<pre class.*?>([^<>]*)\n</span></pre>", shown(*pieces, result, *pieces))
    assert texts == ["1 &lt; 2", "$$ &amp; &lt;b&gt;", "1 &lt; 2"]


def test_cells_stand_in_their_places() -> None:
    body = f"<p>a</p>{placeholder(2)}<p>b</p>{placeholder(3)}<p>c</p>"
    # What a cell shows is not searched: it may look like the place of another.
    assert put_in_place(body, {2: placeholder(3), 3: "3"}) == (
        f"<p>a</p>{placeholder(3)}<p>b</p>3<p>c</p>"
    )
    with pytest.raises(CellProblem, match="lost on its page") as raised:
        put_in_place(body, {2: "2", 4: "4"})
    assert raised.value.cell == 4


# When a notebook runs again.

READER = """import sys
from pathlib import Path
sys.path.insert(0, "../..")
from snippets import outer
print(outer.value(), Path("data.csv").read_text(), sorted(Path("parts").glob("*.txt")))
try:
    print(open("later.txt").read())
except FileNotFoundError:
    print("no text yet")
try:
    import later
except ModuleNotFoundError:
    print("no module yet")"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one notebook that has run."""
    root = tmp_path_factory.mktemp("ran")
    file = written(root, "a.ipynb", notebook(TITLE, ("code", READER)))
    for name, text in {
        "snippets/__init__.py": "",
        "snippets/outer.py": "from snippets.inner import number\nvalue = lambda: number\n",
        "snippets/inner.py": "number = 7\n",
        "snippets/unused.py": "",
        "docs/notebooks/data.csv": "1,2",
        "docs/notebooks/parts/one.txt": "",
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    first = cells_of(file, root)
    assert "7 1,2 [PosixPath(" in text_of(first[2]).replace("WindowsPath", "PosixPath")
    return root


NOTHING = Run([[]], [])


def runs_again(root: Path, monkeypatch: pytest.MonkeyPatch, gives: Run = NOTHING) -> bool:
    """Whether the project's notebook runs; if so, it gives this."""
    ran = False

    def run(*arguments: object) -> Run:
        nonlocal ran
        ran = True
        return gives

    monkeypatch.setattr("backprop_site.notebooks.run.run", run)
    cells_of(root / "docs" / "notebooks" / "a.ipynb", root)
    return ran


def edit(name: str, text: str = "\n") -> Callable[[Path], None]:
    """Append to a file, or make it."""

    def change(root: Path) -> None:
        (root / name).parent.mkdir(exist_ok=True)
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda root: (root / name).unlink()


UNNOTICED = {
    "nothing": lambda root: None,
    "a date": lambda root: (root / "docs/notebooks/data.csv").touch(),
    "a page": edit("docs/index.md"),
    "what a build writes": edit("site/index.html"),
    "a snippet that is not imported": edit("snippets/unused.py"),
    "a new snippet": edit("snippets/new.py"),
    "a new notebook": edit("docs/notebooks/b.ipynb"),
    "a file that is not read": edit("docs/notebooks/other.csv"),
}

NOTICED = {
    "the notebook": edit("docs/notebooks/a.ipynb"),
    "a snippet": edit("snippets/outer.py"),
    "a snippet that a snippet imports": edit("snippets/inner.py"),
    "the package of snippets": edit("snippets/__init__.py"),
    "a data file": edit("docs/notebooks/data.csv"),
    "a data file that is gone": remove("docs/notebooks/data.csv"),
    "a folder that it listed": edit("docs/notebooks/parts/two.txt"),
    "a file that it looked for": edit("docs/notebooks/later.txt"),
    "a module that it looked for": edit("docs/notebooks/later.py"),
    "a package that it looked for": edit("docs/notebooks/later/__init__.py"),
    "a module that comes before another": edit("docs/notebooks/snippets.py"),
}


@pytest.mark.parametrize("name", [*UNNOTICED, *NOTICED])
def test_a_notebook_runs_again_only_when_it_has_to(
    ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = shutil.copytree(ran, tmp_path / "moved")
    (UNNOTICED | NOTICED)[name](root)
    assert runs_again(root, monkeypatch) == (name in NOTICED)
    assert not runs_again(root, monkeypatch)


def test_other_versions_or_other_code_run_it_again(
    ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(ran, tmp_path / "moved")
    found = cache.versions()
    assert f"numpy-{np.__version__}.dist-info" in found
    assert sys.version in found
    monkeypatch.setattr(cache, "versions", lambda: [*found, "new-1.0.dist-info"])
    assert runs_again(root, monkeypatch)
    assert not runs_again(root, monkeypatch)
    read_bytes = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda file: read_bytes(file) + b"\n" * (file.suffix == ".py")
    )
    assert runs_again(root, monkeypatch)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda raw: raw[: len(raw) // 2],
    "empty": lambda raw: b"",
    "not UTF-8": lambda raw: b"\xff" + raw,
    "edited": lambda raw: raw.replace(b"7 1,2", b"8 1,2"),
    "another kind": lambda raw: b"[]",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_entry_is_made_anew(
    ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = shutil.copytree(ran, tmp_path / "moved")
    (entry,) = (root / ".cache" / "notebooks").iterdir()
    raw = entry.read_bytes()
    entry.write_bytes(DAMAGE[name](raw))
    assert entry.read_bytes() != raw
    assert runs_again(root, monkeypatch)
    assert not runs_again(root, monkeypatch)


def test_what_cannot_be_shown_or_traced_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import subprocess, sys\nsubprocess.run([sys.executable, '--version'], check=True)"
    content = notebook(("code", code))
    file = written(tmp_path, "a.ipynb", content)
    found = run(file, content, tmp_path)
    assert Read("untraceable", "subprocess.Popen", "") in found.reads
    assert runs_again(tmp_path, monkeypatch, found)
    assert runs_again(tmp_path, monkeypatch, found)
    warning = {"output_type": "stream", "name": "stderr", "text": "it is old"}
    with pytest.raises(CellProblem):
        runs_again(tmp_path, monkeypatch, Run([[warning]], []))
    assert runs_again(tmp_path, monkeypatch)


def test_entries_of_deleted_notebooks_are_removed(ran: Path, tmp_path: Path) -> None:
    root = shutil.copytree(ran, tmp_path / "moved")
    (entry,) = (root / ".cache" / "notebooks").iterdir()
    forget_deleted(root)
    assert entry.exists()
    (root / "docs" / "notebooks" / "a.ipynb").unlink()
    forget_deleted(root)
    assert not entry.exists()


def test_two_builds_at_once_do_no_harm(ran: Path, tmp_path: Path) -> None:
    root = shutil.copytree(ran, tmp_path / "moved")
    (entry,) = (root / ".cache" / "notebooks").iterdir()
    body = json.loads(entry.read_text("utf-8"))["body"]
    found = Run(body["outputs"], [Read(*read) for read in body["reads"]])

    def keep() -> None:
        for _ in range(50):
            cache._keep(entry, body["key"], found)

    writers = [threading.Thread(target=keep) for _ in range(2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert cache._kept(entry, body["key"], root) == body["outputs"]
    assert list(entry.parent.iterdir()) == [entry]


# Whole builds: a small site, and ours.


def test_a_build_publishes_what_runs_and_leaves_the_site_alone_if_a_cell_fails(
    tmp_path: Path,
) -> None:
    site = with_extension(tiny_site(tmp_path / "site", {"index": GOOD}))
    code = 'import sys\nsys.path.insert(0, "../..")\nfrom snippets import tiny\n'
    code += 'print("the loss is", tiny.L(1, 0))'
    written(site, "Lesson #2.ipynb", notebook(TITLE, ("code", code)))
    result = build(site)
    assert result.returncode == 0, result.stderr
    published = page(site / "site", "Lesson #2.ipynb")
    assert "the loss is 0.5" in text_of(published)
    assert 'href="Lesson%20%232.ipynb" download' in published
    assert 'href="notebooks.zip" download' in published
    with zipfile.ZipFile(site / "site" / "notebooks" / "notebooks.zip") as archive:
        assert "backprop/notebooks/Lesson #2.ipynb" in archive.namelist()
        assert "backprop/snippets/tiny.py" in archive.namelist()

    written(site, "Lesson #2.ipynb", notebook(TITLE, ("code", code), ("code", "y = 1\ny / 0")))
    result = build(site)
    assert result.returncode == 1
    assert "docs/notebooks/Lesson #2.ipynb, cell 3:2: ZeroDivisionError" in result.stderr
    # No traceback of ours. A kernel that is being stopped may leave one of its own.
    assert "notebook_hook.py" not in result.stderr
    assert page(site / "site", "Lesson #2.ipynb") == published


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_files_hold_no_outputs(name: str) -> None:
    for cell in read((FOLDER / name).read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_page_carries_nothing_but_itself(site: Path, name: str) -> None:
    found = page(site, name)
    assert len(found) < 200_000
    assert not re.search(r'src=""|MathJax\.Hub|jp-Notebook|In \[|clipboard-copy', found)
    assert 'class="notebook-cell" data-cell' not in found
    assert (site / "notebooks" / name).read_bytes() == (FOLDER / name).read_bytes()
    assert f'href="{name}" download' in found


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_picture_has_a_text_and_ids_are_unique(site: Path, name: str) -> None:
    found = page(site, name)
    plots = re.findall(r'<svg [^>]*class="plot"[^>]*>', found)
    shown = (FOLDER / name).read_text(encoding="utf-8").count("show.picture(")
    assert len(plots) == shown
    assert all(len(re.findall(r'aria-label="[^"]{60,}"', plot)) == 1 for plot in plots)
    ids = re.findall(r'\sid="([^"]+)"', found)
    assert sorted(set(ids)) == sorted(ids)
    assert not re.search(r"#000000|#ffffff|<image", found)


def test_the_search_index_is_clean(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    entries = [e for e in index["docs"] if e["location"].startswith("notebooks/")]
    assert {e["location"].split("#")[0] for e in entries} == {
        f"notebooks/{Path(name).stem}.html" for name in NOTEBOOKS
    }
    text = " ".join(e["title"] + e["text"] for e in entries)
    assert "truncation" in text
    assert not re.search(r"import |print\(|Copied|In \[|E_total|\d\.\d{4}", text)


def test_one_step_shows_mazurs_figures(site: Path) -> None:
    text = text_of(page(site, "one-step.ipynb"))
    values = Values(vars(sigmoid_network_with_biases), sigmoid_network_with_biases.EXAMPLE)
    for name in ("E_total", "E_total_new", "dE_dW1", "dE_dW8", "W8_new"):
        assert f"{values[name]:.9f}".replace("-", "−") in text
    for published in ("0.298371109", "0.082167041", "0.561370121", "0.138498562"):
        assert published in text
    for factor in ("0.741365070", "0.186815602", "0.055399425", "0.036350306", "0.241300709"):
        assert factor in text
    assert "0.742088111" in text  # the first output, in the second forward pass
    assert "0.242519857" in text


def test_training_shows_the_46_steps(site: Path) -> None:
    text = text_of(page(site, "training-and-learning-rates.ipynb"))
    for rate in (0.1, 0.2, 0.5, 0.8, 1.0, 2.0):
        losses = training.train(training.README, training.X, training.T, rate, 46)
        assert f"{losses[46]:.6f}" in text
        assert f"{losses[1]:.6f}" in text
        assert f"{rate}: False" in text
    limit = re.search(r"rates from which a step can climb: (\S+)", text)
    assert limit
    assert 45 < float(limit[1]) < 55
    assert "share of the way to the bottom in a step at rate 2: 8%" in text
    assert "0.5: 0, 0.8: 23, 1.0: 23, 2.0: 23" in text


def test_the_rate_that_is_stuck_is_stuck() -> None:
    """At 500 the loss is the same after 1 step and after 10,000; the outputs are at the ends."""
    losses = training.train(training.README, training.X, training.T, 500.0, 10_000)
    assert losses[1:] == pytest.approx(1e-4, rel=1e-6)
    after = training.trained(training.README, training.X, training.T, 500.0, 10_000)
    assert training.forward(after, training.X)[1][0] == pytest.approx([0, 1], abs=1e-9)


def test_the_rate_that_fails_ends_higher_than_it_began() -> None:
    losses = training.train(training.README, training.X, np.array([[0.3, 0.7]]), 500.0, 10_000)
    assert losses[[0, 1, 46, 10_000]] == pytest.approx([0.0494, 0.0872, 0.09, 0.09], abs=5e-5)
    bouncing = training.train(training.README, training.X, np.array([[0.3, 0.7]]), 200.0, 10_000)
    assert np.sum(np.diff(bouncing[:47]) > 0) == 16
    assert bouncing[-1] < 1e-20


def test_gradient_checking_measures_what_it_says(site: Path) -> None:
    text = text_of(page(site, "gradient-checking.ipynb"))
    found = re.findall(r"(forward|central)" + 3 * r"\s+(\d\.\de−\d+)" + r"\s", text)
    bottoms = {name: [float(n.replace("−", "-")) for n in numbers] for name, *numbers in found}
    table = re.findall(r"1e−0([2-7])\s+(passes|refused)\s+(passes|refused)", text)
    assert [(right, wrong) for _, right, wrong in table] == [
        ("passes", "passes"),
        ("passes", "passes"),
        *4 * [("passes", "refused")],
    ]
    for name, smallest in (("forward", 1e-7), ("central", 1e-10)):
        predicted, error, step = bottoms[name]
        assert error < smallest
        assert predicted / 10 < step < 10 * predicted
    assert re.search(r"−0\.5(\s+0\.000){3}\s+agrees\s+0\.5\s+3\.000\s+3\.000\s+1\.000\s+is", text)
    eight = re.findall(r"W\s+\d\s+(\d\.\de−\d+)\s+(\d\.\de−\d+)", text)
    assert [wrong for right, wrong in eight if wrong != right] == ["2.6e−04", "2.6e−04"]
    assert len(eight) == 8


def test_from_scalars_to_arrays_agree_and_learn(site: Path) -> None:
    text = text_of(page(site, "from-scalars-to-arrays.ipynb"))
    slopes = training.gradients(training.README, training.X, training.T)
    for value in [*slopes.W1.ravel(), *slopes.W2.ravel()]:
        assert text.count(f"{value:.15f}".replace("-", "−")) >= 2
    share = re.search(r"points on the right side: ([\d.]+)%", text)
    assert share
    assert float(share[1]) >= 99
    values = re.findall(r"by (?:backpropagation:|a difference: )\s+([-\d.e]+)", text)
    assert np.isclose(float(values[0]), float(values[1]), rtol=1e-5)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_archive_runs_where_it_is_unpacked(site: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(site / "notebooks" / "notebooks.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "backprop" / "notebooks"
    cells = read((folder / name).read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    assert (folder.parent / "requirements.txt").read_text("utf-8").startswith("numpy>=2\n")
    command = [sys.executable, "-W", "error", "-c", code]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_alone_it_says_what_is_missing(tmp_path: Path, name: str) -> None:
    """The error shows the line that failed, and what that says of where the module comes from."""
    cells = read((FOLDER / name).read_text(encoding="utf-8"))["cells"]
    code = next("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    (tmp_path / "cell.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "cell.py"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "import show  # comes with the archive, notebooks.zip" in result.stderr
    shutil.copy(FOLDER / "show.py", tmp_path)
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "no folder 'snippets' here: take the archive, notebooks.zip" in result.stderr


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_begins_with_what_it_shows_and_a_number(site: Path, name: str) -> None:
    """Its first cell says what a reader will see and needs; the first code cell prints a number."""
    first, code, *_ = read((FOLDER / name).read_text(encoding="utf-8"))["cells"]
    assert re.search(r"\*\*You will see\*\*.*\*\*You need\*\*", "".join(first["source"]), re.DOTALL)
    assert code["cell_type"] == "code"
    section = page(site, name).split('<section class="notebook-cell"')[1]
    output = section.split("</section>")[0].split('class="cell-output"')[1]
    assert re.search(r"\d\.\d|\de-\d", text_of(output))
