"""Rules for text that readers see and nothing computes."""

import html
import re

from ..equations.errors import Problem
from .options import Options
from .registry import Page

# 0.73, .73, 7e-3 and 0,73; but neither 1.2.3 nor 10,000. An underscore in front is emphasis.
_DECIMAL = re.compile(
    r"(?:(?<![^\W_])(?<!\.)\d+|(?<![^\W_])(?<![.:]))\.\d+(?!\.?\d)"
    r"|(?<![^\W_])\d+e[-+]?\d+(?![^\W_])"
    r"|(?<![^\W_])(?<![.,])0,\d+"
)
_PROSE = "prose"


def has_decimal(text: str) -> bool:
    """Whether a decimal number stands in a text."""
    return bool(_DECIMAL.search(html.unescape(text)))


def decimals(text: str) -> list[str]:
    """The decimal numbers in a text without entities."""
    return [found.group() for found in _DECIMAL.finditer(text)]


def unfit(text: str, where: str, options: Options) -> Problem | None:
    """Why a text cannot be shown as it is typed, if it is a table's or a module's."""
    what = "a $" if "$" in text else "a {{" if "{{" in text else ""
    if not what and not options.decimals_in_prose and (found := decimals(html.unescape(text))):
        what = f"the decimal number {found[0]}"
    return Problem(f"{what} in {where}", "words", "leave it out here") if what else None


def unescaped(text: str) -> str:
    r"""Text without what Markdown shows as a sign, \$."""
    return text.replace(r"\$", "")


class Prose:
    """Holds the text of one page to the rules."""

    def __init__(self, page: Page, options: Options) -> None:
        self.page = page
        self.options = options

    def text(self, text: str, line: int, where: str = _PROSE) -> None:
        """Decimal numbers have to be computed, where the options say so."""
        if self.options.decimals_in_prose:
            return
        for found in _DECIMAL.finditer(html.unescape(text)):
            problem = Problem(
                f"the decimal number {found.group()} is typed into {where}",
                "numbers that the build computes",
                'write {{module.name:.4f}}, or [figure]{published="source"} for a quoted one'
                if where == _PROSE
                else "leave it out here, and print it in the text",
            )
            self.page.complain(problem, line + text.count("\n", 0, found.start()))

    def attribute(self, text: str, line: int) -> None:
        """Text of an attribute: no numbers, no values; formulas are typeset."""
        self.text(text, line, "an attribute")
        self._no_values(text, line, "an attribute")

    def bare(self, text: str, line: int, where: str) -> None:
        """Text that is shown as it is typed: neither numbers nor values nor formulas."""
        self.text(text, line, where)
        self.unmarked(text, line, where)

    def unmarked(self, text: str, line: int, where: str) -> None:
        """Neither values nor formulas, where they would be shown as they are typed."""
        self._no_values(text, line, where)
        if "$" in text:
            problem = Problem(
                f"a $ in {where}, where no formula is set", "words", "leave it out here"
            )
            self.page.complain(problem, line)

    def _no_values(self, text: str, line: int, where: str) -> None:
        if "{{" in text:
            problem = Problem(
                f"a {{{{ in {where}, where it is not computed", "words", "leave it out here"
            )
            self.page.complain(problem, line)
