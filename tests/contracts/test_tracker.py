"""One file talks to the tracker, nobody pays for it who does not release, and its folder shadows nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

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


def said_by_another(code: str) -> list[str]:
    """The lines that another Python says, which does not know that it is tested."""
    told = ("CI", "PYTEST_CURRENT_TEST", "MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK")
    environment = {name: value for name, value in os.environ.items() if name not in told}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_exactly_one_file_imports_the_tracker() -> None:
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    assert [str(file.relative_to(ROOT)) for file in files if "mlflow" in imports_of(file)] == ["training/register.py"]


def test_only_a_release_loads_the_tracker_and_it_calls_nobody() -> None:
    loaded = "print('mlflow' in sys.modules)"
    others = "import sys, training.run, training.pyfunc, cairn.cli, recommender.engine"
    client = "from mlflow.telemetry.client import get_telemetry_client; print(get_telemetry_client())"
    found = said_by_another(f"{others}; {loaded}; import training.register; {loaded}; {client}")
    assert found == ["False", "True", "None"]


def test_the_folder_of_the_tracker_does_not_shadow_the_package() -> None:
    """Python is started in the root, so that the folder stands first on its path."""
    assert (ROOT / "mlflow").is_dir()
    [found] = said_by_another("from importlib.util import find_spec; print(find_spec('mlflow').origin)")
    assert Path(found).name == "__init__.py"
    assert ROOT / "mlflow" not in Path(found).parents
    assert version("mlflow")
