"""Sites in a temporary folder: tiny ones, of which a test states one page; copies of ours."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from checked_equations.equations.loading.load import Library
from checked_equations.equations.models.model import Model
from checked_equations.pages.check import Checker
from checked_equations.pages.options import Options, read_options, settings_in
from checked_equations.pages.registry import Registry

ROOT = Path(__file__).resolve().parents[1]

# The one form of every complaint.
ERROR = re.compile(r"(?P<path>[\w./-]+):(?P<line>\d+): .+; expected .+; fix: .+")

# A network with layers, any activation and a loss: x -> h' -> h -> s -> L.
TINY = '''"""A small network."""

import numpy as np


def h_prime(x, W):
    return x @ W


def h(f, h_prime):
    return f(h_prime)


def s(h, v):
    return h @ v


def L(s, t):
    return (s - t) ** 2 / 2


def dL_ds(s, t):
    return s - t


def dL_dh(dL_ds, v):
    return dL_ds * v


def dL_dW(dL_dh, f_prime, h_prime, x):
    return np.outer(x, dL_dh * f_prime(h_prime))


def dL_dv(dL_ds, h):
    return dL_ds * h


NOTATION = {
    "x": ("x_i", "input", "an input"),
    "W": ("W_{ij}", "input, hidden", "a weight from input i to unit j"),
    "h_prime": ("h_j'", "hidden", "what enters unit j"),
    "f": ("f", "function", "the activation"),
    "h": ("h_j", "hidden", "what leaves unit j"),
    "v": ("v_j", "hidden", "the weight behind unit j"),
    "s": (r"\\hat{s}", "scalar", "the result"),
    "t": ("t", "scalar", "the target"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [h_prime, h, s, L]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "v": np.array([0.3, -0.8]),
    "t": 0.25,
}
'''

# Binds every function of TINY; what stands here is right.
GOOD = r"""---
title: Good
model: tiny
---

# Good

```math {#good-h-prime snippet=tiny.h_prime}
h_j' = \sum_i x_i W_{ij}
```

```math {#good-h snippet=tiny.h}
h_j = f(h_j')
```

```math {#good-s snippet=tiny.s}
\hat{s} = \sum_j h_j v_j = h_1 v_1 + h_2 v_2
```

```math {#good-L snippet=tiny.L}
L = \frac{1}{2} (\hat{s} - t)^2
```

```math {#good-dL-ds snippet=tiny.dL_ds}
\frac{\partial L}{\partial \hat{s}} = \hat{s} - t
```

```math {#good-dL-dh snippet=tiny.dL_dh}
\begin{aligned}
\frac{\partial L}{\partial h_j}
&= \frac{\partial L}{\partial \hat{s}} \frac{\partial \hat{s}}{\partial h_j} \\
&= (\hat{s} - t) v_j
\end{aligned}
```

```math {#good-dL-dW snippet=tiny.dL_dW .final}
\frac{\partial L}{\partial W_{ij}} = (\hat{s} - t) v_j f'(h_j') x_i
```

```math {#good-dL-dv snippet=tiny.dL_dv .final}
\frac{\partial L}{\partial v_j} = (\hat{s} - t) h_j
```

```math {#good-wrong .refuted of=#good-dL-dW fault=practice source="here" why="The prime is lost"}
\frac{\partial L}{\partial W_{ij}} = (\hat{s} - t) v_j f'(\wrong{h_j}) x_i
```

The loss is {{tiny.L:.4f}}, see [](#good-L).
"""


def changed(text: str, old: str, new: str) -> str:
    """The text with something else in one place."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the text"
    return text.replace(old, new)


def tiny_site(
    folder: Path, pages: Mapping[str, str | bytes], modules: Mapping[str, str] | None = None
) -> Path:
    """A site with these pages and snippet modules, by name, beside the model `tiny`.

    Its rules are those of the real site, but for how snippets and front matter are written,
    and without its list of survivors.
    """
    for name in ("docs", "snippets"):
        (folder / name).mkdir(parents=True)
    for name, content in pages.items():
        raw = content.encode() if isinstance(content, str) else content
        (folder / "docs" / f"{name}.md").write_bytes(raw)
    for name, text in {"tiny": TINY, **(modules or {})}.items():
        (folder / "snippets" / f"{name}.py").write_text(text, encoding="utf-8")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    # It has no navigation and makes no workbook; hooks and theme are those of the real site.
    config = re.sub(r"^nav:\n( +- .*\n)+", "", config, flags=re.MULTILINE)
    config = re.sub(r"^( +)(artifacts|live):\n(\1 +- .*\n)+", "", config, flags=re.MULTILINE)
    others = r"^ +(plain_snippets|require_descriptions|longest_line|survivors): .*\n"
    config = re.sub(others, "", config, flags=re.MULTILINE)
    config = config.replace(" docs/_ext/", f" {(ROOT / 'docs' / '_ext').as_posix()}/")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    return folder


def with_extension(folder: Path) -> Path:
    """The site with the styles of the real one, and with its cache of typeset formulas."""
    _copy(ROOT / "docs" / "assets", folder / "docs" / "assets")
    copy_caches(folder)
    return folder


def copy_of_the_site(folder: Path) -> Path:
    """A copy of all that a build of the real site reads."""
    for name in ("docs", "snippets"):
        _copy(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    copy_caches(folder)
    return folder


def _copy(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "*.lock")
    shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True)


def copy_caches(folder: Path) -> None:
    """The caches are keyed by content: with them a build is faster and no other."""
    if (ROOT / ".cache").is_dir():
        _copy(ROOT / ".cache", folder / ".cache")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments and collect what it prints."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def check(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `make check` runs, on another site."""
    return run("-m", "checked_equations", "--root", str(site), *arguments, cwd=ROOT)


def options_of(site: Path) -> Options:
    """What the site's mkdocs.yml sets."""
    configuration = site / "mkdocs.yml"
    return read_options(settings_in(configuration), configuration)


@cache
def site_models() -> dict[str, Model]:
    """The models of the real site, loaded by the first test that asks."""
    models, errors = Library(ROOT, "snippets").load()
    assert errors == []
    return models


def registry_of(site: Path) -> Registry:
    """What a pass over the site finds, in this process."""
    return Checker(options_of(site)).check()


def build(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real `mkdocs build --strict` of a site."""
    return run("-m", "mkdocs", "build", "--strict", *arguments, cwd=site)


def replaced(file: Path, old: str, new: str) -> int:
    """Replace one place of a file; the number of the line that changed."""
    text = file.read_text(encoding="utf-8")
    file.write_text(changed(text, old, new), encoding="utf-8")
    return text.count("\n", 0, text.index(old)) + 1
