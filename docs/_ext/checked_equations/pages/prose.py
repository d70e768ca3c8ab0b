"""Rules for text that readers see and nothing computes."""

import html
import re
from collections.abc import Iterator

from ..equations.errors import Problem
from .beside import OTHER, problem_beside
from .numbers import typed_in
from .options import Options
from .registry import Page
from .signs import sign_in

# What may look like a point or a comma between digits: all but letters, dashes, slashes, times,
# degrees, arrows, primes, ellipses and what the build puts there; and spaces around one.
_POINT = (
    r"[^\w\s\x00-\x7f\u2010-\u2015\u2212\u00d7\u00f7\u2044\u2215\u00b0\u00b1\u2190-\u21ff\u2019"
    r"\u2032\u2033\u2026\ue000-\uf8ff\ufffc]"
)
_NARROW = "[\u2006\u2008-\u200a\u202f\u205f]"
# (0,1), (3,4) and [0,5); but not (0,5), nor (3,04).
_PAIR = (
    r"[(\[{\]]\s*[-+−]?(?:[01],[01]|[1-9]\d*,(?:0|[1-9]\d*))\s*[)\]}\[]"
    r"|(?:\(\s*0,[1-9]\d*\s*\]|\[\s*0,[1-9]\d*\s*\))"
)
# 0.73, .73, 7e-3, 0·73 and 3,14; but neither 1.2.3, 1,2,3 nor 10,000. No number of this kind are
# an address and a pair in brackets. An underscore in front is emphasis; subscripts begin with ^.
_DECIMAL = re.compile(
    r"(?=[\d.h(\[{\]])(?:https?://[^\s<>]+"
    rf"|{_PAIR}"
    r"|(?P<number>(?:(?<![^\W_])(?<!\.)\d+|(?<![^\W_])(?<![.:]))\.\d+(?!\.?\d)"
    r"|(?<![^\W_])\d+[eE][-+−]?\d+(?![^\W_])"
    rf"|\d(?:{_NARROW}*{_POINT}{_NARROW}*|{_NARROW}+[.,]{_NARROW}*|[.,]{_NARROW}+|\^,)\d+"
    r"|(?<![\w.,])\d{1,3}(?:,\d{3})+,\d{1,2}(?![\d,])"
    r"|(?<![^\W_])(?<![.,])(?![1-9]\d{0,2},\d{3}(?!\d))\d+,\d+(?!\d|,\S)))"
)
# What a text cannot hold where it is shown as it is typed: \frac12, \sigma(z), \hat y, \(.
LATEX = re.compile(r"\\(?:[a-zA-Z]{2}|[a-zA-Z]\{|[\[(])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!-])")  # which Markdown shows without its backslash
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
    if what:
        return Problem(f"{what} in {where}", "words", "leave it out here")
    return sign_in(html.unescape(text), f"into {where}")


def typed_markup(text: str, allows_formulas: bool = False) -> str:
    """The markup in a text that readers would see as it is typed, or ''."""
    shown = html.unescape(_FORMULA.sub(" ", text) if allows_formulas else text)
    if "$" in shown and not allows_formulas:
        return "a $"
    return "a {{" if "{{" in shown else "raw LaTeX" if LATEX.search(shown) else ""


def typed_on_to_formulas(text: str) -> Problem | None:
    """What is wrong with the text beside the formulas of an attribute or a meaning."""
    text = html.unescape(text)
    for found in _FORMULA.finditer(text):
        before, behind = (
            _FORMULA.sub(OTHER, part) for part in (text[: found.start()], text[found.end() :])
        )
        if problem := problem_beside(found[0], before, behind, is_formula=True):
            return problem
    return sign_in(_FORMULA.sub(OTHER, text), "beside its formulas")


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
        shown = _ESCAPED.sub(r"\1", text) if where == _PROSE else text
        for found in decimals(html.unescape(shown)):
            fix = "leave it out here, and print it in the text"
            if where == _PROSE:
                fix = 'write {{module.name:.4f}}, or [figure]{published="source"} for a quoted one'
            if "," in found[0]:
                fix += "; in a pair put a space behind the comma"
            problem = Problem(
                f"the decimal number {found[0]} is typed into {where}",
                "numbers that the build computes",
                fix,
            )
            self.page.complain(problem, line + found.string.count("\n", 0, found.start()))

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
        if problem := sign_in(html.unescape(_FORMULA.sub(OTHER, text)), f"into {where}"):
            self.page.complain(problem, line)
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
