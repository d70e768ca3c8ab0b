"""Tools that a machine may lack: outside CI their tests are left out aloud, in CI they fail."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

_MODULES = Path(__file__).parent / "npm" / "node_modules"


def missing(what: str) -> NoReturn:
    """End a test whose tool is not on this machine; `what` names the tool and what is not run."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def npm_file(path: str, purpose: str) -> Path:
    """A file of the npm packages that tests/npm lists."""
    file = _MODULES / path
    if not file.is_file():
        missing(f"tests/npm is not installed (npm ci --prefix tests/npm): {purpose} not run")
    return file
