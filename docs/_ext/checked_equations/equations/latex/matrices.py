r"""Matrices written out: what parts their cells is hidden from what reads rows."""

import re

from .unread import unreadable

_NAMES = r"(?P<name>[bBp]?matrix|smallmatrix|array)"
_ENDS = re.compile(rf"\\(?P<what>begin|end)\s*\{{{_NAMES}\}}")
_DETERMINANT = re.compile(r"\\begin\s*\{([vV]matrix)\}")
# A matrix opens and closes like a bracket; its & and \\ are no row's.
OPENS, CLOSES = "\ue002", "\ue003"
_HIDDEN = {"&": "\ue000", r"\\": "\ue001\ue001"}
_SHOWN = str.maketrans({"\ue000": "&", "\ue001": "\\", OPENS: "\\", CLOSES: "\\"})
# These draw no brackets.
_BARE = re.compile(r"\\begin\s*\{(matrix|smallmatrix|array)\}")


def hidden(latex: str) -> str:
    r"""The LaTeX with other characters for what parts and ends a matrix. Raises Problem."""
    if r"\begin" not in latex:
        return latex
    if found := _DETERMINANT.search(latex):
        raise unreadable(
            f"a {found[1]}, which is a determinant or a norm",
            r"give the matrix a name, and write \det(A) or \|A\|",
            found.start(),
        )
    parts: list[str] = []
    opened: list[re.Match[str]] = []
    place = 0
    for end in _ENDS.finditer(latex):
        between = latex[place : end.start()]
        parts.append(_without_ends(between) if opened else between)
        if end["what"] == "begin":
            opened.append(end)
        elif not opened or opened.pop()["name"] != end["name"]:
            raise unreadable(
                f"{end[0]} without its \\begin", "write both, one within the other", end.start()
            )
        parts.append((OPENS if end["what"] == "begin" else CLOSES) + end[0][1:])
        place = end.end()
    if opened:
        raise unreadable(f"{opened[0][0]} without its \\end", "write both", opened[0].start())
    return "".join(parts) + latex[place:]


def shown(latex: str) -> str:
    """The LaTeX with nothing hidden."""
    return latex.translate(_SHOWN)


# A space that is not thin, with what stands before and behind it.
_GAP = re.compile(
    r"(?P<before>\S)\s*(?:\\[,!]\s*)*"
    r"(?:(?<!\\)\\[ ;:]|~|\\(?:q?quad|enspace|enskip|space)(?![a-zA-Z]))"
    r"(?:\s|~|\\[ ,;:!]|\\(?:q?quad|enspace|enskip|space)(?![a-zA-Z]))*"
    r"(?P<behind>\\[a-zA-Z]+|\S)"
)
_SIGN = re.compile(
    r"[-+*/=<>,;|)\]}]|\\(?:cdot|times|odot|circ|otimes|approx|leq?|geq?|neq?|mid|right)(?![a-zA-Z])"
)
_SIGNED = re.compile(rf"(?:[(\[{{]|{_SIGN.pattern})\s*$")


def check_is_one_entry(latex: str, start: int) -> None:
    """Demand that no wide space parts factors of an entry. Raises Problem."""
    for gap in _GAP.finditer(latex):
        before, depth = latex[: gap.end("before")], 0
        for sign in re.findall(r"\\begin|\\end|\\.|[{}()\[\]]", before):
            depth += (sign in ("\\begin", *"{([")) - (sign in ("\\end", *"})]"))
        if not depth and not _SIGN.match(gap["behind"]) and not _SIGNED.search(before):
            raise unreadable(
                "a space in a matrix: a product, or two entries side by side",
                r"write & between entries, and \cdot or a thin space between factors",
                start + gap.end("before"),
            )


def is_bare(latex: str) -> bool:
    """Whether the matrix that begins here draws no brackets."""
    return _BARE.match(latex) is not None


def _without_ends(latex: str) -> str:
    return re.sub(r"\\\\|(?<!\\)&", lambda found: _HIDDEN[found[0]], latex)
