"""MkDocs hook: tables that a phone shows as cards, and numbers with their points below each other.

On a narrow screen each row of a wide table becomes a card, for which each cell says what it is, in
`data-label`. What that looks like is said in equations.css and site.css.
"""

import html
import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from checked_equations.pages.marks import lacking

_ROOM = 37  # characters beside each other on a phone; wider tables become cards

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(?P<tag>t[dh])\b(?P<attributes>[^>]*)>(?P<text>.*?)</(?P=tag)>", re.DOTALL)
_LABELLED = re.compile(r"<t[dr] data-")  # a template has its own way
_PLAIN = re.compile(r"[−+]?\d[\d,]*(\.\d+)?")
# What may stand among plain numbers; of these no point is aligned.
_OTHER = re.compile(r"[−+]?[\d,.]+(e[−+]?\d+|\s×\s10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?\s?%?|−?∞|not a number")


def on_post_page(output: str, page: Any, config: Any) -> str:
    """The page with its tables made ready, each in a box in which it scrolls.

    The theme's script wraps each table in a box too, for which the browser computes the style of
    all that stands beside it anew: without ours, of the whole page.
    """
    return _TABLE.sub(lambda table: _made(table[0]), output)


@lru_cache(maxsize=1024)  # while serving, most tables are those of the build before
def _made(table: str) -> str:
    return boxed(ready(table))


def boxed(table: str) -> str:
    """A table in its box, which says whether its rows are cards; rows with a fraction say so."""
    cards = " cards" if "data-label=" in table else ""
    rows = _ROW.sub(lambda row: _marked(row[0]), table)
    return f'<div class="table{cards}" data-scrolls>{rows}</div>'


def _marked(row: str) -> str:
    return row.replace("<tr", '<tr class="with-fraction"', 1) if "<mfrac" in row else row


def ready(table: str) -> str:
    """A table whose numbers are aligned, and whose cells say what they are if there are many."""
    head, *body = [_CELL.findall(row) for row in _ROW.findall(table)] or [[]]
    if not body or any(len(row) != len(head) for row in body):
        return table
    names = [_words(text) for _, _, text in head]
    columns = [[_words(text) for _, _, text in column] for column in zip(*body, strict=True)]
    numbers = [_of_numbers(column) for column in columns]
    added = [iter(column) for column in map(_aligned, columns, numbers)]
    is_named = all(names[1:])  # a card cannot say what stands in a column without a head
    to_label = is_named and _is_wide(names, columns) and not _LABELLED.search(table)
    cells = itertools.count()

    def with_attributes(cell: re.Match[str]) -> str:
        row, column = divmod(next(cells), len(names))
        attributes = cell["attributes"]
        if row == 0:
            attributes += ' class="number"' if numbers[column] else ""
        else:
            attributes += next(added[column])
            attributes += f' data-label="{html.escape(names[column])}"' if to_label else ""
        return f"<{cell['tag']}{attributes}>{cell['text']}</{cell['tag']}>"

    return _CELL.sub(with_attributes, table)


def _is_wide(names: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether a phone has no room for the longest words of all columns, with a space between."""
    texts = ([name, *column] for name, column in zip(names, columns, strict=True))
    words = (re.split("[ -]", " ".join(column)) for column in texts)
    return sum(max(map(len, column)) + 1 for column in words) > _ROOM + 1


def _of_numbers(column: Sequence[str]) -> bool:
    """Whether nothing but numbers stands in a column, and at least one."""
    filled = [text for text in column if text]
    return any(map(_PLAIN.fullmatch, filled)) and all(map(_OTHER.fullmatch, filled))


def _aligned(column: Sequence[str], is_of_numbers: bool) -> list[str]:
    """The attributes of the cells of a column that put its points below each other."""
    if not is_of_numbers:
        return [""] * len(column)
    plain = [text if _PLAIN.fullmatch(text) else "" for text in column]
    return [f' class="number" style="--lacks: {lacks:g}"' for lacks in lacking(plain)]


def _words(text: str) -> str:
    """What a cell says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())
