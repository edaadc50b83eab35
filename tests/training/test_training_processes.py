"""Two processes that hash differently train the same bytes, whether or not the truth lies beside the tables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from training.demo import Organisation, write

TRAIN = """
import sys
from pathlib import Path
from recommender.tables import checked
from training.recipe import Recipe
from training.run import train
print(train(Recipe(), checked(Path(sys.argv[1])), 7, None, lambda _: None).bundle.save(Path(sys.argv[2])))
"""


def started(code: str, *arguments: object, seed: int = 0, threads: int = 1) -> subprocess.Popen[str]:
    """Another Python, with another hash seed and another number of threads."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "OPENBLAS_NUM_THREADS": str(threads)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def said(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return out.strip()


@pytest.fixture
def folder(demo_organisation: Organisation, tmp_path: Path) -> Path:
    """The demo organisation on disk, its truth beside it."""
    write(demo_organisation, tmp_path / "demo")
    return tmp_path / "demo"


def test_two_processes_train_the_same_bytes_and_the_truth_is_never_read(folder: Path, tmp_path: Path) -> None:
    blind = tmp_path / "blind"
    shutil.copytree(folder, blind)
    shutil.rmtree(blind / "truth")
    one = started(TRAIN, folder, tmp_path / "one", seed=1, threads=1)
    two = started(TRAIN, blind, tmp_path / "two", seed=2, threads=2)
    version = said(one)
    assert version == said(two)
    files = sorted((tmp_path / "one" / version).iterdir())
    assert len(files) > 20
    for file in files:
        assert file.read_bytes() == (tmp_path / "two" / version / file.name).read_bytes()
