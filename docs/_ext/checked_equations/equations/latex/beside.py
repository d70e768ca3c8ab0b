r"""What stands behind an equation and says for which indices it holds: a range, or `i \ne j`."""

import re

_SYMBOL = r"(?:[A-Za-z]|\\(?![lc]?dots)[a-z]+)(?:_(?:\w|\{[^{}]*\}))?"
_END = rf"(?:\d+|{_SYMBOL}(?:\s*[-+]\s*\d+)?)"
_LETTERS = r"(?P<letters>[A-Za-z](?:\s*,\s*[A-Za-z])*)"
_LISTED = rf"(?P<listed>{_END}(?:\s*,\s*{_END})*)(?P<dots>[\s,]*\\[lc]?dots[\s,]*(?P<last>{_END}))?"
RANGE = re.compile(rf"{_LETTERS}\s*=\s*{_LISTED}")
_SET = re.compile(rf"{_LETTERS}\s*\\in(?![a-zA-Z])\s*\\\{{\s*{_LISTED}\s*\\\}}")
_EVERY = re.compile(_LETTERS)
_ORDER = r"(?:=|<|>|\\(?:neq?|leq?|geq?)(?![a-zA-Z]))"
_CONDITION = re.compile(rf"[A-Za-z]\s*{_ORDER}\s*(?:[A-Za-z]|\d+)")
_UNEQUAL = r"[A-Za-z]\s*\\neq?(?![a-zA-Z])\s*[A-Za-z]"
_RELATION = re.compile(r"[=<>]|\\(approx|equiv|leq?|geq?|neq?)(?![a-zA-Z])")
# In front of indices that may have any value.
FOR_ALL = "\ue011"
# Stands for "if" in front of a condition, and is read like the word.
IF = "\ue010"

_WORD = (
    r"\\(?:text|textrm|mathrm|mbox)\s*\{\s*,?\s*(?:(?P<if>if)|for|where|when|with)"
    r"(?P<all>\s+(?:all|each|every|any))?\s*\}"
)
_WIDE = re.compile(r"\\q?quad(?![a-zA-Z])|(?:\\[;: ]|~)\s*+(?:\\[;: ]|~)")
# Taken in whole, so that a long gap is read in one way, and once.
_SPACE = r"(?:\s|~|,|\\q?quad(?![a-zA-Z])|\\[,;:! ])"
_GAP = rf"{_SPACE}*+"
_PLACES = re.compile(rf"{_SPACE}++|(?=\\(?:text|math|mbox|forall))")
# Behind a word, in brackets, and alone.
_WORDED = re.compile(rf"(?:{_WORD}|(?P<forall>\\forall)(?![a-zA-Z])){_GAP}(?P<what>.*)")
_BRACKETED = re.compile(r"(?:\\left\s*+)?\((?P<what>[^()]*?)(?:\\right\s*+)?\)")
_ALONE = re.compile(rf"(?P<what>{_UNEQUAL}|{_SET.pattern})")


# In front of an equation, with a colon behind it.
_FRONT = re.compile(rf"{_GAP}{_WORD}{_GAP}(?P<what>{_CONDITION.pattern}){_GAP}:(?!=)")


def is_range(text: str) -> bool:
    r"""Whether it lists what an index runs over, `k = 1, 2` or `l = L-1, \dots, 1`."""
    found = RANGE.fullmatch(text)
    return bool(found and (found["dots"] or re.fullmatch(r"[\d\s,]+", found["listed"])))


def parted(row: str) -> tuple[str, str]:
    """An equation, and the range behind it or ''; a condition on indices stays with it.

    Both are in their places, with blanks for all else.
    """
    if front := _FRONT.match(row):
        what = front["what"]
        if front["if"] or not RANGE.fullmatch(what) or not what[-1].isdigit():
            start = front.start("what")
            row = f"{IF.rjust(start)}{what}{row[front.end('what') :]}"
    begin, found = _tail(row)
    if found is None or not _RELATION.search(row, 0, begin):
        return row, ""
    names, what = found.groupdict(), found["what"].strip()
    start = found.end("what") - len(found["what"].lstrip())
    equation = row[:begin]
    if _SET.fullmatch(what):  # the same as a range
        what = " ".join(re.sub(r"\\[{}]", "", re.sub(r"\\in(?![a-zA-Z])", "=", what)).split())
    # Behind "for", `j = 1` is a range.
    numbered = RANGE.fullmatch(what) and what[-1].isdigit() and not names.get("if")
    indices = ""
    if _CONDITION.fullmatch(what) and not numbered:
        equation = f"{equation.ljust(start - 1)}{IF}{what}"
    elif is_range(what):
        indices = " " * start + what
    elif _EVERY.fullmatch(what) and (names.get("all") or names.get("forall")):
        indices = f"{FOR_ALL} {what}".rjust(start + len(what))
    else:
        return row, ""
    return equation.ljust(len(row)), indices and indices.ljust(len(row))


def _tail(row: str) -> tuple[int, re.Match[str] | None]:
    """What stands behind the equation of a row, and where the gap in front of it begins."""
    end = len(row.rstrip(" \n\t.,;"))
    for place in _PLACES.finditer(row, 0, end):
        wide = _WIDE.search(place[0])
        patterns = (_WORDED, *[_BRACKETED] * bool(wide), *[_ALONE] * bool(wide or "," in place[0]))
        for pattern in patterns:
            if found := pattern.fullmatch(row, place.end(), end):
                return place.start(), found
    return 0, None
