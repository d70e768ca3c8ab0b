"""The real site, checked, built, served and looked at: once for all tests of a process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filelock import FileLock
from mkdocs.config import load_config
from playwright.sync_api import Browser

from checked_equations.equations.latex import parse
from checked_equations.equations.models import lasting
from checked_equations.pages.registry import Registry
from tests.chromium import chromium
from tests.server import serve
from tests.site import ROOT, registry_of

_SAVED = {module: module.save for module in (parse, lasting)}


@pytest.hookimpl(tryfirst=True)  # before those that are not slow are chosen
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the pass over the whole site, which `make check` makes too, is slow."""
    for item in items:
        if (
            isinstance(item, pytest.Function)
            and "registry" in item.fixturenames
            and not hasattr(item.module, "registry")  # some modules have one of their own
        ):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def one_parser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All sites of a process share the parser's tables, which take most of a second to make.

    No pass writes the trees and findings of all passes before it, which are megabytes by and by.
    """
    with pytest.MonkeyPatch.context() as patch:
        file = tmp_path_factory.mktemp("parser") / "latex.tables"
        patch.setattr(parse, "_tables", lambda: file)
        for module in _SAVED:
            patch.setattr(module, "save", lambda: None)
        yield


@pytest.fixture(scope="session")
def registry() -> Registry:
    """What the pass over the real site finds: the one pass of a process."""
    found = registry_of(ROOT)
    for save in _SAVED.values():
        save()
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built strictly by the real command; in CI, the folder that is published."""
    if "SITE_FOLDER" in os.environ:
        return Path(os.environ["SITE_FOLDER"])
    temporary = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        temporary = temporary.parent  # one build serves all workers
    folder, built = temporary / "site", temporary / "site-is-built"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    with FileLock(temporary / "site.lock"):
        if not built.exists():
            environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
            subprocess.run(
                [*command, "--site-dir", str(folder)], cwd=ROOT, env=environment, check=True
            )
            built.touch()
    return folder


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    """The address of every built page, the one for missing addresses included."""
    return sorted(f.relative_to(site).as_posix() for f in site.rglob("*.html"))


@pytest.fixture(scope="session")
def site_url() -> str:
    """Where the site says that it is published: the one setting."""
    return str(load_config(str(ROOT / "mkdocs.yml")).site_url)


@pytest.fixture(scope="session")
def server(site: Path, site_url: str) -> Iterator[str]:
    with serve(site, urlsplit(site_url).path) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
