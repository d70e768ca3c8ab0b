"""MkDocs hook: mkdocs-jupyter runs the notebooks, the site's own Markdown makes pages of them."""

import hashlib
import importlib.metadata
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.structure.pages import Page
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.exporters.templateexporter import default_filters

from checked_equations import executed, notebooks, render
from checked_equations.errors import PageError
from checked_equations.extension import ROOT, SITE, stop_on
from checked_equations.render import error_box

_ARCHIVE = "notebooks.zip"
# What the notebooks need on a reader's own machine.
_REQUIREMENTS = "numpy>=2\nmatplotlib\njupyterlab\n"
CACHE = ROOT / ".cache" / "notebooks"

# mkdocs-jupyter's own templates inline 575 kB of CSS, MathJax 2 and 'In [1]: Copied!'.
_TEMPLATES = Path(__file__).with_name("notebook_templates")
settings.templates_dir = str(_TEMPLATES)
default_filters["executed_cells"] = executed.executed_cells


# What makes the HTML that is kept, and the packages that do.
_MAKERS = [Path(str(module.__file__)) for module in (executed, notebooks, render)]
_PACKAGES = (
    *("ipykernel", "ipython", "matplotlib", "mkdocs-jupyter"),
    *("nbclient", "nbconvert", "numpy", "pygments"),
)
_FAILURES = (CellExecutionError, CellTimeoutError, DeadKernelError, executed.CellProblem)


def on_config(config: Any) -> None:
    """Nothing that an earlier build kept is used once anything that it depends on has changed."""
    folder = CACHE / _inputs()
    config.plugins["mkdocs-jupyter"].config["cache_dir"] = str(folder)
    for old in CACHE.glob("*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


def _inputs() -> str:
    """A digest of all that the outcome of a notebook depends on beside the notebook itself."""
    digest = hashlib.sha256(sys.version.encode())
    for package in _PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\0".encode())
    helpers = [*(ROOT / "snippets").glob("*.py"), *(ROOT / "docs" / "notebooks").glob("*.py")]
    templates = [file for file in _TEMPLATES.rglob("*") if file.is_file()]
    for file in sorted([*helpers, *templates, *_MAKERS, Path(__file__)]):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def on_pre_page(page: Page, config: Any, files: Any) -> None:
    """Take over from mkdocs-jupyter once it has run the notebook."""
    if page.file.src_uri.endswith(".ipynb"):
        run = page.render
        page.render = lambda config, files: _render(page, run, config, files)  # type: ignore[method-assign]


def on_page_markdown(markdown: str, page: Page, config: Any, files: Any) -> str | None:
    """A notebook's page is what the site pass has read."""
    if not page.file.src_uri.endswith(".ipynb"):
        return None
    notebook = json.loads(markdown)
    page.meta.update(notebook["metadata"])
    return notebooks.body_of(notebook)[0]


def _render(page: Page, run: Callable[..., None], config: Any, files: Any) -> None:
    box = cells = ""
    try:
        run(config, files)
        cells = str(page.content)
    except _FAILURES as error:
        problem = _problem(page, error)
        stop_on([] if SITE.serving else [problem])
        box = error_box(problem)
    Page.render(page, config, files)
    body = executed.put_in_place(page.content or "", cells)
    page.content = f"{box}{body}{_download(page)}"


def _problem(page: Page, error: Exception) -> PageError:
    """The error of a cell, with the name of the notebook and the number of the cell."""
    if not isinstance(error, executed.CellProblem):
        cell = executed.failed_cell(error)
        error = executed.CellProblem(cell, *_wrong_and_mend(error))
    return PageError(f"docs/{page.file.src_uri}, cell {error.cell}", 1, error)


def _wrong_and_mend(error: Exception) -> tuple[str, str, str]:
    """What is wrong, what was expected, and how to mend it."""
    expected, mend = "a cell that runs", "run the notebook up to this cell, and mend what fails"
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}", expected, mend
    if isinstance(error, CellTimeoutError):
        return "it takes too long", expected, "make its work smaller"
    return "its Python ended while it ran", expected, mend


def _download(page: Page) -> str:
    name = Path(page.file.src_uri).name
    return (
        f'<p class="notebook-download">Download <a href="{name}" download>this notebook</a>, or '
        f'<a href="{_ARCHIVE}" download>all of them with the files that they need</a> and a '
        "list of what to install.</p>"
    )


def on_post_build(config: Any) -> None:
    """All notebooks and what they import, laid out so that they run where they are unpacked."""
    folder = ROOT / "docs" / "notebooks"
    if not folder.is_dir():
        return
    files = [*folder.glob("*.ipynb"), *folder.glob("*.py"), *(ROOT / "snippets").glob("*.py")]
    with zipfile.ZipFile(Path(config.site_dir) / "notebooks" / _ARCHIVE, "w") as archive:
        for file in sorted(files):
            # A fixed date, so that equal files make an equal archive.
            entry = zipfile.ZipInfo(f"backprop/{file.parent.name}/{file.name}")
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("backprop/requirements.txt"), _REQUIREMENTS)
