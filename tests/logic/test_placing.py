"""What a row says of its equation, for the style sheet."""

import pytest

from checked_equations.pages.placing import row_classes

VALUE = '<p class="equation-note equation-value">= 3</p>'
MATRIX = '<p class="equation-note equation-value wide"><span class="array"></span></p>'
LINE = "<math><mi>y</mi></math>"
FRACTION = "<mfrac><mi>y</mi><mi>x</mi></mfrac>"


def rows(last: str) -> str:
    """A formula in two rows, whose first has a fraction in any case."""
    first = f"<mtr><mtd>{FRACTION}</mtd></mtr>"
    return f"<math><mtable>{first}<mtr><mtd>{last}</mtd></mtr></mtable></math>"


ROWS = rows("<mi>y</mi>")
WITH_CASES = "<math><mi>y</mi><mrow><mtable><mtr><mtd></mtd></mtr></mtable></mrow></math>"


@pytest.mark.parametrize(
    ("given", "classes"),
    [
        ((LINE,), ""),
        ((WITH_CASES,), ""),
        ((ROWS,), "in-rows"),
        ((LINE, "", VALUE), "with-value"),
        ((LINE, "", MATRIX), ""),
        ((LINE, LINE), "has-numbers in-one-line"),
        ((LINE, LINE, VALUE), "has-numbers in-one-line with-value"),
        ((LINE, ROWS), "has-numbers numbers-in-rows with-value"),
        ((LINE, ROWS, MATRIX), "has-numbers numbers-in-rows"),
        ((ROWS, LINE), "in-rows has-numbers"),
        ((ROWS, ROWS, VALUE), "in-rows has-numbers numbers-in-rows with-value"),
    ],
)
def test_what_stands_in_a_row(given: tuple[str, ...], classes: str) -> None:
    assert row_classes(*given) == f"equation-row {classes}".strip()


@pytest.mark.parametrize(
    ("last", "depth"),
    [
        (FRACTION, "fraction-below"),
        ("<mfrac><mi>y</mi><mrow><msubsup></msubsup></mrow></mfrac>", "indices-below"),
        (f"<msubsup></msubsup>{FRACTION}", "fraction-below"),
        (f"<munder><mrow>{FRACTION}</mrow><mo></mo></munder>", "brace-below"),
        ("<munder><mo>∑</mo><mi>k</mi></munder>", ""),
    ],
)
def test_how_far_the_last_row_reaches_down(last: str, depth: str) -> None:
    assert row_classes(rows(last)) == f"equation-row in-rows {depth}".strip()
