"""LaTeX that the checker does not read: what is in its way, and what to write instead."""

import re
import unicodedata

from ..errors import Problem


def unreadable(wrong: str, fix: str, offset: int) -> Problem:
    """The complaint about LaTeX that the checker does not read."""
    return Problem(wrong, "LaTeX that the checker reads", fix, offset)


def unexpected(latex: str, offset: int) -> Problem:
    """The complaint about what stands at `offset`, where something else has to stand."""
    for value in _VALUE.finditer(latex):
        if value.start() <= offset < value.end():
            return Problem(
                f"the value {value.group()} within a formula",
                "digits in a formula, which are checked, and {{…}} beside it",
                f"write the digits, such as t = 0.25, or say in words: $t$ is {value.group()}",
                value.start(),
            )
    found = re.compile(r"\\[a-zA-Z]+|\\?.|$", re.DOTALL).match(latex, offset)
    shown = found.group() if found and found.group() else "end of the formula"
    return unreadable(
        f"the LaTeX cannot be read at column {_column(latex, offset)}: unexpected {shown}",
        _under_a_brace(latex, offset)
        or _known(latex, offset)
        or _character(shown)
        or _bracket(latex, offset)
        or _nothing(shown),
        offset,
    )


# A value that a page prints: `{{module.name:.4f}}`.
_VALUE = re.compile(r"\{\{\s*\w+\.[^{}]*\}\}")
# Braces with what they hold, and braces within it.
_BRACES = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_FRACTION = rf"\\[dt]?frac\s*{_BRACES}\s*{_BRACES}"

_VALUES = "say in words at which values, or write these values into the formula"

UNDER_A_BRACE = r"words alone, \text{the error}, or a formula for what the brace holds, = t"
ONE_CONDITION = (
    r"one condition: \max(x, y) > 0 for x > 0 or y > 0, \min(x, y) > 0 for both, x \ge 0 for x > 0 "
    "or x = 0, 0 < x < 1 for a range"
)

