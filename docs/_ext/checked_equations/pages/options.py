"""What an author can set: where the site is, and which rules apply beyond the mathematics."""

import contextlib
import io
import os
import sys
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ..equations.errors import Problem

CONFIGURATION = "mkdocs.yml"
EXTENSION = "checked_equations"


@dataclass(frozen=True)
class Fault:
    """Whose fault a false formula is, as readers are told."""

    text: str
    sourced: bool = True  # `source="…"` must say where it stands


@dataclass(frozen=True)
class Options:
    """The settings of the extension; each but `root` has a default."""

    root: Path
    docs_dir: str = "docs"  # by default what mkdocs.yml says
    snippets: str = "snippets"  # the package of the pages' Python, a folder under the root
    exclude: tuple[str, ...] = ()  # folders under docs_dir that hold no pages
    assets: str = "assets/checked_equations"  # where style, script and font go, under docs_dir
    use_directory_urls: bool = True  # by default what mkdocs.yml says
    notebooks: bool = False  # whether *.ipynb under docs_dir are pages
    decimals_in_prose: bool = True  # False: numbers in the text have to be computed
    require_ids: bool = False  # whether each display needs an id of its own
    require_shown: bool = False  # whether an equation or a printed value shows each snippet
    plain_snippets: bool = False  # whether snippets are short, documented, and run by themselves
    require_descriptions: bool = False  # whether each page has a title and a description of its own
    longest_line: int = 0  # characters in a line of Python beside an equation; 0: any number
    exempt_share: float = 1.0  # at most this share of all formulas may be exempt
    faults: Mapping[str, Fault] = field(
        default_factory=lambda: {"source": Fault("Wrong in the source")}
    )
    front_matter: tuple[str, ...] | None = None  # the only keys allowed; None: any
    fences: tuple[str, ...] | None = None  # languages of listings; None: all that Pygments knows
    survivors: str = ""  # the list of mutants that are true, under docs_dir
    questions_seed: int = 1  # another one makes other questions of the same equations
    artifacts: tuple[str, ...] = ()  # `module:function`, called with what a good pass has found
    # The models that readers evaluate in the browser; `checked_equations.live.assets:write` among
    # the artifacts writes what that takes.
    live: tuple[str, ...] = ()

    @property
    def docs(self) -> Path:
        return self.root / self.docs_dir

    @property
    def cache(self) -> Path:
        return self.root / ".cache" / EXTENSION


def read_options(settings: Mapping[str, Any], configuration: Path | None = None) -> Options:
    """Options from the settings of the extension, and from mkdocs.yml where they say nothing.

    `configuration` is the mkdocs.yml in use; without it and without `root`, it is the nearest one
    upwards from the working directory. Raises Problem.
    """
    given = {name: value for name, value in settings.items() if value is not None}
    root = given.pop("root", None)
    if root is None:
        configuration = configuration or nearest_configuration()
        folder = configuration.resolve().parent
    elif isinstance(root, str | os.PathLike):
        folder = (configuration.parent if configuration else Path.cwd()).joinpath(root).resolve()
        configuration = next(iter(_configurations(folder)), None)
    else:
        raise _unfit("root", root, "a path")
    site = read_configuration(configuration) if configuration else {}
    for key in ("docs_dir", "use_directory_urls"):
        if site.get(key) is not None:
            given.setdefault(key, site[key])
    options = Options(root=folder, **_typed(given))
    if os.path.isabs(options.docs_dir):
        options = replace(options, docs_dir=os.path.relpath(options.docs_dir, folder))
    _check(options)
    return options


def _check(options: Options) -> None:
    """Raise Problem for values that no site can have."""
    taken = {*sys.stdlib_module_names, "numpy"}
    if not options.snippets.isidentifier() or options.snippets in taken:
        raise _unfit("snippets", options.snippets, "a name for a package of its own, and no path")
    for name, path in (("docs_dir", options.docs), ("snippets", options.root / options.snippets)):
        if not path.is_dir():
            raise Problem(
                f"there is no folder {path}",
                "a root that holds the pages and the snippets",
                f"set `root` or `{name}` among the options of {EXTENSION}",
            )
    if options.longest_line < 0:
        raise _unfit("longest_line", options.longest_line, "a number of characters, or 0 for any")
    if not 0 <= options.exempt_share <= 1:
        raise _unfit("exempt_share", options.exempt_share, "a share from 0 to 1")
    assets = os.path.normpath(options.assets)
    if os.path.isabs(assets) or assets.split(os.sep)[0] in ("..", "."):
        raise _unfit("assets", options.assets, "a folder under docs_dir")
    for folder in options.exclude:
        if os.path.isabs(folder) or os.path.normpath(folder).split(os.sep)[0] in ("..", "."):
            raise _unfit("exclude", folder, "folders under docs_dir")


