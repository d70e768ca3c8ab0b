"""Lighthouse, run on one page."""

import json
import os
import shutil
import subprocess
from typing import Any

from tests.chromium import FLAGS, chromium_path
from tests.tools import missing, npm_file


def lighthouse(address: str, categories: list[str], *options: str) -> dict[str, Any]:
    """Lighthouse's report on a page, as its JSON has it."""
    command = npm_file("lighthouse/cli/index.js", "Lighthouse is")
    node = shutil.which("node") or missing("no Node.js on this machine: Lighthouse is not run")
    finished = subprocess.run(
        [
            node,
            str(command),
            address,
            "--quiet",
            "--output=json",
            "--disable-full-page-screenshot",
            "--only-categories=" + ",".join(categories),
            "--chrome-flags=" + " ".join(["--headless", *FLAGS]),
            *options,
        ],
        env={**os.environ, "CHROME_PATH": chromium_path()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    report: dict[str, Any] = json.loads(finished.stdout)
    return report