# What authors write, and what to write instead. The first that covers the place is meant.
_HABITS = {
    r"=\s*\d+(\s*,\s*\d+)*\s*,?\s*(\\[cl]?dots|…|\.\.).*": "write an index range as "
    r"j = 1, \dots, 3, with a number or the symbol for a size at its end, in the text",
    r"\d\s*(,|\{,\})\s*\d": "write a decimal number with a point, and thousands without a comma",
    r"(?<![\d.])\.\d|\d\.(?![\d.])": "write digits on both sides of the decimal point",
    r"\\[cl]?dots(?![a-zA-Z])|…|\.\.+": r"write \dots or \cdots where something goes "
    "on, all terms, or a sum over an index",
    # Derivatives.
    r"\\(partial|mathrm\{d\}|nabla)\s*\^\s*\{?\s*\+": "leave the + out: a derivative moves what is "
    "below it, with all that follows from it",
    r"\\mathrm\{d\}\s*[A-Za-z\\]+\s*=.*": "write what a differential says by a derivative, "
    r"\frac{\partial L}{\partial Z} = G",
    rf"\\(partial|mathrm\{{d\}})\s*\^|\\partial(?:[^{{}}=]|{_BRACES})*?\\partial[^{{}}]*\}}?": ""
    r"write a derivative as \frac{\partial L}{\partial w}, a higher one with its order above, "
    r"\frac{\partial^2 L}{\partial w \partial v}",
    rf"(?=[^=]*\\(partial|mathrm)){_FRACTION}": "write a derivative with the same sign above and "
    r"below, \frac{\partial L}{\partial w}",
    r"\\partial(?![a-zA-Z])[^/{}]*|\\mathrm\{d\}[^{}]*$": r"write a derivative as "
    r"\frac{\partial L}{\partial w}",
    r"\\nabla(?!\s*_)\s*\S?": r"write by what it is the gradient, \nabla_w L",
    # Fractions, roots, exponents and indices.
    rf"\\[dt]?frac\s*\d[\d.]{{2,}}.*|\\[dt]?frac\s*({_BRACES}|\w)?\s*[^{{\s]": ""
    r"put braces around both parts, \frac{1}{2}",
    r"\\sqrt\s*[^{\[\s]": r"put braces around what is under the root, \sqrt{x}",
    r"⊤|ᵀ": r"write a transpose as W^\top",
    r"\^\s*\{?\s*\\(odot|circ)(?![a-zA-Z])": r"write a square element by element as x \odot x",
    r"\^\s*\{?\s*(\\ast|\\star)": r"write a word as a mark, w^{\text{best}}",
    r"[\^_]\s*[-+(\[\\]": "put braces around all of it, e^{-z}",
    rf"\\sum(?!\s*_)\s*(\^\s*({_BRACES}|\w))?\s*\S?": r"write the index first, "
    r"below the sum: \sum_i or \sum_{i=1}^{2}",
    r"\\sum\s*_\{[^{}]*:[^{}]*\}?": r"write \sum_{j \ne i}, or the condition behind the sum, "
    r"\sum_i \mathbb{1}[y_i = 1] x_i",
    r"\\sum\s*_\{[^{}]*\}?": r"write the range of a sum as \sum_i, \sum_{i=1}^{n}, \sum_{i,j} or "
    r"\sum_{j \ne i}",
    r"\\prod(?!\s*_)\s*\S?": r"write the index first, below the product: \prod_{i=1}^{n}",
    r"(\||\\r?vert)\s*_\s*\{[^{}]*=[^{}]*\}": _VALUES,
    r"\\(arg\s*\\?)?(max|min|lim|sup|inf)\s*_\s*(\{[^{}]*\}?|\S)": r"write one condition below it, "
    r"\max_{j \ne i} or \max_{w \in S}, what it runs over, \max_{i,j}, or brackets, \max(0, z)",
    r"_\s*\{[^{}]*\}?": "write letters, whole numbers, words or arithmetic such as t-1 as indices",
    rf"_(\w|{_BRACES})\s*,\s*(\\[cl]?dots|[A-Za-z]_).*": "name values in running text, "
    r"$x_1, \dots, x_n$; a vector is \begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}",
    r"_\w\s*,": "put braces around all indices, W_{ij}",
    # Relations.
    r"\\(lor|land|vee|wedge)(?![a-zA-Z])(?=[\s\S]*(\\end\s*\{cases|\]))": f"write {ONE_CONDITION}",
    r"=\s*>|\\(implies|Rightarrow|iff|Leftrightarrow|Longrightarrow|therefore|quad\s*,)": "write "
    "each statement in a formula of its own",
    r"=\s*=|=\s*:|\\(stackrel|overset)": "write =",
    r"\\(propto|sim|simeq|cong|ll|gg)(?![a-zA-Z])|[∝≪≫]": "write an equation, or say it in words",
    r"\\(mapsto|longrightarrow)|[←↦]": "write an equation for a value with "
    r"a name of its own, w^{\text{new}} = …",
    r"\\(not)?in(?![a-zA-Z])|[∈∉]|\\subset": "say in words what it belongs to; the "
    r"range of an index is written j = 1, \dots, 3, and the domain of an input in NOTATION",
    r":\s*\w*\s*$|:|\\(colon|forall|exists|land|lor|neg)(?![a-zA-Z])|[∀∃]": "say it in words",
    # Letters.
    r"\\(math(bf|sf|bb|cal|frak)|bold(symbol)?|bm|bf|sf)(?![a-zA-Z])": "put one letter into the "
    r"braces, and its indices behind them, \mathbf{W}_{ji}",
    r"\\(underline|pmb)(?![a-zA-Z])": r"write \mathbf or \boldsymbol",
    r"\\(operatorname|math(rm|op|it)|text(bf|it|rm)|mbox)(?![a-zA-Z])": "write the name as "
    r"NOTATION has it, such as \text{ReLU}",
    r"\\(breve|check|acute|grave|mathring)(?![a-zA-Z])": "write another letter: the accents that "
    r"are read are \hat, \tilde, \bar, \dot, \ddot and \vec",
    r"\\(color|textcolor|colorbox|boxed|cancel|phantom|vspace|underset)": "leave it out",
    r"\\(digamma|var(pi|rho|kappa|[A-Z][a-z]+))(?![a-zA-Z])": "write another letter: this one is "
    "not read",
    # Environments, and what belongs around a formula.
    r"\\begin\s*\{cases\}.*": r"write each case as a value and a condition, t & t > 0 \\ 0 & "
    rf"\text{{otherwise}}; two conditions as {ONE_CONDITION}",
    r"\\begin\s*\{array\}": r"write c for each column, \begin{array}{cc}, or \begin{bmatrix}",
    r"\\begin\s*\{": r"write \begin{aligned} … \end{aligned}, or leave it out",
    r"\\[\[\]()]": "leave it out: what stands here is a formula already",
    r"\\(tag|label|eqref|ref)(?![a-zA-Z])": "leave it out: the build numbers "
    "equations, and [](#id) refers to one",
    r"\\?%": r"leave comments out of formulas, and write a share as a number",
    # Brackets.
    r"\\left\s*\..*": _VALUES,
    r"\([^()|]*\\(\||Vert(?![a-zA-Z]))[^()|]*\)": "write a comma between arguments, D(q, p); bars "
    r"of a norm stand in pairs, \|x\|",
    r"\\(left|right|bigl?|bigr?|Bigl?|Bigr?)\s*[.|]|\\?\||\\[lr]?[vV]ert|\\mid": "write brackets "
    r"and bars in pairs: ( ), [ ], | |, \| \|",
    r"\\langle.*?\\rangle": "write a product of vectors as a^T b",
    r"\\[{}]|\\[lr]brace|\\[lr]angle": "write brackets ( ) or [ ]",
    # Operators and functions.
    r"\\(cdotp|ast|star|centerdot)(?![a-zA-Z])|[*·⋅∙]": r"write \cdot",
    r"\\(oplus|wedge)(?![a-zA-Z])|[⊙∘]": r"write \odot for a product element by element, \otimes "
    "for an outer one",
    r"\\(over|div)(?![a-zA-Z])|÷": r"write \frac{…}{…}",
    r"\\[pm][pm](?![a-zA-Z])|±": "write a formula for each sign",
    r"[-+]\s*[-+]": "put brackets around what has a sign of its own, a - (-b)",
    r"\\(?:sum|prod)(?![a-zA-Z])\s*(?:[_^]\s*(?:\{[^{}]*\}|\\?\w+)\s*)*[-+]": "put brackets "
    r"around what is summed, \sum_i (-2 x_i)",
    r"∏": r"write \prod",
    r"\\(int|oint|lim|limsup|sup|inf|infty|Pr)(?![a-zA-Z])|[∫∞]": "say it in words: "
    "what is checked is computed from the values of the model",
    r"\\(lg|sec|cot|csc)(?![a-zA-Z])": "use a function that NOTATION declares; "
    r"\exp, \log, \ln, \sin, \cos, \tanh and \sqrt are known",
    r",": "write one statement in each formula; an index range names an index of the notation",
}


