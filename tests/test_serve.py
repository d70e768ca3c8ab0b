"""The real `mkdocs serve`: an error shows in place, and mending its file clears it; no restart."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mkdocs.config import load_config

from tests.site import GOOD, replaced, tiny_site, with_extension

SECONDS = 120  # far more than a busy machine needs


@dataclass
class Server:
    """A running `mkdocs serve` of a tiny site."""

    site: Path
    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def page(self, name: str = "index") -> str:
        """The page as it is served now; '' while there is no answer."""
        try:
            with urllib.request.urlopen(f"{self.address}/{name}.html", timeout=5) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return ""

    def until(self, holds: Callable[[str], object], name: str = "index") -> str:
        """Wait until the page is as it should be, and return it."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            text = self.page(name)
            if holds(text):
                return text
            time.sleep(0.2)
        pytest.fail(f"waited in vain; the server said:\n{self.log.read_text('utf-8')[-3000:]}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    site = with_extension(tiny_site(folder / "site", {"index": GOOD, "other": "# Other\n\nA.\n"}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=site,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=log,
            stderr=log,
        )
    try:
        path = urlsplit(str(load_config(str(site / "mkdocs.yml")).site_url)).path.rstrip("/")
        yield Server(site, f"http://127.0.0.1:{port}{path}", process, folder / "log")
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def served(server: Server) -> Iterator[Server]:
    """The server with the site as it should be, before and after each test."""
    files = [server.site / "docs" / "index.md", server.site / "snippets" / "tiny.py"]
    texts = [file.read_text(encoding="utf-8") for file in files]
    server.until(lambda page: "The loss is 0.0647" in page and not boxes(page))
    yield server
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")


def boxes(page: str) -> list[str]:
    return re.findall(r'<div class="check-error" role="alert">.*?</div>', page, re.DOTALL)


def test_the_page_is_served(served: Server) -> None:
    page = served.page()
    assert page.count("Checked in this build") == 8
    assert boxes(served.page("other")) == []


def test_an_error_shows_in_place_and_mending_clears_it(served: Server) -> None:
    index = served.site / "docs" / "index.md"
    line = replaced(index, "v_j f'(h_j') x_i", "v_j x_i")
    page = served.until(boxes)
    (box,) = boxes(page)
    assert f"docs/index.md:{line}: sides 1 and 2 differ" in box
    assert "Expected: equal values." in box
    assert "To mend: correct one of the sides." in box
    # In place: between its neighbours, in its own stead.
    assert 'id="good-dL-dW"' not in page
    assert page.index('id="good-dL-dh"') < page.index(box) < page.index('id="good-dL-dv"')
    assert f"docs/index.md:{line}: sides 1 and 2 differ" in served.log.read_text("utf-8")
    replaced(index, "v_j x_i", "v_j f'(h_j') x_i")
    assert 'id="good-dL-dW"' in served.until(lambda page: page and not boxes(page))


def test_an_edited_snippet_is_loaded_again(served: Server) -> None:
    snippets = served.site / "snippets" / "tiny.py"
    replaced(snippets, '"t": 0.25,', '"t": 0.5,')
    served.until(lambda page: "The loss is 0.0060" in page)
    replaced(snippets, "return s - t\n", "return t - s\n")
    page = served.until(boxes)
    assert any("not what its snippet tiny.dL_ds computes" in box for box in boxes(page))
    replaced(snippets, "return t - s\n", "return s - t\n")
    served.until(lambda page: "The loss is 0.0060" in page and not boxes(page))


BROKEN: list[tuple[str, str, str, str]] = [
    ("snippets/tiny.py", "return s - t\n", "return s -\n", "raises SyntaxError"),
    ("docs/index.md", "model: tiny", "model: tinny", "the model tinny does not exist"),
    ("docs/index.md", "{{tiny.L:.4f}}", "{{tiny.M:.4f}}", "the value tiny.M does not exist"),
    ("docs/index.md", "The loss is", "The loss of 0.29 is", "0.29 is typed into prose"),
    ("docs/index.md", "[](#good-L)", "[](#good-M)", "a reference to #good-M"),
    ("docs/index.md", "The loss", "```math {#open}\n\nThe loss", "is never closed"),
    (
        "docs/index.md",
        "# Good",
        '# Good\n\n$\\foo${exempt="x"}',
        r"Undefined control sequence \foo",
    ),
    ("docs/index.md", "(\\wrong{h_j})", "(\\wrong{h_j'})", "a refuted formula that is true"),
    ("docs/index.md", "= \\hat{s} - t\n", "= \\hat{s} - t -\n", "cannot be read at column"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), BROKEN, ids=[b[3] for b in BROKEN])
def test_no_error_stops_the_server(
    served: Server, file: str, old: str, new: str, says: str
) -> None:
    replaced(served.site / file, old, new)
    page = served.until(boxes)
    assert any(says in box for box in boxes(page)), boxes(page)
    assert says in served.log.read_text("utf-8")


def test_a_page_that_is_not_utf8_does_not_stop_the_server(served: Server) -> None:
    other = served.site / "docs" / "other.md"
    other.write_bytes(b"# Other\n\nCaf\xe9.\n")
    (box,) = boxes(served.until(boxes, "other"))
    assert "docs/other.md:3: the byte 0xe9 is not UTF-8" in box
    served.until(lambda page: "The loss is 0.0647" in page)
    other.write_text("# Other\n\nMended.\n", encoding="utf-8")
    served.until(lambda page: "Mended" in page, "other")


def test_unreadable_front_matter_does_not_stop_the_server(served: Server) -> None:
    other = served.site / "docs" / "other.md"
    other.write_text("---\ntitle: [\n---\n\n# Other\n", encoding="utf-8")
    (box,) = boxes(served.until(boxes, "other"))
    assert "docs/other.md:2: the front matter cannot be read" in box
    other.write_text("# Other\n\nMended again.\n", encoding="utf-8")
    served.until(lambda page: "Mended again" in page, "other")


def test_a_warning_does_not_stop_the_server(served: Server) -> None:
    """A build would stop at a link to nowhere; a server says so and goes on."""
    other = served.site / "docs" / "other.md"
    other.write_text("# Other\n\n[To nowhere](nowhere.md).\n", encoding="utf-8")
    served.until(lambda page: "To nowhere" in page, "other")
    assert "'nowhere.md'" in served.log.read_text("utf-8")
    other.write_text("# Other\n\nMended too.\n", encoding="utf-8")
    served.until(lambda page: "Mended too" in page, "other")
