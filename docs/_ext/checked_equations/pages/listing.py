"""The Python of an equation as a page lists it."""

import ast


def without_docstring(source: str) -> str:
    """The source of a function without its docstring, of which the formula says the same."""
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    docstring, *rest = function.body
    if ast.get_docstring(function) is None or not rest:
        return source
    lines = source.encode().splitlines(keepends=True)
    first, last = docstring.lineno - 1, (docstring.end_lineno or 0) - 1
    before, after = lines[first][: docstring.col_offset], lines[last][docstring.end_col_offset :]
    after = after.lstrip(b" ;")
    kept = before + after if (before + after).strip() else b""
    behind = lines[last + 1 :]
    while not kept and behind and not behind[0].strip():
        del behind[0]
    return b"".join([*lines[:first], kept, *behind]).decode()
