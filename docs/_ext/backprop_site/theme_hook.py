"""MkDocs hook: compiled templates, a header with a switch and buttons, a lighter style."""

import re
from importlib import metadata
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority

from checked_equations.pages.compiled import Compiled
from checked_equations.pages.extension import site_of

_MADE_BY = ("mkdocs", "mkdocs-material")

_SWITCH = re.compile(r'<div class="equation-switch".*?</div>', re.DOTALL)

# A script can press what is inside a label; without one the label still works for a mouse.
_SIGN = re.compile(
    r'(?P<label><label class="md-header__button md-icon" for="__(?P<of>drawer|search)">)'
    r"(?P<sign>.*?)(?=</label>)",
    re.DOTALL,
)
_NAMES = {"drawer": "Navigation", "search": "Search"}

# The theme's rules for what these pages have not. Many of them end in any element at all, and so
# are tried with each of the thousands in a formula.
_STYLE = re.compile(r"assets/stylesheets/(main|palette)\..*css")
_RULE = re.compile(r"(?P<selectors>[^{}@;]+)\{[^{}]*\}")
_COMMA = re.compile(r",(?![^(]*\))")  # between selectors
_UNUSED = re.compile(
    r"\.(tabbed-|grid\b|critic\b|arithmatex|md-(feedback|pagination|post|tooltip))"
    r"|\[data-md-color-switching\]"
)


def on_env(env: Any, config: Any, files: Any) -> None:
    """Have the templates where the extension keeps its own, and the theme's style lighter."""
    configuration = Path(config.config_file_path)  # which names the plugins
    version = "".join(map(metadata.version, _MADE_BY)).encode() + configuration.read_bytes()
    site = site_of(configuration.parent)
    env.bytecode_cache = Compiled(site.options.cache / "templates", version)
    for file in files:
        if _STYLE.fullmatch(file.src_uri):
            file.content_string = lightened(file.content_string)


def lightened(style: str) -> str:
    """A style sheet of the theme without the rules that are only for what is not used here.

    The theme's script sets the class of the whole page to what it is. For `:not([class])` with any
    element behind it, the browser would then compute the style of each element again.
    """

    def kept(rule: re.Match[str]) -> str:
        return "" if all(map(_UNUSED.search, _COMMA.split(rule["selectors"]))) else rule[0]

    return _RULE.sub(kept, style).replace("table:not([class])", "table:not(.highlighttable)")


@event_priority(-200)  # when search_hook.py has given the page back
def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> None:
    """Give the switch between symbols and numbers to the template, which has it always in reach.

    A script that moved it would have the style of the whole page computed a second time.
    """
    if switch := _SWITCH.search(page.content or ""):
        context["numbers"] = switch[0]
        page.content = page.content.replace(switch[0], "")


def on_post_page(output: str, page: Any, config: Any) -> str:
    """The page with the signs of navigation and search as buttons, which site.js presses."""
    return _SIGN.sub(
        lambda found: (
            f'{found["label"]}<span role="button" tabindex="0" aria-expanded="false" '
            f'aria-label="{_NAMES[found["of"]]}">{found["sign"].strip()}</span>'
        ),
        output,
    )
