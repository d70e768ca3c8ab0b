"""`symbols:` of the front matter: what a page talks about and never computes, with its meaning."""

from ..equations.errors import Problem
from ..equations.latex.parse import parse_symbol
from ..equations.models.model import Model
from ..equations.notation.vocabulary import Vocabulary
from .options import Options
from .prose import Prose
from .registry import Page


def check_symbols(page: Page, model: Model | None, options: Options) -> None:
    """Hold each symbol and its meaning to the rules; what is wrong is a complaint of the page."""
    prose = Prose(page, options)
    for latex, meaning in (page.meta.get("symbols") or {}).items():
        line = _line(page, str(latex))
        try:
            _check_symbol(str(latex), model)
        except Problem as problem:
            page.complain(problem, line)
        if isinstance(meaning, str) and meaning.strip():
            prose.bare(meaning, line, f"the meaning of {latex}")
        else:
            wrong = f"the meaning of {latex} is {meaning!r}"
            page.complain(Problem(wrong, "words", "say what the symbol stands for"), line)


def _check_symbol(latex: str, model: Model | None) -> None:
    symbol = parse_symbol(latex, model.vocabulary if model else Vocabulary())
    if symbol is None:
        raise Problem(
            f"{latex} in `symbols:` is not one symbol",
            "one symbol in each line, such as h_k",
            "declare its symbols one by one; what claims something is an equation",
        )
    if model is not None and model.named(symbol) is not None:
        raise Problem(
            f"{latex} in `symbols:` is declared by the page's model {model.name}",
            "symbols that the model does not compute",
            "remove the line: NOTATION gives its meaning",
        )


def _line(page: Page, latex: str) -> int:
    """The line of a symbol; that of `symbols:` where it cannot be told."""
    for text, line in page.meta_lines.items():
        if text.strip() in (latex, f"'{latex}'", f'"{latex}"'):
            return line
    return page.meta_lines.get("symbols", 1)
