"""MkDocs hook: the theme's templates are compiled once, not in each build."""

from importlib import metadata
from pathlib import Path
from typing import Any

from checked_equations.pages.compiled import Compiled
from checked_equations.pages.extension import site_of

_MADE_BY = ("mkdocs", "mkdocs-material")


def on_env(env: Any, config: Any, files: Any) -> None:
    """Have the templates where the extension keeps its own."""
    configuration = Path(config.config_file_path)  # which names the plugins
    version = "".join(map(metadata.version, _MADE_BY)).encode() + configuration.read_bytes()
    site = site_of(configuration.parent)
    env.bytecode_cache = Compiled(site.options.cache / "templates", version)
