"""Snippet modules, loaded from their present text; one whose code has not changed is kept."""

import ast
import contextlib
import hashlib
import importlib
import io
import sys
import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from typing import Any

from ..errors import Complaint, Elsewhere, Problem
from ..models.code import Code
from ..models.model import Model, read_model
from ..models.outcomes import run
from .declarations import check_declarations

_Files = dict[str, bytes]
_Imported = dict[str, types.ModuleType]


class Library:
    """The models of a package of snippets, a folder of that name under `root`."""

    def __init__(self, root: Path, package: str) -> None:
        self.root = root
        self.package = package
        self._models: dict[str, Model] = {}
        self._imported: _Imported = {}
        self._code: dict[str, Code] = {}

    def load(self) -> tuple[dict[str, Model], list[Complaint]]:
        """Every model, the same object as before where nothing that it runs has changed."""
        folder = self.root / self.package
        files = _files(folder)
        now = _code(files, self.package)
        kept = {name: model for name, model in self._models.items() if model.code == now.get(name)}
        names = [file.stem for file in _modules(folder)]
        models, complaints, self._imported = _load(
            self.root,
            self.package,
            [name for name in names if name not in kept],
            {n: m for n, m in self._imported.items() if not self._has_changed(n, now)},
        )
        self._code = now
        for name, model in models.items():
            model.code = now[name]
        self._models = {name: (kept | models)[name] for name in names if name in kept | models}
        return self._models, complaints

    def _has_changed(self, module: str, now: dict[str, Code]) -> bool:
        name = "__init__" if module == self.package else module.removeprefix(f"{self.package}.")
        return self._code.get(name) != now.get(name)


def load_file(file: Path) -> Model:
    """The model that a Python file declares which imports nothing beside it. Raises Problem."""
    name = file.stem
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{error}", "a Python file in UTF-8", "correct its name") from None
    module = types.ModuleType(name)
    module.__file__ = str(file)
    # Where what its functions use is read.
    module.__loader__ = types.SimpleNamespace(get_source=lambda name: text)
    try:
        with _watched(name):
            run(text, str(file), module.__dict__)
            model = read_model(name, str(file), text, vars(module))
            check_declarations(model)
    except Problem as problem:
        # Of a module the offset is a line.
        raise Elsewhere(
            problem.wrong, problem.expected, problem.fix, str(file), problem.offset or 1
        ) from None
    return model


def _modules(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.glob("*.py")) if not file.stem.startswith(("_", "."))]


def _files(folder: Path) -> _Files:
    """What is in the folder, by its path there: the package's code and its data files."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if not file.name.startswith(".") and "__pycache__" not in file.parts and file.is_file()
    }


def _code(files: _Files, package: str) -> dict[str, Code]:
    """For each module all that it runs or reads."""
    texts, others = {}, hashlib.sha256()
    for name, content in files.items():
        if name.endswith(".py") and "/" not in name:
            texts[name.removesuffix(".py")] = content
        else:
            others.update(name.encode() + b"\0" + content + b"\0")
    modules = frozenset(texts)
    imports = {name: _imports(text, package, modules) for name, text in texts.items()}
    return {
        name: Code({known: texts[known] for known in _reached(name, imports)}, others.digest())
        for name in texts
    }


def _reached(name: str, imports: Mapping[str, frozenset[str]]) -> list[str]:
    """A module, and all of the package that it imports, directly or not."""
    found, new = set[str](), {name, "__init__"} & imports.keys()
    while new:
        found |= new
        new = {other for known in new for other in imports[known]} - found
    return sorted(found)


@lru_cache(maxsize=256)
def _imports(text: bytes, package: str, modules: frozenset[str]) -> frozenset[str]:
    """The modules of the package that a module imports; all of them where that cannot be seen."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):
        return modules
    found = set[str]()
    for node in nodes:
        match node:
            case ast.ImportFrom(module=module, names=names, level=level):
                parts = (module or "").split(".")
                if not level and parts[0] != package:
                    continue
                inside = parts if level else parts[1:]
                if any(name.name == "*" for name in names):
                    return modules
                found |= {part for part in inside[:1] if part} or {n.name for n in names}
            case ast.Import(names=names):
                if any(name.name.split(".")[0] == package for name in names):
                    return modules
            case (
                ast.Name(id="__import__" | "__file__" | "exec" | "eval" | "import_module")
                | ast.Attribute(attr="import_module")
            ):
                return modules
    return modules & found


