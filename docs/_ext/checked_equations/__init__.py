"""LaTeX on Markdown pages, checked against Python and calculus while the pages are built."""

from typing import Any


def makeExtension(**settings: Any) -> Any:
    """What Python-Markdown calls to load the extension."""
    from .pages.extension import CheckedEquations  # the mathematics alone needs no Markdown

    return CheckedEquations(**settings)
