r"""What stands around the formulas of a display: environments, rows, tags, punctuation, words.

Each is blanked, so that a place in what is left is a place in the LaTeX. A display may hold several
statements: in rows of their own, or side by side with a comma, an arrow or `\text{and}` between.
"""

import re
from collections.abc import Iterator

from ..errors import Problem
from .asides import without_asides
from .beside import parted
from .matrices import CLOSES, OPENS, hidden, shown
from .respelled import respelled
from .unread import unreadable
from .wide import COLUMN, WIDE

_ENVIRONMENT = re.compile(
    r"\\(?P<what>begin|end)\s*\{(?P<name>aligned|alignedat|align|alignat|eqnarray|equation|gather|"
    r"gathered|multline|split|flalign|displaymath|math|subequations)(?P<star>\*?)\}(?P<columns>(?<=at\}|t\*\})\s*\{\d+\})?"
)
_ASIDE = re.compile(
    r"\\(tag\*?|label|hspace\*?)\s*\{[^{}]*\}|\\(nonumber|notag)(?![a-zA-Z])|\\l?eqno\s*\([^()]*\)|&|\{\s*\}"
)
_CASES = re.compile(r"\\(begin|end)\s*\{([dr]?)cases\}")
_BLANK_LINE = re.compile(r"\S[ \t]*+\n[^\S\n]*+\n\s*+\S")
_ROW_END = re.compile(r"\\\\\*?(\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\])?|\\cr(?![a-zA-Z])")
_GOES_ON = re.compile(
    r"\s*(\\q?quad\s*)?(=|\+|-|/|<|>|:=|\\(approx|cdot|times|leq?|geq?|equiv|in|odot)(?![a-zA-Z])|$)"
)
# A sign in front of a left side, which `&` parts from its relation, continues nothing.
_SIGNED_LEFT = re.compile(r"\s*[-+][^&]*&\s*(&\s*)?([=<>]|\\(approx|leq?|geq?|equiv)(?![a-zA-Z]))")
_RELATION = re.compile(
    r"[=<>]|\\(approx|leq?|geq?|neq?|equiv|triangleq|coloneqq|doteq|gets|leftarrow|in|sim)(?![a-zA-Z])"
)
# Between statements. Spaces alone do not part what is not a statement on both sides of them.
_BETWEEN = re.compile(
    r"((\\(Rightarrow|implies|Longrightarrow|rightarrow|to|iff|Leftrightarrow|therefore|because)"
    r"(?![a-zA-Z])|\\text\{\s*,?\s*(and|so|hence|thus|then|therefore|where|with|i\.e\.|that is|"
    r"since|because|(or )?equivalently|which (gives|yields))\s*[,:]?\s*\}|(?<!\\)[,;]"
    rf"|{WIDE})\s*+)+"
)
_SIGNED = re.compile(r"\s*((?P<minus>-)|\+)")
_SPACE = re.compile(rf"({WIDE}\s*+)++")
# Spaces at the ends of a row are its indentation.
_INDENTATION = re.compile(rf"(?P<before>^|\\\\(?:\s*+\[[^\]]*\])?)?(?:\s|{WIDE})++")
_ROW_ENDS = re.compile(r"\\\\|[\s.,;]*+$")
# What may stand beside a wide space within a statement.
_SIGN = (
    r"([-+*/=<>:|,;]|\\(cdot|times|odot|circ|bullet|otimes|approx|leq?|geq?|neq?|equiv|triangleq"
    r"|coloneqq|doteq|gets|leftarrow|in|to|rightarrow|mapsto|sim|mid)(?![a-zA-Z]))"
)
# In front of it, an operator that has nothing to act on yet.
_OPERATOR = r"\\frac\s*\{\s*\\partial\s*\}\s*\{([^{}]|\{[^{}]*\})*\}"
_BEHIND, _IN_FRONT = re.compile(rf"\s*{_SIGN}"), re.compile(rf"({_SIGN}|{_OPERATOR})\s*$")
_INEQUALITY = re.compile(r"[^=]*?(<|>|\\(leq?|geq?|neq?)(?![a-zA-Z]))")
# At the end of a row an operator or a relation goes on with the next, and an arrow leads to it.
_GOES_ON_BELOW = re.compile(
    r"(?:[-+*/=<>]|\\(?:cdot|times|odot|circ|otimes|approx|leq?|geq?|equiv)(?![a-zA-Z]))[\s&]*$"
)
_LEADS_ON = re.compile(r"\\(?:Rightarrow|implies|Longrightarrow|iff)(?![a-zA-Z])[\s&]*$")
_ARROW = re.compile(
    rf"^\s*(\\(Rightarrow|implies|Longrightarrow|rightarrow|iff)(?![a-zA-Z])(\s|{WIDE})*)"
)
_LEFT_OVER = re.compile(r"\\text\{\s*,?\s*(and|so|hence|thus|then|therefore)\s*,?\s*\}")
_CONDITION = re.compile(
    r"\\text(rm)?\{\s*,?\s*(?P<word>for|if|where|when|with|or|otherwise|else|unless|since)"
    r"\b[^{}]*\}|\\forall(?![a-zA-Z])",
    re.IGNORECASE,
)
_END = re.compile(r"(?<!\\)[.,;?]\s*$")


