"""Is the tracker there, and does its alias mirror what is in service?"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from cairn.home import Home
from recommender.bundle import Shelf
from recommender.errors import NotReleased


def installed() -> bool:
    """Whether the tracker is installed. Where the folder `mlflow/` lies around, importing it would not tell."""
    try:
        version("mlflow")
    except PackageNotFoundError:
        return False
    return True


def require() -> None:
    """Raises NotReleased where nothing can be registered."""
    if not installed():
        hint = "install it with the extra `train`, as in `pip install cairn[train]`"
        raise NotReleased("a release is registered in MLflow, which is not installed", [hint])


def put_into_service(home: Home, version: str) -> str:
    """Promotes a version, moves the tracker's alias, and says what came of it. Raises UnknownName, BundleRefused."""
    Shelf(home.models).promote(version)
    told = f"Version {version} is in service now"
    return f"{told}." if _mirrored(home, version) else f"{told}; the tracker does not know it, so its alias stays."


def _mirrored(home: Home, version: str) -> bool:
    if not installed() or not (home.folder / "mlflow" / "tracking.db").is_file():
        return False
    from training.register import mirror

    return mirror(version, home.folder)
