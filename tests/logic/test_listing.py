"""The Python beside a formula: the function as it ran, without its docstring."""

import ast
import html
import re

import pytest

from checked_equations.pages.listing import without_docstring
from checked_equations.pages.render import python_listing


@pytest.mark.parametrize(
    ("source", "listed"),
    [
        ('def f(x):\n    """A line."""\n    return x\n', "def f(x):\n    return x\n"),
        (
            'def f(x):\n    """A line.\n\n    More.\n    """\n\n    return x\n',
            "def f(x):\n    return x\n",
        ),
        ('def f(x): "A line."; return x\n', "def f(x): return x\n"),
        ('def f(x):\n    "ŷ = σ"; y = x\n    return y\n', "def f(x):\n    y = x\n    return y\n"),
        (
            '@cache\ndef f(x):\n    r"""A line."""\n    # why\n    return x  # so\n',
            "@cache\ndef f(x):\n    # why\n    return x  # so\n",
        ),
        (
            'def f(x):\n    """A line."""  # noqa\n    return x\n',
            "def f(x):\n    # noqa\n    return x\n",
        ),
        (
            'def f(\n    x,  # first\n    y=""" no """,\n):\n    """A line."""\n    return x\n',
            'def f(\n    x,  # first\n    y=""" no """,\n):\n    return x\n',
        ),
    ],
)
def test_the_docstring_goes_and_all_else_stays(source: str, listed: str) -> None:
    assert without_docstring(source) == listed
    ast.parse(listed)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x\n",
        'def f(x):\n    y = """no docstring"""\n    return y\n',
        'def f(x):\n    """All that there is."""\n',
        'def f(x):\n    def g():\n        """Of another."""\n        return x\n    return g()\n',
        'def f(x):\n    f"""{x}"""\n    return x\n',
    ],
)
def test_what_is_no_docstring_stays(source: str) -> None:
    assert without_docstring(source) == source


def test_each_line_of_a_listing_knows_where_it_begins() -> None:
    listing = python_listing('def f(x):\n    """Two\n      lines."""\n\n    return x\n')
    assert re.findall(r"--indent: (\d+)ch", listing) == ["0", "4", "6", "0", "4"]
    assert 'class="w"' not in listing  # blanks need no element
    assert html.unescape(re.sub("<[^>]*>", "", listing)).startswith(
        'def f(x):\n    """Two\n      lines."""\n\n    return x\n'
    )