def statements(latex: str) -> tuple[str, ...]:
    """Each statement of a display in its place, with blanks for all else. Raises Problem."""
    _check_environments(latex)
    whole = latex = hidden(respelled(latex))
    cases = list(_cases(latex))
    for start, end in cases:
        latex = f"{latex[:start]}({'x' * (end - start - 2)}){latex[end:]}"
    latex = without_asides(latex)  # not those of a matrix or of cases, which are their entries
    # \hspace parts statements as \quad does.
    latex = re.sub(r"\\hspace\*?\s*\{[^{}]*\}", lambda m: r"\qquad".ljust(len(m[0])), latex)
    latex = _blanked(_ENVIRONMENT, latex)
    aligned, latex = latex, _blanked(_ASIDE, _in_columns(whole, latex))
    latex = _INDENTATION.sub(_unindented, latex)
    if blank := next(_blank_lines(whole, latex), None):
        raise unreadable(
            "a blank line within a formula",
            "remove it; separate formulas get displays of their own",
            blank.end() - 1,
        )
    rows = [part for row in _rows(latex, aligned) for part in _with_ranges(row)]
    for row in rows:
        condition = next((m for m in _CONDITION.finditer(row) if not _inside(row, m.start())), None)
        if condition:
            raise unreadable(
                f"a condition beside a formula: {condition[0].strip()}",
                r"write a range behind it, \text{for } k = 1, \dots, n, or a condition on indices, "
                r"\text{if } i \ne j; say in words what else it holds for",
                condition.start(),
            )
        word = next((m for m in _LEFT_OVER.finditer(row) if not _inside(row, m.start())), None)
        if word:
            raise unreadable(
                f"{word[0]} beside what states nothing",
                "write words between formulas outside of them",
                word.start(),
            )
        _check_spaces(row)
    rows = list(map(_without_end, rows))
    for start, end in cases:
        rows = [
            row[:start] + whole[start:end] + row[end:] if row[start] != " " else row for row in rows
        ]
    return tuple(shown(row.replace(COLUMN, " ")) for row in rows)


def _blank_lines(whole: str, latex: str) -> Iterator[re.Match[str]]:
    """Where lines are blank within a formula: not those that an environment or a row begins."""
    for found in _BLANK_LINE.finditer(latex):
        if not whole[found.start() + 1 : found.end() - 1].strip():
            yield found


def _in_columns(whole: str, latex: str) -> str:
    """The LaTeX with another sign for each second & of a row, which parts columns of equations."""
    if "eqnarray" in whole or latex.count("&") < 2:
        return latex
    count = 0
    signs = []
    for found in re.finditer(r"\\\\|\\&|&|[^&\\]+|\\", latex):
        count = 0 if found[0] == r"\\" else count + (found[0] == "&")
        signs.append(COLUMN if found[0] == "&" and count % 2 == 0 else found[0])
    return "".join(signs)


def _cases(latex: str) -> Iterator[tuple[int, int]]:
    """Where cases begin and end, which are one thing to what is around them. Raises Problem."""
    depth = start = 0
    for found in _CASES.finditer(latex):
        start = start if depth else found.start()
        depth += 1 if found[1] == "begin" else -1
        if depth < 0 or found[2]:
            raise _no_cases(found)
        if not depth:
            yield start, found.end()
    if depth:
        raise _no_cases(found)


def _no_cases(found: re.Match[str]) -> Problem:
    return unreadable(
        f"{found[0]}, which neither begins nor ends cases",
        r"write \begin{cases} … \end{cases}",
        found.start(),
    )


def _check_environments(latex: str) -> None:
    open_: list[re.Match[str]] = []
    for found in _ENVIRONMENT.finditer(latex):
        if found["what"] == "begin":
            open_.append(found)
        elif not open_ or open_.pop().group("name", "star") != found.group("name", "star"):
            raise unreadable(
                rf"{found[0]} without its \begin", "write both, one within the other", found.start()
            )
    if open_:
        raise unreadable(rf"{open_[0][0]} without its \end", "write both", open_[0].start())


