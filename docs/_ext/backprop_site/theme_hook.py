"""MkDocs hook: compiled templates, a header with a switch and buttons, a style without tabs."""

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

# The theme's rules for content in tabs, which these pages have not: most of all that end in any
# element at all, and so are tried with each of the thousands in a formula.
_STYLE = re.compile(r"assets/stylesheets/main\..*css")
_RULE = re.compile(r"(?P<selectors>[^{}@;]*\.tabbed-[^{}]*)\{[^{}]*\}")
_COMMA = re.compile(r",(?![^(]*\))")  # between selectors


def on_env(env: Any, config: Any, files: Any) -> None:
    """Have the templates where the extension keeps its own, and the theme's style without tabs."""
    configuration = Path(config.config_file_path)  # which names the plugins
    version = "".join(map(metadata.version, _MADE_BY)).encode() + configuration.read_bytes()
    site = site_of(configuration.parent)
    env.bytecode_cache = Compiled(site.options.cache / "templates", version)
    for file in files:
        if _STYLE.fullmatch(file.src_uri):
            file.content_string = without_tabs(file.content_string)


def without_tabs(style: str) -> str:
    """A style sheet without the rules that are for tabs alone."""

    def kept(rule: re.Match[str]) -> str:
        selectors = _COMMA.split(rule["selectors"])
        return "" if all(".tabbed-" in selector for selector in selectors) else rule[0]

    return _RULE.sub(kept, style)


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
