"""Notebooks: what the build makes of ours, and what it refuses, by real builds of tiny sites."""

import html
import importlib.metadata
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import notebook_hook
from checked_equations.executed import CellProblem, executed_cells
from checked_equations.notebooks import read
from snippets import Values, sigmoid_network_with_biases, training
from tests.site import GOOD, ROOT, build, check, tiny_site, with_extension

FOLDER = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(file.name for file in FOLDER.glob("*.ipynb"))
TITLE = ("markdown", "# A notebook\n\nThe loss is $L = \\frac{1}{2}(\\hat{s} - t)^2$.")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(*cells: tuple[str, str], **changes: Any) -> str:
    """A notebook of these cells; `changes` apply to its last."""
    made: list[dict[str, Any]] = []
    for number, (kind, source) in enumerate(cells, start=1):
        code: dict[str, Any] = {}
        if kind == "code":
            code = {"outputs": [], "execution_count": None}
        made.append(
            {"id": f"c{number}", "cell_type": kind, "metadata": {}, "source": source} | code
        )
    made[-1] |= changes
    metadata = {"title": "A notebook", "model": "tiny", "kernelspec": KERNEL}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made})


def site_with(folder: Path, text: str) -> Path:
    site = with_extension(tiny_site(folder / "site", {"index": GOOD}))
    (site / "docs" / "notebooks").mkdir()
    (site / "docs" / "notebooks" / "a.ipynb").write_text(text, encoding="utf-8")
    return site


def page(site: Path, name: str) -> str:
    return (site / "notebooks" / name).with_suffix(".html").read_text(encoding="utf-8")


