r"""A long equation in rows, as authors break theirs: at relations, then at `+`, `-` and `\cdot`."""

import re
from collections.abc import Iterator, Sequence

# How wide a row may be, in em, on a page and on a phone, where numbers are smaller.
ROOM = 23.3
# Beside the last of several rows a phone shows the equation's number and mark.
BESIDE = 5.7
# A step that goes on from a display begins so far to the right.
CONTINUED = 1.9
# About how wide signs are drawn, with the space around them; the letters of a name one by one.
_WIDTHS = {"+": 1.15, "-": 1.15, r"\cdot": 0.7, r"\times": 1.15, "=": 1.3, r"\approx": 1.3}
_WIDTHS |= {r"\quad": 1.0} | {
    name: 0.5 * len(name) for name in (r"\log", r"\tanh", r"\exp", r"\max", r"\sin", r"\cos")
}
_SIGN = 0.45
_OF_A_NUMBER = re.compile(r"(?<=[({])-|(?<=[=x] )-|^-")  # a minus without space
_TOKEN = re.compile(r"\\[a-zA-Z]+|\S")
_UNSEEN = re.compile(r"\\(left|right|text|mathrm|hat|,)(?![a-zA-Z])|[{}&_^]")
_INSIDE = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_FRACTION = re.compile(rf"\\frac{_INSIDE}{_INSIDE}")
# What a row may begin with, but not within braces or brackets that stretch.
_OPERATOR = re.compile(r" (\+|-|\\cdot) ")
_OPEN, _CLOSE = (r"\left", "{"), (r"\right", "}")
_DEEPEST = 3


def in_rows(left: str, relations: Sequence[str], sides: Sequence[str]) -> str:
    """A chain as LaTeX, in rows that there is room for; without a left side it begins with =.

    No factor stands alone behind others, where that takes no row more.
    """
    as_full = _rows(left, relations, sides, is_even=False)
    even = _rows(left, relations, sides, is_even=True)
    return _aligned(left, even if len(even) <= len(as_full) else as_full)


def _rows(left: str, relations: Sequence[str], sides: Sequence[str], is_even: bool) -> list[str]:
    begin = width(left) if left else CONTINUED
    room, last = ROOM - begin, ROOM - begin - BESIDE
    rows: list[str] = []
    for relation, side in zip(relations, sides, strict=True):
        whole = f"{relation} {side}"
        if rows and width(f"{rows[-1]} {whole}") <= (room if len(rows) == 1 else last):
            rows[-1] += f" {whole}"
            continue
        first, *others = _broken(side, room - width(relation), is_even)
        rows += [f"{relation} {first}", *(rf"\quad {other}" for other in others)]
    return rows


def alone_in_rows(latex: str, room: float) -> str:
    """What stands for itself as LaTeX, in rows as wide as its room."""
    first, *others = _broken(latex, room - width(r"\quad"), is_even=True)
    return _aligned("", [first, *(rf"\quad {other}" for other in others)])


def _aligned(left: str, rows: Sequence[str]) -> str:
    if len(rows) == 1:
        return f"{left} {rows[0]}".strip()
    inside = " \\\\\n".join(f"&{row}" for row in rows)
    return f"\\begin{{aligned}}\n{left}\n{inside}\n\\end{{aligned}}"


def width(latex: str) -> float:
    """About how wide LaTeX is drawn, in em."""
    while (shorter := _FRACTION.sub(_wider, latex)) != latex:
        latex = shorter
    latex = _OF_A_NUMBER.sub("nn", latex)
    return sum(_WIDTHS.get(token, _SIGN) for token in _TOKEN.findall(_UNSEEN.sub("", latex)))


def _wider(fraction: re.Match[str]) -> str:
    return max(fraction[1], fraction[2], key=width)


def _broken(latex: str, room: float, is_even: bool) -> list[str]:
    """A side in rows, each but the first with an operator in front; no deeper than it must be."""
    if width(latex) <= room:
        return [latex]
    cuts = (_parts(latex, depth) for depth in range(_DEEPEST))
    parts = next((parts for parts in cuts if len(parts) > 1), [latex])
    rows = [parts[:1]]
    for part in parts[1:]:
        if width("".join([*rows[-1], part])) <= room:
            rows[-1].append(part)
        else:
            rows.append([part])
    if is_even and len(rows) > 1:
        _even_out(rows[-2], rows[-1], room - BESIDE)
    joined = ["".join(row).strip() for row in rows]
    return [r for row in joined for r in _broken(row, room, is_even)] if len(rows) > 1 else joined


def _even_out(row: list[str], last: list[str], room: float) -> None:
    """Give a factor that is alone in the last row the one before it, if there is room."""
    is_alone = len(last) == 1 < len(row) and last[0].startswith(r" \cdot")
    if is_alone and width(row[-1] + last[0]) <= room:
        last.insert(0, row.pop())


def _parts(latex: str, depth: int) -> list[str]:
    """The LaTeX, cut in front of its loosest operators within so many brackets."""
    found = [(place, sign) for place, sign, deep in _operators(latex) if deep == depth]
    loose = [place for place, sign in found if sign != r"\cdot"] or [place for place, _ in found]
    return [latex[a:b] for a, b in zip([0, *loose], [*loose, len(latex)], strict=True)]


def _operators(latex: str) -> Iterator[tuple[int, str, int]]:
    """Where each operator is that may begin a row, which it is, and within how many brackets."""
    depth = held = 0
    for token in _TOKEN.finditer(latex):
        held += (token[0] in _OPEN) - (token[0] in _CLOSE)
        depth += (token[0] == "(") - (token[0] == ")")
        found = _OPERATOR.match(latex, token.start() - 1) if token.start() else None
        if found and not held:
            yield found.start(), found[1], depth
