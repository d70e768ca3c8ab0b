r"""Words and signs beside a statement that say why it stands there, and nothing that is checked.

`\quad \text{(chain rule)}`, `\blacksquare` at the end of a row; `\therefore`, `\text{Then}` in
front of it. Words that claim something, or say when it holds, stay where they are.
"""

import re

from .claims import is_reason
from .wide import WIDE

_TEXT = (
    r"\\(?:text|textrm|textit|mbox)\s*"
    r"\{(?P<words>(?:[^{}$\\]|\\(?:eq)?ref(?![a-zA-Z])\s*\{[^{}]*\})*)\}"
)
# One sign each, so that a long gap is read in one way.
_GAP = r"(?:&|\\(?:q?quad|enspace|enskip|space)(?![a-zA-Z])|\\[,;:!> ]|~|\s)"
_PARTS = re.compile(rf"&|{WIDE}")
_END = r"(?P<end>(?=\\\\|\\end\s*\{|\\tag|\\label|\\nonumber)|$)"
# At the end of a row, behind a wide space or in a column of its own. A gap is taken in whole even
# if nothing follows, so that it is looked at once.
_BEHIND = re.compile(
    rf"(?P<gap>{_GAP}++)(?P<aside>(?:\\left\s*+)?[(\[]?\s*+{_TEXT}\s*+(?:\\right\s*+)?[)\]]?"
    rf"[\s.,;]*+{_END})?"
)
# In brackets of its own, which are words too.
_BRACKETED = re.compile(
    r"\\(?:text|textrm|textit|mbox)\s*\{(?P<words>\s*+\([^{}$\\]*\)\s*)\}[\s.,;]*+" + _END
)
_WORD = re.compile(r"[a-zA-Z]{2}")
_PROVED = re.compile(
    rf"\\(?:blacksquare|square|Box|qed|qedsymbol|checkmark)(?![a-zA-Z])[\s.]*+{_END}"
)
# A number in brackets behind a wide space, which is the equation's.
_NUMBERED = re.compile(rf"\\q?quad(?![a-zA-Z]){_GAP}*\(\s*\d[\d.]*[a-z]?\s*\)[\s.,;]*{_END}")
_FRONT = re.compile(
    r"(?P<before>(?:^|\\\\(?:\s*\[[^\]]*\])?|\\begin\s*\{[a-z]+\*?\}(?:\s*\{[^{}]*\})?)(?:\s|&)*)"
    r"(?P<aside>(?:\\(?:therefore|because|implies|Rightarrow|Longrightarrow|iff)(?![a-zA-Z])|"
    rf"{_TEXT})(?:\s|{WIDE}|\\[,;:! ]|:(?!=))*)"
)
_RELATION = re.compile(r"[=<>]|\\(?:approx|leq?|geq?|neq?|equiv|in|leftarrow|gets)(?![a-zA-Z])")
# What begins a sentence that the statement goes on with.
_BEGINNINGS = re.compile(
    r"(?:let|then|thus|hence|so|and|now|but|also|since|because|as|where|here|therefore|finally|"
    r"similarly|likewise|recall|note|i\.?e\.?|that is|namely|or equivalently|equivalently|"
    r"(?:and |so |then |thus )?we (?:have|get|obtain|know|find|define)|it follows|which (?:gives|"
    r"yields)|giving)(?: that| thus)?[\s,.:]*",
    re.IGNORECASE,
)


def without_asides(latex: str) -> str:
    """The LaTeX with blanks for the words beside its statements that claim nothing."""
    if "\\" not in latex:
        return latex
    latex = _NUMBERED.sub(_blank, _PROVED.sub(_blank, latex))
    for pattern in (_BEHIND, _BRACKETED):
        latex = pattern.sub(_unless_it_claims, latex)
    return _FRONT.sub(_unless_it_limits, latex)


def says_nothing(words: str) -> bool:
    """Whether words beside a formula say why it holds, or end a sentence: `by the chain rule`."""
    return words.strip(" .,;:") == "" or is_reason(words)


def begins_a_sentence(words: str) -> bool:
    """Whether words in front of a statement only lead over to it: `Then`, `we have`."""
    return _BEGINNINGS.fullmatch(words.strip(" ,")) is not None


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _unless_it_claims(found: re.Match[str]) -> str:
    words, gap = found["words"] or "", found.groupdict().get("gap", "&")
    plain = words.strip() != "" and _PARTS.search(gap) is not None and says_nothing(words)
    if "gap" not in found.groupdict() and not _WORD.search(words):
        return found[0]  # `w (2)` is drawn as a product
    return _blank(found) if plain else found[0]


def _unless_it_limits(found: re.Match[str]) -> str:
    words = found["words"]
    row = found.string[found.end() :].split(r"\\")[0]
    if (words is not None and not begins_a_sentence(words)) or not _RELATION.search(row):
        return found[0]
    return found["before"] + " " * len(found["aside"])
