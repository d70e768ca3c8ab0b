"""Rules for text that readers see and nothing computes."""

import html
import re
from collections.abc import Iterator

from ..equations.errors import Problem
from .beside import OTHER, problem_beside
from .numbers import typed_in
from .options import Options
from .registry import Page

# 0.73, .73, 7e-3, 0·73 and 3,14; but neither 1.2.3, 1,2,3 nor 10,000. No number of this kind are
# an address and a pair in brackets, (0,1). An underscore in front is emphasis.
_DECIMAL = re.compile(
    r"(?=[\d.h(\[{\]])(?:https?://[^\s<>]+"
    r"|[(\[{\]]\s*[-+−]?\d+,\d+\s*[)\]}\[]"
    r"|(?P<number>(?:(?<![^\W_])(?<!\.)\d+|(?<![^\W_])(?<![.:]))\.\d+(?!\.?\d)"
    r"|(?<![^\W_])\d+[eE][-+−]?\d+(?![^\W_])"
    r"|\d[·٫．]\d+"
    r"|(?<![^\W_])(?<![.,])(?![1-9]\d{0,2},\d{3}(?!\d))\d+,\d+(?!\d|,\S)))"
)
# What a text cannot hold where it is shown as it is typed: \frac12, \sigma(z), \hat y, \(.
LATEX = re.compile(r"\\(?:[a-zA-Z]{2}|[a-zA-Z]\{|[\[(])")
_FORMULA = re.compile(r"\$[^$]+\$")
_VALUE = re.compile(r'([a-z]+)="([^"]*)"')  # of a fence's attribute
_PROSE = "prose"


def has_decimal(text: str) -> bool:
    """Whether a decimal number stands in a text."""
    return any(decimals(html.unescape(text)))


def decimals(text: str) -> Iterator[re.Match[str]]:
    """The decimal numbers in a text without entities."""
    return (found for found in _DECIMAL.finditer(text) if found["number"])


def unfit(text: str, where: str, options: Options) -> Problem | None:
    """Why a text cannot be shown as it is typed, if it is a table's or a module's."""
    what = typed_markup(text)
    found = None if options.decimals_in_prose else next(decimals(html.unescape(text)), None)
    if found and not what:
        what = f"the decimal number {found[0]}"
    return Problem(f"{what} in {where}", "words", "leave it out here") if what else None


def typed_markup(text: str, allows_formulas: bool = False) -> str:
    """The markup in a text that readers would see as it is typed, or ''."""
    shown = html.unescape(_FORMULA.sub(" ", text) if allows_formulas else text)
    if "$" in shown and not allows_formulas:
        return "a $"
    return "a {{" if "{{" in shown else "raw LaTeX" if LATEX.search(shown) else ""


def typed_on_to_formulas(text: str) -> Problem | None:
    """What is wrong with the text beside the formulas of an attribute or a meaning."""
    for found in _FORMULA.finditer(text):
        before, behind = (
            _FORMULA.sub(OTHER, part) for part in (text[: found.start()], text[found.end() :])
        )
        if problem := problem_beside(found[0], before, behind, is_formula=True):
            return problem
    return None


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
        for found in decimals(html.unescape(text)):
            problem = Problem(
                f"the decimal number {found.group()} is typed into {where}",
                "numbers that the build computes",
                'write {{module.name:.4f}}, or [figure]{published="source"} for a quoted one'
                if where == _PROSE
                else "leave it out here, and print it in the text",
            )
            self.page.complain(problem, line + text.count("\n", 0, found.start()))

    def running(self, text: str, line: int) -> None:
        """Running text: no numbers, and no LaTeX outside of formulas."""
        self.text(text, line)
        before_fence = re.split("`{3}|~{3}", text, maxsplit=1)[0]  # one here is refused itself
        if found := LATEX.search(before_fence):
            problem = Problem(
                f"raw LaTeX, {text[found.start() :].split()[0][:40]}, outside of any formula",
                "a formula in $…$",
                "put it into one, or into inline code",
            )
            self.page.complain(problem, line + text.count("\n", 0, found.start()))

    def attributes(self, text: str, line: int) -> None:
        """Attributes of a fence: no numbers, no values; formulas are typeset."""
        self.text(text, line, "an attribute")
        self.unmarked(text, line, "an attribute", allows_formulas=True)
        for key, value in _VALUE.findall(text):
            if problem := typed_on_to_formulas(value):
                self.page.complain(problem, line)
            if key != "source":  # another work, which has numbers of its own
                words = _FORMULA.sub(OTHER, value)
                numbers = typed_in(words, line, where="an attribute")
                self.page.typed_numbers += [number for number in numbers if number.is_named]

    def bare(self, text: str, line: int, where: str, of: str | None = None) -> None:
        """Text that is shown as it is typed: neither numbers nor values nor formulas.

        That of a link to the equation `of` may have its number.
        """
        self.text(text, line, where)
        self.unmarked(text, line, where)
        self.page.typed_numbers += typed_in(text, line, of, where)

    def unmarked(self, text: str, line: int, where: str, allows_formulas: bool = False) -> None:
        """No values, no LaTeX and no formulas, where they would be shown as they are typed."""
        if what := typed_markup(text, allows_formulas):
            reason = {"a $": "where no formula is set", "a {{": "where it is not computed"}
            problem = Problem(
                f"{what} in {where}, {reason.get(what, 'which is shown as it is typed')}",
                "words",
                "leave it out here",
            )
            self.page.complain(problem, line)
