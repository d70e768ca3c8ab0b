"""What the style sheet has to know of an equation to place its number, its mark and its value.

CSS could find it out by `:has()`, but a browser would look into each equation for each such rule.
"""

from xml.etree import ElementTree

# What reaches below the line of a table's last row, the furthest first.
_BELOW = {
    "brace-below": ".//munder/mrow",
    "indices-below": ".//mfrac//msubsup",
    "fraction-below": ".//mfrac",
}


def row_classes(symbols: str, numbers: str = "", beside: str = "") -> str:
    """The classes of a row with these formulas as MathML, and with this HTML beside and below."""
    table = _table(symbols)
    numbers_in_rows = bool(numbers) and _table(numbers) is not None
    found = ["equation-row"]
    if table is not None:
        found.append("in-rows")
        found += [name for name, path in _BELOW.items() if table[-1].find(path) is not None][:1]
    if numbers:
        found.append("has-numbers")
    if numbers_in_rows:
        found.append("numbers-in-rows")
    elif numbers and table is None:
        found.append("in-one-line")
    # Beside what stands there, a phone has room for number and mark.
    if (numbers_in_rows or "equation-value" in beside) and 'class="array"' not in beside:
        found.append("with-value")
    return " ".join(found)


def _table(mathml: str) -> ElementTree.Element | None:
    """The rows of a formula that has several."""
    return ElementTree.fromstring(mathml).find("mtable")