def _blanked(pattern: re.Pattern[str], latex: str) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), latex)


def _unindented(found: re.Match[str]) -> str:
    before, ends = found["before"], _ROW_ENDS.match(found.string, found.end())
    if before is None and not ends:
        return found[0]
    before = before or ""
    return before + re.sub(r"[^\n]", " ", found[0][len(before) :])


def _only(latex: str, start: int, end: int) -> str:
    """What stands from start to end, with blanks for the rest; line ends stay."""
    before, after = (re.sub(r"[^\n]", " ", part) for part in (latex[:start], latex[end:]))
    return before + latex[start:end] + after


def _inside(latex: str, place: int) -> bool:
    """Whether a place is within brackets or braces."""
    return _depths(latex)[place] > 0


OPENING, CLOSING = f"([{{{OPENS}", f")]}}{CLOSES}"


def _depths(latex: str) -> list[int]:
    depth, depths = 0, []
    for place, character in enumerate(latex):
        escaped = place > 0 and latex[place - 1] == "\\"
        depth -= character in CLOSING and not escaped
        depths.append(depth)
        depth += character in OPENING and not escaped
    return depths


def _rows(latex: str, aligned: str) -> Iterator[str]:
    """The rows that begin a statement, each with those that continue it.

    `aligned` is the same with its `&`.
    """
    ends = [(end.start(), end.end()) for end in _ROW_END.finditer(latex)]
    blank = _ROW_END.sub(_in_place_of_end, latex)
    start = 0
    for before, behind in ends:
        later = [e for e, _ in ends if e >= behind]
        row = blank[behind : later[0] if later else len(blank)]
        if _GOES_ON.match(row) and not _SIGNED_LEFT.match(aligned[behind : behind + len(row)]):
            continue
        if _GOES_ON_BELOW.search(blank[start:before]):
            continue
        if not _has_relation(row):
            raise unreadable(
                "a row does not begin with a relation or an operator",
                r"begin each row that continues a formula with `&=`, `&\quad +` or the like",
                before,
            )
        leads = _LEADS_ON.search(blank[start:before])
        yield _only(blank, start, start + leads.start() if leads else before)
        start = behind
        arrow = _ARROW.match(row)
        if arrow:
            start += arrow.end()
    yield _only(blank, start, len(blank))


def _in_place_of_end(end: re.Match[str]) -> str:
    """Blanks; on a line of its own a thin space, so that the line is not a blank one."""
    before, behind = end.string[: end.start()], end.string[end.end() :]
    alone = re.search(r"\n[ \t]*$", before) and re.match(r"[ \t]*\n\s*\S", behind)
    return (r"\," if alone else "").ljust(len(end[0]))


def _has_relation(row: str) -> bool:
    depths = _depths(row)
    return any(depths[found.start()] == 0 for found in _RELATION.finditer(row))


def _with_ranges(row: str) -> Iterator[str]:
    """The statements of a row, and the range behind them if there is one."""
    equations, indices = parted(row)
    yield from _side_by_side(equations)
    if indices:
        yield indices


def _side_by_side(row: str) -> Iterator[str]:
    """The statements of a row."""
    depths = _depths(row)
    for found in _BETWEEN.finditer(row):
        left, right = row[: found.start()], row[found.end() :]
        parts = depths[found.start()] == 0 and _has_relation(left) and _has_relation(right)
        parts = parts and not (_SPACE.fullmatch(found[0]) and _IN_FRONT.search(left))
        sign = _SIGNED.match(right)
        if parts and sign and not sign["minus"]:
            raise unreadable(
                "a + behind a space or a comma, which goes on with the formula or begins another",
                "leave the space out, or the sign",
                found.end(),
            )
        if parts and (sign or not _GOES_ON.match(right)):
            if _SPACE.fullmatch(found[0]) and _INEQUALITY.match(right):
                raise unreadable(
                    "an inequality beside a formula",
                    "say in words for what the formula holds, or write a comma between statements",
                    found.end(),
                )
            yield _only(row, 0, found.start())
            yield from _side_by_side(_only(row, found.end(), len(row)))
            return
    yield row


def _check_spaces(row: str) -> None:
    """Demand that a wide space stands beside an operator or a relation. Raises Problem."""
    depths = _depths(row)
    for found in _SPACE.finditer(row):
        beside = _BEHIND.match(row, found.end()) or _IN_FRONT.search(row[: found.start()])
        if depths[found.start()] == 0 and not beside:
            raise unreadable(
                "a wide space between what is a product, or stands side by side",
                r"leave the space out of a product; part statements with a comma or \qquad, and "
                "say in words what is none",
                found.start(),
            )


def _without_end(row: str) -> str:
    return _blanked(_END, row)