def settings_in(configuration: Path) -> dict[str, Any]:
    """The settings that a mkdocs.yml gives to the extension. Raises Problem."""
    entries = read_configuration(configuration).get("markdown_extensions") or ()
    if isinstance(entries, dict):
        entries = [{name: settings} for name, settings in entries.items()]
    for entry in entries:
        if entry == EXTENSION:
            return {}
        if isinstance(entry, dict) and EXTENSION in entry:
            settings = entry[EXTENSION] or {}
            if isinstance(settings, dict):
                return settings
            raise Problem(
                f"the options of {EXTENSION} are {settings!r}",
                "names, each with what it is set to",
                "correct them",
            )
    raise Problem(
        f"{configuration.name} does not name {EXTENSION}",
        f"`- {EXTENSION}` under markdown_extensions",
        "add it",
    )


def read_configuration(file: Path) -> dict[str, Any]:
    """A mkdocs.yml as plain data. Raises Problem."""
    try:
        return parse_configuration(file.read_text(encoding="utf-8"), file)
    except Exception as error:  # a tag of its own can raise anything
        raise Problem(
            f"{file.name} cannot be read: {' '.join(str(error).split())}", "YAML", "correct it"
        ) from None


# The fast one, where it is installed.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(SafeLoader):  # type: ignore[misc, valid-type]
    """Reads past tags, but for MkDocs' own !ENV."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
with contextlib.suppress(ImportError):  # it comes with MkDocs
    from yaml_env_tag import construct_env_tag

    _Loader.add_constructor("!ENV", construct_env_tag)


@lru_cache(maxsize=8)  # MkDocs loads the extension once for each page
def parse_configuration(text: str, file: Path) -> dict[str, Any]:
    """The plain data in the text of a mkdocs.yml."""
    found = yaml.load(text, Loader=_Loader)
    if not isinstance(found, dict):
        return {}
    if "INHERIT" in found:
        from mkdocs.utils.yaml import yaml_load  # slow to import

        stream = io.StringIO(text)
        stream.name = str(file)
        found = yaml_load(stream, _Loader)
    return dict(found)


def nearest_configuration() -> Path:
    """The mkdocs.yml of the working directory or above it. Raises Problem."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        for file in _configurations(folder):
            return file
    raise Problem(
        f"no {CONFIGURATION} in the working directory or above it",
        "the root of a site",
        f"go there, or set `root` among the options of {EXTENSION}",
    )


def _configurations(folder: Path) -> list[Path]:
    """The configuration in a folder, under the names that MkDocs knows."""
    files = [folder / CONFIGURATION, folder / CONFIGURATION.replace(".yml", ".yaml")]
    return [file for file in files if file.is_file()]


# The kind of an option is that of its default. One whose default is None takes a list.
_KINDS: dict[type, tuple[type, str]] = {
    str: (str, "a text"),
    bool: (bool, "true or false"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    tuple: (list, "a list"),
    type(None): (list, "a list"),
    dict: (dict, "names, each with what it stands for"),
}


def _typed(given: Mapping[str, Any]) -> dict[str, Any]:
    defaults = Options(root=Path())
    known = [f.name for f in fields(Options) if f.name != "root"]
    typed: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise Problem(
                f"the option {name} of {EXTENSION} is unknown",
                "one of " + ", ".join(("root", *known)),
                "correct or remove it",
            )
        kind, words = _KINDS[type(getattr(defaults, name))]
        if kind is float and type(value) is int:
            value = float(value)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise _unfit(name, value, words)
        if isinstance(value, list):
            if not all(isinstance(entry, str) for entry in value):
                raise _unfit(name, value, "a list of names")
            value = tuple(value)
        elif name == "faults" and isinstance(value, dict):
            try:
                value = {str(n): Fault(**fault) for n, fault in value.items()}
            except TypeError:
                raise _unfit(name, value, _FAULTS) from None
            for fault in value.values():
                if list(map(type, astuple(fault))) != [str, bool]:
                    raise _unfit(name, fault, _FAULTS)
        typed[name] = value
    return typed


_FAULTS = "names, each with text, and sourced true or false"


def _unfit(name: str, value: Any, words: str) -> Problem:
    return Problem(f"the option {name} of {EXTENSION} is {value!r}", words, "correct it")