def _load(
    root: Path, package: str, names: list[str], kept: _Imported
) -> tuple[dict[str, Model], list[Complaint], _Imported]:
    """The models with these names, and all modules that need not be imported again next time.

    A model that has changed shares functions of others that have not: their modules are kept.
    """
    models: dict[str, Model] = {}
    complaints: list[Complaint] = []
    if not names:
        return models, complaints, kept
    with _fresh_imports(root, package, kept):
        try:
            with _watched(package):
                importlib.import_module(package)
        except Problem as problem:
            return {}, [_complaint(f"{package}/__init__.py", problem)], {}
        suspect = set[str]()
        for name in names:
            path = f"{package}/{name}.py"
            before = _imported(package)
            try:
                with _watched(f"{package}.{name}"):
                    module = importlib.import_module(f"{package}.{name}")
                    loader: Any = module.__loader__
                    text = loader.get_source(module.__name__)
                    models[name] = read_model(name, path, text, vars(module))
                    check_declarations(models[name])
            except Problem as problem:
                # What it imported may be the cause, and has to fail again next time.
                suspect |= _imported(package).keys() - before.keys()
                models.pop(name, None)
                complaints.append(_complaint(path, problem))
        imported = {n: m for n, m in _imported(package).items() if n not in suspect}
    return models, complaints, imported


def _complaint(path: str, problem: Problem) -> Complaint:
    """The complaint about a module, at the module that is the cause."""
    if isinstance(problem, Elsewhere):
        return Complaint(problem.path, problem.line, problem)
    return Complaint(path, problem.offset or 1, problem)


class _Fresh(MetaPathFinder, Loader):
    """Imports snippets from text read now: no stale module and no stale bytecode while serving."""

    def __init__(self, root: Path, package: str) -> None:
        self.root = root
        self.package = package
        self.texts: dict[str, str] = {}

    def file(self, fullname: str) -> Path:
        path = self.root.joinpath(*fullname.split("."))
        return path / "__init__.py" if fullname == self.package else path.with_suffix(".py")

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        is_package = fullname == self.package
        if not is_package and not (
            fullname.startswith(f"{self.package}.") and self.file(fullname).is_file()
        ):
            return None
        return spec_from_loader(fullname, self, is_package=is_package)

    def get_source(self, fullname: str) -> str:
        """The text that a module was made of."""
        return self.texts[fullname]

    def exec_module(self, module: types.ModuleType) -> None:
        file = self.file(module.__name__)
        # A package needs no __init__.py.
        text = _decoded(file.read_bytes(), module.__name__) if file.is_file() else ""
        self.texts[module.__name__] = text
        module.__file__ = str(file)
        run(text, str(file), module.__dict__)


def _decoded(content: bytes, module: str) -> str:
    """The text of a module, with the line ends that Python gives it. Raises Elsewhere."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Elsewhere(
            f"the byte 0x{content[error.start]:02x} is not UTF-8",
            "a module in UTF-8",
            "save the module in UTF-8",
            f"{module.replace('.', '/')}.py",
            content.count(b"\n", 0, error.start) + 1,
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _imported(package: str) -> _Imported:
    """The modules of the package that are imported now.

    They are looked for in a copy, for another thread may import something meanwhile.
    """
    return {n: m for n, m in sys.modules.copy().items() if n.split(".")[0] == package}


@contextlib.contextmanager
def _fresh_imports(root: Path, package: str, kept: _Imported) -> Iterator[None]:
    """Import modules of the package from their present text, but for those that are kept."""
    finder = _Fresh(root, package)
    others = _imported(package)
    for name in others:
        del sys.modules[name]
    sys.modules.update(kept)
    # A new list: an import in another thread would skip a finder of one that changes.
    sys.meta_path = [finder, *sys.meta_path]
    try:
        yield
    finally:
        sys.meta_path = [other for other in sys.meta_path if other is not finder]
        for name in _imported(package):
            del sys.modules[name]
        sys.modules.update(others)


@contextlib.contextmanager
def _watched(name: str) -> Iterator[None]:
    """Turn whatever a module raises or prints while it is loaded into a Problem with its line."""
    printed = _Printed(name)
    try:
        with contextlib.redirect_stdout(printed):
            yield
    except Problem:
        raise
    except (Exception, SystemExit) as error:
        raise Problem(
            f"the module raises {type(error).__name__}: {error}",
            "a module that can be loaded",
            "correct the module",
            getattr(error, "lineno", None) or _last_line(error, name),
        ) from None
    if printed.getvalue():
        who = f"{printed.function} in the module" if printed.function else "the module"
        raise Problem(
            f"{who} prints {printed.getvalue().strip()[:40]!r} while it is loaded",
            "a module that prints nothing",
            "print under `if __name__ == '__main__':` only",
            printed.line,
        )


class _Printed(io.StringIO):
    """What is printed, and where in a module the first of it is: the line and the function."""

    def __init__(self, module: str) -> None:
        super().__init__()
        self.module = module
        self.line = 0
        self.function = ""

    def write(self, text: str) -> int:
        frame = None if self.line else sys._getframe(1)
        while frame and frame.f_globals.get("__name__") != self.module:
            frame = frame.f_back
        if frame:
            self.line = frame.f_lineno
            code = frame.f_code.co_name
            self.function = code if code.isidentifier() else ""  # not of <module> or <lambda>
        return super().write(text)


def _last_line(error: BaseException, module: str) -> int:
    line = 1
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_globals.get("__name__") == module:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
