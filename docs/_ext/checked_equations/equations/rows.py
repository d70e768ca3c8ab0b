r"""A long equation in rows, as authors break theirs: at relations, then at `+`, `-` and `\cdot`."""

import re
from collections.abc import Iterator, Sequence

# How wide a row may be and how wide signs are, in em. A page is wider than that on all but phones.
WIDTH = 25.0
_WIDTHS = {"+": 1.15, "-": 1.15, r"\cdot": 0.7, r"\times": 1.15, "=": 1.3, r"\approx": 1.3}
_INDENTATION = 1.0
_TOKEN = re.compile(r"\\[a-zA-Z]+|\S")
# Groups that no row may end in.
_OPEN, _CLOSE = (r"\left", "{"), (r"\right", "}")
_OPERATOR = re.compile(r" (\+|-|\\cdot) ")


def in_rows(left: str, relations: Sequence[str], sides: Sequence[str]) -> str:
    """A chain as LaTeX, in one row if there is room. Without a left side it begins with =."""
    pairs = [f"{relation} {side}" for relation, side in zip(relations, sides, strict=True)]
    whole = " ".join([left, *pairs]).strip()
    if width(whole) <= WIDTH:
        return whole
    indent = width(left)
    rows: list[str] = []
    room = 0.0
    for pair, side in zip(pairs, sides, strict=True):
        if rows and width(pair) <= room:  # it goes on in the row
            rows[-1] += f" {pair}"
            room -= width(pair)
            continue
        first, *others = _broken(side, WIDTH - indent - _WIDTHS["="])
        relation = pair.removesuffix(side)
        rows += [f"&{relation}{first}", *(rf"&\quad {other}" for other in others)]
        room = WIDTH - indent - width(rows[-1])
    inside = " \\\\\n".join(rows)
    return f"\\begin{{aligned}}\n{left}\n{inside}\n\\end{{aligned}}"


def width(latex: str) -> float:
    """About how wide LaTeX is drawn, in em."""
    while (shorter := _FRACTION.sub(_wider, latex)) != latex:
        latex = shorter
    return sum(_WIDTHS.get(token, 0.45) for token in _TOKEN.findall(_UNSEEN.sub("", latex)))


_INSIDE = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_FRACTION = re.compile(rf"\\frac{_INSIDE}{_INSIDE}")
_UNSEEN = re.compile(r"\\(left|right|text|mathrm|hat|,|quad)|[{}&_^]")


def _wider(fraction: re.Match[str]) -> str:
    return max(fraction[1], fraction[2], key=width)


def _broken(latex: str, room: float) -> list[str]:
    """A side in rows, each but the first beginning with an operator; as deep as it must be."""
    for depth in range(4):
        parts = _parts(latex, depth)
        if len(parts) > 1:
            break
    if width(latex) <= room or len(parts) == 1:
        return [latex]
    rows = [parts[0]]
    for part in parts[1:]:
        if width(rows[-1] + part) <= room:
            rows[-1] += part
        else:
            rows.append(part.strip())
    return [row for part in rows for row in _broken(part, room)] if len(rows) > 1 else rows


def _parts(latex: str, depth: int) -> list[str]:
    """The LaTeX cut in front of its loosest operators within so many brackets."""
    places = [(at, sign) for at, sign, deep in _operators(latex) if deep == depth and at]
    loose = [at for at, sign in places if sign != r"\cdot"] or [at for at, _ in places]
    return [latex[a:b] for a, b in zip([0, *loose], [*loose, len(latex)], strict=True)]


def _operators(latex: str) -> Iterator[tuple[int, str, int]]:
    """Where each operator is that a row may begin with, which it is, and within how many brackets.

    Braces, and brackets that stretch, are left whole.
    """
    depth = held = 0
    for token in _TOKEN.finditer(latex):
        held += (token[0] in _OPEN) - (token[0] in _CLOSE)
        depth += (token[0] == "(") - (token[0] == ")")
        found = _OPERATOR.match(latex, token.start() - 1) if token.start() else None
        if found and not held:
            yield found.start(), found[1], depth
