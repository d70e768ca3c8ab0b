"""MkDocs hook: notebooks run before a build removes anything, and become pages.

mkdocs-jupyter makes pages of the files and publishes their source; all else is done here. What
mkdocs.yml may say, with the values that hold if it does not:

    extra:
      notebook_archive:
        file: notebooks    # all notebooks for download: notebooks.zip, beside their pages
        folder: notebooks  # the folder that it unpacks to
"""

import logging
import os.path
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import InclusionLevel, get_files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

# MkDocs loads this file by its path: to Python it is in no package.
from backprop_site.notebooks.cache import cells_of, forget_deleted
from backprop_site.notebooks.cells import CellProblem, put_in_place
from checked_equations.equations.errors import Complaint, Problem
from checked_equations.pages.extension import site_of, stop_on
from checked_equations.pages.notebooks import body_of, read
from checked_equations.pages.render import error_box, listings

# Not one of MkDocs' own loggers, whose warnings a strict server would count as its failure.
log = logging.getLogger("checked_equations")

_FOLDER = "notebooks"
# What the notebooks need on a reader's own machine.
_REQUIREMENTS = "numpy>=2\nmatplotlib\njupyterlab\n"

# What became of each notebook in the present build: its cells as HTML, or what is wrong.
_outcomes: dict[str, dict[int, Markup] | Complaint] = {}


def on_pre_build(config: MkDocsConfig) -> None:
    """Run the notebooks that have changed. A build stops if one fails; a server goes on."""
    root = _root(config)
    serving = site_of(root).serving
    forget_deleted(root)
    _outcomes.clear()
    included: Callable[[InclusionLevel], bool] = (
        InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
    )
    for file in get_files(config):
        if file.src_uri.endswith(".ipynb") and included(file.inclusion):
            try:
                _outcomes[file.src_uri] = cells_of(Path(config.docs_dir, file.src_uri), root)
            except CellProblem as problem:
                _outcomes[file.src_uri] = _complaint(file.src_uri, problem, config)
            except Problem:
                pass  # not a notebook; that is said where all pages are read
    listings.save()
    complaints = [outcome for outcome in _outcomes.values() if isinstance(outcome, Complaint)]
    if not serving:
        stop_on(complaints)
    for complaint in complaints:
        log.warning("%s", complaint)


def on_pre_page(page: Page, config: MkDocsConfig, files: Any) -> None:
    """Let MkDocs render a notebook as it does any page, which mkdocs-jupyter would prevent."""
    if page.file.src_uri.endswith(".ipynb"):
        vars(page).pop("render", None)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Any) -> str | None:
    """A notebook as the text of a page, with its metadata as front matter."""
    if not page.file.src_uri.endswith(".ipynb"):
        return None
    if page.file.src_uri not in _outcomes:
        return ""  # not a notebook: its page says so, and nothing else
    checked = site_of(_root(config)).registry().pages.get(_path(page.file.src_uri, config))
    page.meta.update(checked.meta if checked else {})
    return body_of(read(markdown))[0]


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Any) -> str | None:
    """Put the code cells in their places, or say above the page what is wrong with one."""
    uri = page.file.src_uri
    if uri not in _outcomes:
        return None
    outcome = _outcomes[uri]
    if not isinstance(outcome, Complaint):
        try:
            # Joined as text: MkDocs' own HTML is none of Markup's, which would escape it.
            return f"{put_in_place(html, outcome)}{_download(page, config)}"
        except CellProblem as problem:
            outcome = _complaint(uri, problem, config)
            if not site_of(_root(config)).serving:
                stop_on([outcome])
    return f"{error_box(outcome)}{html}{_download(page, config)}"


def on_post_build(config: MkDocsConfig) -> None:
    """All notebooks and what they import, laid out so that they run where they are unpacked."""
    root, notebooks = _root(config), Path(config.docs_dir, _FOLDER)
    if not notebooks.is_dir():
        return
    snippets = root / site_of(root).options.snippets
    files = {
        file.relative_to(folder.parent).as_posix(): file
        for folder, pattern in ((notebooks, "*"), (snippets, "*.py"))
        for file in folder.rglob(pattern)
        if file.is_file() and not _is_hidden(file.relative_to(folder))
    }
    top = _archive_settings(config).get("folder", "notebooks")
    target = Path(config.site_dir, _archive(config))
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, file in sorted(files.items()):
            # A fixed date, so that equal files make an equal archive.
            entry = zipfile.ZipInfo(f"{top}/{name}")
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(f"{top}/requirements.txt"), _REQUIREMENTS)


def _root(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml, without links resolved: MkDocs leaves them in its other paths."""
    return Path(os.path.abspath(config.config_file_path)).parent


def _complaint(uri: str, problem: CellProblem, config: MkDocsConfig) -> Complaint:
    return Complaint(f"{_path(uri, config)}, cell {problem.cell}", problem.line, problem)


def _path(uri: str, config: MkDocsConfig) -> str:
    return Path(config.docs_dir, uri).relative_to(_root(config)).as_posix()


def _download(page: Page, config: MkDocsConfig) -> Markup:
    return Markup(
        '<p class="notebook-download">Download <a href="{}" download>this notebook</a>, or '
        '<a href="{}" download>all of them with the files that they need</a> and a '
        "list of what to install.</p>"
    ).format(
        quote(Path(page.file.src_uri).name),
        get_relative_url(quote(_archive(config)), page.url),
    )


def _archive(config: MkDocsConfig) -> str:
    return f"{_FOLDER}/{_archive_settings(config).get('file', 'notebooks')}.zip"


def _archive_settings(config: MkDocsConfig) -> dict[str, str]:
    return dict(config.extra.get("notebook_archive", {}))


def _is_hidden(path: Path) -> bool:
    """Whether it is no source: what Python and Jupyter leave behind."""
    return any(part.startswith((".", "__pycache__")) for part in path.parts)
