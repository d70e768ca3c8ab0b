r"""Other ways to write what the grammar reads: exchanged in place, so that all places stay.

What is put in is no longer than what it stands for, and is filled up with blanks.
"""

import re

from .claims import REFERENCE, is_reason
from .spelling import respelled_signs

_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_RELATION = r"=|:=|\\(?:equiv|approx|triangleq)(?![a-zA-Z])"
# A relation with something above or below it.
_MARKED = re.compile(
    rf"\\(?:stackrel|overset|underset)\s*(?P<mark>{_BRACES})\s*\{{\s*(?P<sign>{_RELATION})\s*\}}"
)
_WORDS = re.compile(r"\\(?:text|textrm|mathrm|mbox|textit)\s*\{([^{}]*)\}")
# A number or letter in brackets, which refers to something.
_NUMBER = re.compile(REFERENCE)
# Signs above a relation that refer to something, or that mark a definition.
_SIGNS = re.compile(r"(?:\\(?:triangle|Delta|ast|star|dagger|ddagger)(?![a-zA-Z])|[\s*])*")
# What it is the definition of may stand beside these words.
_DEFINITION = re.compile(r"(?:by )?def(?:inition)?\.?(?: of)?")
_DEFINED = re.compile(
    r"\s*(?:[a-zA-Z]|\\(?:alpha|beta|gamma|delta|eta|theta|lambda|mu|sigma|phi|psi|omega|ell))?\s*"
)
_UNEQUAL = re.compile(r"\\not\s*=")
_NOT = r"\ne "
# Cases without their environment.
_CASES = re.compile(
    r"\\left\s*\\(?:\{|lbrace(?![a-zA-Z]))\s*\\begin\s*\{(?P<name>array|matrix|aligned)\}"
    r"(?:(?<=array\})\s*\{[lcr\s]*\})?"
    r"(?P<rows>(?:(?!\\(?:begin|end)\s*\{(?:array|matrix|aligned)\}).)*)"
    r"\\end\s*\{(?P=name)\}\s*\\right\s*\.",
    re.DOTALL,
)
# An array of equations, in no brackets.
_ALIGNED = re.compile(
    r"(?P<before>(?:^|\\begin\s*\{(?:equation|displaymath|gather)\*?\})\s*)"
    r"\\begin\s*\{array\}\s*\{[lcr\s]*\}"
    r"(?P<rows>(?:(?!\\(?:begin|end)\s*\{array\}).)*)"
    r"\\end\s*\{array\}(?P<behind>\s*(?:$|[.,;]|\\end))",
    re.DOTALL,
)
_HAS_RELATION = re.compile(r"(?<![_{])[=<>]|\\(?:approx|leq?|geq?|equiv)(?![a-zA-Z])")
# What only leaves room.
_INVISIBLE = re.compile(
    rf"\\[hv]?phantom\s*{_BRACES}"
    r"|\\(?:mathstrut|strut|displaylimits|allowbreak|nobreak)(?![a-zA-Z])"
)
# A frame or a colour.
_FRAME = re.compile(
    r"\\(?:boxed|fbox|framebox)\s*(?=\{)"
    r"|\\(?P<colour>(?:text)?color)(?![a-zA-Z])\s*(?:\[\w+\]\s*)?\{[^{}]*\}\s*"
)
_BEFORE = re.compile(
    r"(?:^|\\\\|[=&]|\\begin\s*\{[a-z]+\*?\}|\\(?:approx|equiv)|[,;]|\\q?quad)\s*$"
)
_BEHIND = re.compile(r"\s*(?:\\[,;:! ]\s*)*(?:[.,;]\s*)?(?:$|\\\\|\\end|\\tag|\\label|\\q?quad|=)")


def respelled(latex: str) -> str:
    """The same formula, as the grammar has it."""
    if "\\" not in latex:
        return latex
    latex = respelled_signs(_INVISIBLE.sub(_blank, latex))
    latex = _MARKED.sub(_plain_relation, latex)
    latex = _UNEQUAL.sub(lambda found: _NOT.ljust(len(found[0])), latex)
    latex = _at_values(_CASES.sub(_cases, latex))
    latex = _ALIGNED.sub(_aligned, latex)
    for found in _FRAME.finditer(latex):  # blanks do not move what stands behind them
        latex = _unframed(latex, found)
    return latex


# Stands in front of the bar of such brackets, which says how far it takes.
WHOLE = "\ue014"
_SIZED = re.compile(r"\\(left|right)(?![a-zA-Z])\s*(.)")


def _at_values(latex: str) -> str:
    r"""`\left. f \right|_{x = a}` with brackets for its ends, which draw none."""
    opened: list[re.Match[str]] = []
    for found in _SIZED.finditer(latex):
        if found[1] == "left":
            opened.append(found)
        elif opened and (begin := opened.pop())[2] == "." and found[2] == "|":
            start, end = begin.start(), found.end() - 1
            inside = latex[begin.end() : found.start()]
            first, last = "(".ljust(len(begin[0])), f"){WHOLE}".ljust(end - found.start())
            latex = latex[:start] + first + inside + last + latex[end:]
    return latex


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _plain_relation(found: re.Match[str]) -> str:
    """The relation alone, if what is above it only says why it holds."""
    mark = found["mark"][1:-1]
    words = " ".join(_WORDS.findall(mark)).strip()
    others = _NUMBER.sub("", _WORDS.sub("", mark))
    if _DEFINITION.fullmatch(words):
        is_dropped = _DEFINED.fullmatch(others) is not None
    else:
        said = _WORDS.sub(r"\1", mark)
        is_dropped = bool(_SIGNS.fullmatch(others)) and (not words or is_reason(said))
    if not is_dropped:
        return found[0]
    start = found.start("sign") - found.start()
    return (" " * start + found["sign"]).ljust(len(found[0]))


def _cases(found: re.Match[str]) -> str:
    """The environment of cases, where each row has a condition."""
    rows = [row for row in found["rows"].split(r"\\") if row.strip()]
    if not all(row.count("&") == 1 and row.split("&")[1].strip() for row in rows):
        return found[0]
    begins, ends = found.start("rows") - found.start(), found.end("rows") - found.start()
    opening, closing = r"\begin{cases}".rjust(begins), r"\end{cases}"
    return opening + found["rows"] + closing.ljust(len(found[0]) - ends)


def _aligned(found: re.Match[str]) -> str:
    """The rows as those of an environment for equations, where each row is one."""
    rows = [row for row in found["rows"].split(r"\\") if row.strip()]
    if not all(map(_HAS_RELATION.search, rows)):
        return found[0]
    start = found.start("rows") - found.end("before")
    end = r"\end{align}".ljust(found.start("behind") - found.end("rows"))
    opening = r"\begin{align}".ljust(start)
    return found["before"] + opening + found["rows"] + end + found["behind"]


def _unframed(latex: str, found: re.Match[str]) -> str:
    """The LaTeX without a frame or colour around a whole side, or around all of a row.

    Elsewhere the braces of a colour stay, for they group.
    """
    start, inside = found.span()
    end = _closed(latex, inside)
    if end and _BEFORE.search(latex[:start]) and _BEHIND.match(latex, end):
        latex = f"{latex[:inside]} {latex[inside + 1 : end - 1]} {latex[end:]}"
    elif not found["colour"]:
        return latex
    return latex[:start] + _blank(found) + latex[inside:]


def _closed(latex: str, opened: int) -> int:
    """Where the brace that opens there has been closed; 0 for none."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(latex, opened):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found.start() == opened and not depth:
            return 0
        if not depth:
            return found.end()
    return 0
