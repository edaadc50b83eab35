"""One file talks to the tracker, nobody pays for it who does not release, and its folder shadows nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "cairn", "recommender", "training")


def imports_of(file: Path) -> set[str]:
    """The packages that a file imports anywhere, functions included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def said_in(folder: Path, code: str) -> str:
    """What Python says in another process, started in a folder."""
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_exactly_one_file_imports_the_tracker() -> None:
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    assert [str(file.relative_to(ROOT)) for file in files if "mlflow" in imports_of(file)] == ["training/register.py"]


@pytest.mark.parametrize("module", ["training.run", "training.pyfunc", "cairn.cli", "recommender.engine"])
def test_the_tracker_is_loaded_by_a_release_alone(module: str) -> None:
    assert said_in(ROOT, f"import sys, {module}; print('mlflow' in sys.modules)") == "False"


def test_the_folder_of_the_tracker_does_not_shadow_the_package() -> None:
    assert (ROOT / "mlflow").is_dir()
    code = "import importlib.util as u; print(u.find_spec('mlflow').origin)"
    origin = Path(said_in(ROOT, f"import sys; sys.path.insert(0, ''); {code}"))
    assert origin.name == "__init__.py"
    assert ROOT / "mlflow" not in origin.parents
    assert "site-packages" in origin.parts
    assert version("mlflow")


def test_a_release_calls_nobody() -> None:
    code = (
        "import os; os.environ.pop('CI', None); import training.register; print(os.environ['MLFLOW_DISABLE_TELEMETRY'])"
    )
    assert said_in(ROOT, code) == "true"
