"""The built site, served and looked at: once for all tests of a run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mkdocs.config import load_config
from playwright.sync_api import Browser

from checked_equations.registry import Registry
from checked_equations.site_pass import site_pass
from tests.chromium import chromium
from tests.server import serve

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return site_pass(ROOT)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built strictly by the real command; in CI, the folder that is published."""
    if "SITE_FOLDER" in os.environ:
        return Path(os.environ["SITE_FOLDER"])
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
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
