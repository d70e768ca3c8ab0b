"""The words in SVG pictures, which a page shows as its own."""

import re
from pathlib import Path

from ..equations.errors import Problem
from .numbers import typed_in_picture
from .options import Options
from .prose import Prose
from .reader import read_aloud
from .registry import Page

_MARKUP = re.compile(r"<style.*?</style>|<!--.*?-->|<[^>]*>", re.DOTALL)


def read_picture(page: Page, options: Options, file: Path, line: int) -> None:
    """Hold the words of a picture to the rules for those of the page."""
    name = file.relative_to(options.root).as_posix()
    try:
        svg = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = not_utf8(error, "picture")
        problem.wrong = f"{name}: {problem.wrong}"
        page.complain(problem, line)
        return
    page.typed_numbers += typed_in_picture(svg, line, name)
    words = " ".join(f"{_MARKUP.sub(' ', svg)} {read_aloud(svg)}".split())
    prose = Prose(page, options)
    prose.text(words, line, f"the picture {name}")
    prose.unmarked(words, line, f"the picture {name}")


def not_utf8(error: UnicodeDecodeError, what: str) -> Problem:
    """The problem with a file in another encoding."""
    return Problem(
        f"the byte 0x{error.object[error.start]:02x} is not UTF-8",
        f"a {what} in UTF-8",
        f"save the {what} in UTF-8",
    )