def text_of(page: str) -> str:
    """What a reader sees."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


# What is refused before anything runs: the cells, changes to the last, the place, and the words.
REFUSED: dict[str, tuple[list[tuple[str, str]], dict[str, Any], str, str]] = {
    "a stored output": (
        [TITLE, ("code", "1")],
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]},
        "cell 2:1",
        "a stored output",
    ),
    "a stored count": ([TITLE, ("code", "1")], {"execution_count": 3}, "cell 2:1", "stored output"),
    "a fence": (
        [TITLE, ("markdown", "Look:\n\n```math {#a snippet=tiny.h}\nh_j = f(h_j')\n```")],
        {},
        "cell 2:3",
        "```math in a notebook",
    ),
    "dollars": ([TITLE, ("markdown", "$$ h_j = f(h_j') $$")], {}, "cell 2:1", "a bare $$"),
    "a false formula": (
        [TITLE, ("code", "1"), ("markdown", "Then\n$L = (\\hat{s} - t)^2$.")],
        {},
        "cell 3:2",
        "differ",
    ),
    "a typed number": ([TITLE, ("markdown", "It is 0.25.")], {}, "cell 2:1", "0.25 is typed"),
    "no Python": ([TITLE, ("code", "1 +")], {}, "cell 2:1", "no Python"),
    "a raw cell": ([TITLE, ("raw", "Look.")], {}, "cell 2:1", "a cell of the type 'raw'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_names_notebook_and_cell(tmp_path: Path, name: str) -> None:
    cells, changes, place, words = REFUSED[name]
    site = site_with(tmp_path, notebook(*cells, **changes))
    result = check(site)
    assert result.returncode == 1
    (error,) = result.stderr.strip().splitlines()
    assert error.startswith(f"docs/notebooks/a.ipynb, {place}: ")
    assert words in error


def test_a_refused_notebook_is_not_published(tmp_path: Path) -> None:
    cells, changes, place, words = REFUSED["a stored output"]
    site = site_with(tmp_path, notebook(*cells, **changes))
    result = build(site)
    assert result.returncode == 1
    assert f"docs/notebooks/a.ipynb, {place}: {words}" in result.stderr
    assert not (site / "site" / "notebooks" / "a.html").exists()


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
    ],
)
def test_no_notebook_at_all(tmp_path: Path, text: str, why: str) -> None:
    result = check(site_with(tmp_path, text))
    assert result.returncode == 1
    assert result.stderr.startswith("docs/notebooks/a.ipynb:1: no notebook: ")
    assert why in result.stderr
    assert "Traceback" not in result.stderr


# What shows only when it runs: the code, and the words.
RAISING = {
    "an error": ("y = 1\ny / 0", "ZeroDivisionError: division by zero"),
    "a warning": ("import warnings\nwarnings.warn('it is old')", "a warning in its output: "),
    "an equation": (
        "from IPython.display import Math\nMath('h = 1')",
        "a displayed equation in its output",
    ),
    "a picture": (
        "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
        "a picture without a text",
    ),
    "the end of its Python": ("import os\nos._exit(1)", "its Python ended while it ran"),
}


@pytest.mark.parametrize("name", RAISING)
def test_what_fails_while_it_runs_names_notebook_and_cell(tmp_path: Path, name: str) -> None:
    code, words = RAISING[name]
    site = site_with(tmp_path, notebook(TITLE, ("code", "y = 2"), ("code", code)))
    result = build(site)
    assert result.returncode == 1
    assert f"docs/notebooks/a.ipynb, cell 3:1: {words}" in result.stderr
    # No traceback of ours. A kernel that is being stopped may leave one of its own.
    assert "notebook_hook.py" not in result.stderr
    assert not (site / "site" / "notebooks" / "a.html").exists()


def test_of_two_equal_cells_the_failing_one_is_named(tmp_path: Path) -> None:
    twice = ("code", "n = globals().get('n', 0) + 1\nassert n < 2, 'it ran twice'")
    result = build(site_with(tmp_path, notebook(TITLE, twice, twice)))
    assert result.returncode == 1
    assert "docs/notebooks/a.ipynb, cell 3:1: AssertionError: it ran twice" in result.stderr


def executed_with(**output: Any) -> dict[str, Any]:
    """A notebook whose second cell has run and has this output."""
    given = json.loads(notebook(TITLE, ("code", "1"), outputs=[output]))
    assert isinstance(given, dict)
    return given


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text/markdown": "$$x = 1$$"}, "a displayed equation"),
        ({"text/latex": "$x = 1$"}, "a displayed equation"),
        ({"text/html": "<p>$$x = 1$$</p>"}, "a displayed equation"),
        ({"text/html": ["<p>", "\\[x = 1\\]</p>"]}, "a displayed equation"),
        ({"text/html": "\\begin{aligned}x &= 1\\end{aligned}"}, "a displayed equation"),
        ({"text/html": "<math display='block'><mi>x</mi></math>"}, "a displayed equation"),
        ({"image/png": "AAAA"}, "a picture without a text"),
        ({"application/javascript": "1"}, "an output of the kind application/javascript"),
    ],
)
def test_kinds_of_output_that_are_refused(data: dict[str, Any], words: str) -> None:
    given = executed_with(output_type="display_data", data={"text/plain": "x"} | data)
    with pytest.raises(CellProblem, match=words) as raised:
        executed_cells(given)
    assert raised.value.cell == 2


def test_an_error_that_its_cell_allows_is_refused() -> None:
    given = executed_with(output_type="error", ename="KeyError", evalue="'a'", traceback=[])
    with pytest.raises(CellProblem, match="KeyError: 'a'"):
        executed_cells(given)


def test_text_and_tables_are_shown() -> None:
    given = executed_with(output_type="display_data", data={"text/html": "<b>1</b>"})
    assert "<b>1</b>" in executed_cells(given)
    given = executed_with(output_type="execute_result", data={"text/plain": "$$ & <b>"})
    assert "$$ &amp; &lt;b&gt;" in executed_cells(given)


def test_what_is_kept_depends_on_all_that_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read, version, now = Path.read_bytes, importlib.metadata.version, notebook_hook._inputs()
    found = {now}
    files = [
        *("checked_equations/render.py", "checked_equations/notebooks.py"),
        *("checked_equations/executed.py", "notebook_hook.py"),
        "notebook_templates/mkdocs_html/notebook.html.j2",
    ]
    for name in [*(f"docs/_ext/{file}" for file in files), "docs/notebooks/show.py"]:
        changed = ROOT / name
        monkeypatch.setattr(Path, "read_bytes", lambda p, c=changed: read(p) + b"x" * (p == c))
        found.add(notebook_hook._inputs())
    monkeypatch.setattr(Path, "read_bytes", read)
    assert notebook_hook._inputs() == now
    for package in ("nbclient", "ipython", "pygments", "numpy"):
        monkeypatch.setattr(
            importlib.metadata, "version", lambda n, p=package: version(n) + "x" * (n == p)
        )
        found.add(notebook_hook._inputs())
    assert len(found) == 1 + 6 + 4


LOSS = """import sys
sys.path.insert(0, "../..")
from snippets import Values, tiny
print("value", Values(vars(tiny), tiny.EXAMPLE)["L"])"""


def test_a_notebook_runs_again_only_when_it_has_to(tmp_path: Path) -> None:
    site = site_with(tmp_path, notebook(TITLE, ("code", LOSS)))

    def built() -> tuple[bool, float]:
        result = build(site)
        assert result.returncode == 0, result.stderr
        found = re.search(r"\bvalue (\d\S+)", text_of(page(site / "site", "a.ipynb")))
        assert found
        return "Converting notebook" in result.stderr, float(found[1])

    ran, first = built()
    assert ran
    index = site / "docs" / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert built() == (False, first)
    module = site / "snippets" / "tiny.py"
    changed = module.read_text(encoding="utf-8").replace('"t": 0.25', '"t": 0.75')
    module.write_text(changed, encoding="utf-8")
    ran, second = built()
    assert ran
    assert second != first
    module.write_text(changed.replace("(s - t) ** 2 / 2", "(s - t) ** 2"), encoding="utf-8")
    assert build(site).returncode == 1


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
    assert "off by, README's rule: 2.6e-04" in text


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
    cells = read((FOLDER / name).read_text(encoding="utf-8"))["cells"]
    code = next("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "no folder 'snippets' here: take the archive, notebooks.zip" in result.stderr
