"""Imports point one way, and a machine says so."""

import subprocess
import sys

from importlinter.cli import lint_imports


def test_every_import_contract_is_kept():
    assert lint_imports(no_cache=True) == 0


def test_serving_starts_without_what_only_fitting_needs():
    heavy = ("sklearn", "scipy.stats", "scipy.optimize", "mlflow")
    code = f"import sys, api.app; sys.exit(','.join(name for name in {heavy} if name in sys.modules) or None)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
