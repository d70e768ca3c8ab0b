"""The real `mkdocs serve`: an error shows in place, and correcting it clears it; no restart."""

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

# What themes would fail on; the server starts with it.
WRONG = "---\nhide: 7\n---\n\n# Other\n"


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
    site = with_extension(tiny_site(folder / "site", {"index": GOOD, "other": WRONG}))
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


def test_a_server_starts_with_a_mistake(served: Server) -> None:
    (box,) = boxes(served.page("other"))
    assert "docs/other.md:2: hide of the front matter is 7" in box
    assert served.page().count("Checked in this build") == 8
    (served.site / "docs" / "other.md").write_text("# Other\n\nCorrected.\n", encoding="utf-8")
    assert boxes(served.until(lambda page: "Corrected" in page, "other")) == []


def test_an_error_shows_in_place_and_correcting_it_clears_it(served: Server) -> None:
    index = served.site / "docs" / "index.md"
    line = replaced(index, "v_j f'(h_j') x_i", "v_j x_i")
    page = served.until(boxes)
    box, consequence = boxes(page)
    assert "good-dL-dW has an error" in consequence  # where its false variant would stand
    assert f"docs/index.md:{line}: sides 1 and 2 differ" in box
    assert "Expected: equal values." in box
    assert "Fix: correct one of the sides" in box
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
    assert any("not what the snippet tiny.dL_ds computes" in box for box in boxes(page))
    replaced(snippets, "return t - s\n", "return s - t\n")
    served.until(lambda page: "The loss is 0.0060" in page and not boxes(page))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("snippets/tiny.py", "return s - t\n", "return s -\n", "raises SyntaxError"),
        ("docs/index.md", "model: tiny", "model: tinny", "the model tinny does not exist"),
        ("docs/index.md", "# Good", '# Good\n\n$\\foo${exempt="x"}', r"control sequence \foo"),
    ],
    ids=["module", "model", "typesetting"],
)
def test_what_is_wrong_elsewhere_shows_on_its_page(
    served: Server, file: str, old: str, new: str, says: str
) -> None:
    """In a module, in the front matter, in a formula that cannot be drawn."""
    replaced(served.site / file, old, new)
    page = served.until(boxes)
    assert any(says in box for box in boxes(page)), boxes(page)
    assert says in served.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"# Other\n\nCaf\xe9.\n", "docs/other.md:3: the byte 0xe9 is not UTF-8"),
        (b"---\ntitle: [\n---\n\n# O\n", "docs/other.md:2: the front matter cannot be read"),
    ],
    ids=["encoding", "front matter"],
)
def test_a_page_that_cannot_be_read(served: Server, content: bytes, says: str) -> None:
    """Its neighbours are served, and so is the page once it is corrected."""
    other = served.site / "docs" / "other.md"
    other.write_bytes(content)
    (box,) = boxes(served.until(boxes, "other"))
    assert says in box
    assert "The loss is 0.0647" in served.page()
    other.write_text(f"# Other\n\nCorrected: {len(content)}.\n", encoding="utf-8")
    served.until(lambda page: f"Corrected: {len(content)}." in page, "other")


def test_what_markdown_shows_unchecked_is_said_on_its_page(served: Server) -> None:
    """Only the finished page shows it: the formula stands in a block of code."""
    page = served.site / "docs" / "other.md"
    page.write_text("---\nmodel: tiny\n---\n\n# Other\n\n     $t$\n", encoding="utf-8")
    said = "docs/other.md:7: on the finished page $t$ stands in code"
    served.until(lambda html: "check-error" in html and said in html, "other")
    assert said in served.log.read_text("utf-8")


def test_a_warning_does_not_stop_the_server(served: Server) -> None:
    """A build would stop at a link to nowhere; a server says so and goes on."""
    other = served.site / "docs" / "other.md"
    other.write_text("# Other\n\n[To nowhere](nowhere.md).\n", encoding="utf-8")
    served.until(lambda page: "To nowhere" in page, "other")
    assert "'nowhere.md'" in served.log.read_text("utf-8")
    other.write_text("# Other\n\nCorrected at last.\n", encoding="utf-8")
    served.until(lambda page: "Corrected at last" in page, "other")
