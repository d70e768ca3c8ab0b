r"""Other commands for the same signs: `\lt`, `\nicefrac`, `\mathop{…}`, `\substack`.

Each is exchanged in place by what is no longer, so that all places stay.
"""

import re

from .asides import begins_a_sentence, says_nothing

# From the left, with blanks behind; \text stands directly in front of its brace.
_SAME = {
    r"\lt": "<",
    r"\gt": ">",
    r"\leqslant": r"\leq",
    r"\geqslant": r"\geq",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\nicefrac": r"\frac",
    r"\sfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\pmb": r"\bm",
    r"\overrightarrow": r"\vec",
}
_NAMED = re.compile(rf"(?:{'|'.join(map(re.escape, _SAME))})(?![a-zA-Z])")
_TEXT = re.compile(r"\\textrm(?=\{)")
_DCASES = re.compile(r"\\(begin|end)\s*\{dcases\}")
_SIZES = re.compile(
    r"\\(?:tiny|(?:script|footnote)size|small|normalsize|large|Large|script(?:script)?style"
    r"|(?:no)?limits)(?![a-zA-Z])"
    r"|\\mspace\s*\{[^{}]*\}|\\(?:m?kern|m?skip|hskip)\s*-?[\d.]+\s*[a-z]{2}"
)
_SIGN = r"\\(?:partial|cdot|times|odot|approx|equiv|leq?|geq?|neq?)(?![a-zA-Z])|:=|[-+=<>*/]"
# A sign that braces or a command set apart.
_CLASSED = re.compile(
    r"\\math(?:op|rel|bin|ord)\s*\{(?P<inside>\s*(?:"
    rf"{_SIGN}|\\(?:mathrm|text|operatorname)\s*\{{[a-zA-Z]+\}}|\\rm\s+[a-zA-Z]+)\s*)\}}"
)
_BRACED = re.compile(rf"\{{(?P<inside>\s*(?:{_SIGN})\s*)\}}")
# In front of the braces of an argument.
_ARGUMENT = re.compile(r"(?:[\^_}\]]|\\[a-zA-Z]+)\s*$")
_SUBSTACK = re.compile(r"\\substack\s*\{(?P<inside>[^{}]*)\}")
# The letter that a condition in a sum is about, in front of it.
_SUCH_THAT = re.compile(r"(?<=_\{)\s*(?P<letter>[a-z])\s*:(?=\s*(?P=letter)\s*\\neq?(?![a-zA-Z]))")
_BETWEEN = re.compile(r"\\(?:short)?intertext\s*\{(?P<words>[^{}$\\]*)\}")


def respelled_signs(latex: str) -> str:
    """The same formula with the commands that the grammar knows."""
    latex = _NAMED.sub(lambda found: _SAME[found[0]].ljust(len(found[0])), latex)
    latex = _TEXT.sub(lambda found: r"\text".rjust(len(found[0])), latex)
    latex = _DCASES.sub(lambda found: rf"\{found[1]}{{cases}}".ljust(len(found[0])), latex)
    latex = _SIZES.sub(lambda found: " " * len(found[0]), latex)
    latex = _CLASSED.sub(_inside, latex)
    latex = _BRACED.sub(_unless_an_argument, latex)
    latex = _SUBSTACK.sub(lambda found: _inside(found).replace(r"\\", ", "), latex)
    latex = _SUCH_THAT.sub(lambda found: " " * len(found[0]), latex)
    return _BETWEEN.sub(_unless_it_limits, latex)


def _inside(found: re.Match[str]) -> str:
    """What the braces hold, with blanks for all else."""
    start = found.start("inside") - found.start()
    return f"{found['inside']:>{start + len(found['inside'])}}".ljust(len(found[0]))


def _unless_an_argument(found: re.Match[str]) -> str:
    return found[0] if _ARGUMENT.search(found.string[: found.start()]) else _inside(found)


def _unless_it_limits(found: re.Match[str]) -> str:
    words = found["words"]
    plain = says_nothing(words) or begins_a_sentence(words)
    return re.sub(r"[^\n]", " ", found[0]) if plain else found[0]
