"""A derivation that has just been begun passes its own test and the check of the whole site."""

import shutil
from pathlib import Path

from checked_equations.pages.registry import Registry
from tests.site import ROOT, check, copy_of_the_site, run

FILES = (
    "snippets/logistic_regression.py",
    "docs/logistic-regression.md",
    "tests/logic/test_logistic_regression.py",
)


def test_a_skeleton_passes_at_once(tmp_path: Path, registry: Registry) -> None:
    site = copy_of_the_site(tmp_path)
    (site / "tests" / "logic").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "logic" / "test_readme.py", site / "tests" / "logic")
    begun = check(site, "new", "logistic_regression")
    assert (begun.returncode, begun.stderr) == (0, "")
    assert all((site / file).is_file() for file in FILES)
    tested = run("-m", "pytest", "-q", "-p", "no:cacheprovider", FILES[2], cwd=site)
    assert tested.returncode == 0, tested.stdout
    ran = run("-m", "snippets.logistic_regression", cwd=site)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "dL_dw = 0.5\n", "")
    checked = check(site)
    assert checked.returncode == 0, checked.stderr
    known = registry.facts()
    assert checked.stdout.startswith(f"{known['equations'] + 3} equations checked, ")
