"""MkDocs hook: the theme's templates are compiled once, not in each build."""

from pathlib import Path
from typing import Any

from checked_equations.pages.compiled import Compiled
from checked_equations.pages.extension import site_of


def on_env(env: Any, config: Any, files: Any) -> None:
    """Have the templates where the extension keeps its own."""
    site = site_of(Path(config.config_file_path).parent)
    env.bytecode_cache = Compiled(site.options.cache / "templates")