def _known(latex: str, offset: int) -> str:
    for habit, instead in _HABITS.items():
        for found in re.finditer(habit, latex):
            if found.start() <= offset < found.end() or offset == found.end() == len(latex):
                return instead
    return ""


def _under_a_brace(latex: str, offset: int) -> str:
    """What to write under a brace, if that is where something cannot be read."""
    for brace in re.finditer(r"\\underbrace(?![a-zA-Z])\s*", latex):
        below = re.compile(r"\s*_\s*(?=\{)").match(latex, _closed(latex, brace.end()))
        if below and below.end() < offset < _closed(latex, below.end()):
            return f"write {UNDER_A_BRACE}; what else is said of it, write into the text"
    return ""


def _closed(latex: str, opened: int) -> int:
    """Where a brace that is opened there has been closed."""
    depth = 0
    for found in re.compile(r"(?<!\\)[{}]").finditer(latex, opened):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end()
    return len(latex)


# Signs that Unicode does not decompose.
_SIGNS = {
    "−": "-", "–": "-", "×": r"\times", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx",
    "∂": r"\partial", "∑": r"\sum", "√": r"\sqrt{…}", "→": r"\to", "′": "'", "ℓ": r"\ell",
}  # fmt: skip


def _character(shown: str) -> str:
    """What LaTeX writes for a character that a keyboard or another program gave."""
    if shown.isascii() or len(shown) > 1:
        return ""
    name = unicodedata.name(shown, "")
    plain = unicodedata.normalize("NFKC", shown)
    decomposed = unicodedata.normalize("NFD", shown)
    if shown in _SIGNS:
        return f"write {_SIGNS[shown]}"
    if name.startswith("GREEK SMALL LETTER"):
        return rf"write \{name.split()[3].lower().replace('lamda', 'lambda')}"
    if decomposed[1:] == "\N{COMBINING CIRCUMFLEX ACCENT}":
        return rf"write \hat{{{decomposed[0]}}}"
    if name.startswith(("SUPERSCRIPT", "SUBSCRIPT")):
        return f"write {'^' if name.startswith('SUPER') else '_'}{{{plain}}}"
    if "\N{FRACTION SLASH}" in plain:
        top, bottom = plain.split("\N{FRACTION SLASH}")
        return rf"write \frac{{{top}}}{{{bottom}}}"
    return f"write {plain}" if plain.isascii() else ""


def _bracket(latex: str, offset: int) -> str:
    """What to do about a bracket that is open there, or that nothing has opened."""
    pairs = {"}": "{", ")": "(", "]": "["}
    opened: list[int] = []
    for found in re.finditer(r"(?<!\\)[{}()\[\]]", latex[:offset]):
        if found.group() in pairs.values():
            opened.append(found.start())
        elif opened:
            opened.pop()
    if opened:
        at = opened[-1]
        return f"close the {latex[at]} of column {_column(latex, at)}, or complete what it holds"
    return "leave it out, or open it before" if latex[offset : offset + 1] in pairs else ""


def _nothing(shown: str) -> str:
    if shown == "end of the formula":
        return "complete it"
    return f"leave {shown} out, or write it in another way"


def _column(latex: str, offset: int) -> int:
    return offset - latex.rfind("\n", 0, offset)
