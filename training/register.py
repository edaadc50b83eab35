"""How does a release stand in the tracker? The only file that talks to MLflow.

`models/champion` is the truth about what is served; the alias `champion` of the registered model mirrors it.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as installed
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # read while it is imported: a release calls nobody

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types.schema import Array, ColSpec, DataType, ParamSchema, ParamSpec, Schema
from sqlalchemy.exc import SQLAlchemyError

from recommender.bundle import Bundle, Card
from recommender.errors import NotReleased
from training.gate import Comparison
from training.pyfunc import MOST

EXPERIMENT = MODEL = "cairn"
ALIAS = "champion"
REQUIRED = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "threadpoolctl")
"""What loading a logged bundle takes beside this project; written down, so that the tracker need not guess."""
SIGNATURE = ModelSignature(
    inputs=Schema([ColSpec(Array(DataType.string), "history")]),
    params=ParamSchema([ParamSpec("k", DataType.long, MOST)]),
)
"""One row a learner: the content ids taken, in order. `k` contents are asked for."""


def register(bundle: Bundle, version: str, comparison: Comparison, home: Path) -> str:
    """Logs a run with parameters, metrics, card and bundle, registers the model, and returns the run's id.

    The alias stays where it is (see `mirror`). Raises NotReleased where the tracker fails.
    """
    with _tracker(home) as client:
        with mlflow.start_run(experiment_id=_experiment(client, home), run_name=version) as run:
            mlflow.log_params({f"{part}.{k}": v for part, p in bundle.card.recipe.items() for k, v in p.items()})
            mlflow.log_params({"seed": bundle.card.seed, "ordering": bundle.card.ordering})
            mlflow.log_metrics({name.replace("@", "_at_"): value for name, value in bundle.card.metrics.items()})
            mlflow.set_tags(_tags(bundle, version, comparison))
            mlflow.log_dict(bundle.card.to_json(), "card.json")
            mlflow.log_text(described(bundle.card, comparison), "model_card.md")
            model = mlflow.pyfunc.log_model(
                name="bundle",
                loader_module="training.pyfunc",
                data_path=str(home / "models" / version),
                signature=SIGNATURE,
                pip_requirements=[f"{name}=={installed(name)}" for name in REQUIRED],
            )
        _register_model(client, model.model_uri, run.info.run_id, version)
        return str(run.info.run_id)


def mirror(version: str, home: Path) -> bool:
    """Moves the alias to a version; false where the tracker never saw it, or fails: the truth stands on the shelf."""
    try:
        with _tracker(home) as client:
            found = client.search_model_versions(f"name='{MODEL}' and tags.version='{version}'")
            if found:
                client.set_registered_model_alias(MODEL, ALIAS, max(found, key=lambda v: int(v.version)).version)
            return bool(found)
    except NotReleased:
        return False


def described(card: Card, comparison: Comparison) -> str:
    """The model card as text."""
    lines = ["# Model card", "", f"Verdict: {comparison.verdict}", "", *(f"- {told}" for told in comparison.told)]
    lines += ["", "## Measured after the cut", "", *(f"- {name}: {value}" for name, value in card.metrics.items())]
    lines += ["", "## Assumed", "", *(f"- {sentence}" for sentence in card.assumptions or ("nothing beyond the data",))]
    lines += ["", "It suggests; it never decides about a person. It was not judged on outcomes."]
    return "\n".join(lines) + "\n"


@contextmanager
def _tracker(home: Path) -> Iterator[MlflowClient]:
    """The tracker of a home, quiet; what it refuses becomes NotReleased."""
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracker warns of its own internals
        try:
            yield _client(home)
        except (MlflowException, SQLAlchemyError, OSError) as error:
            hint = f"mend or move {home / 'mlflow'}, then train again"
            raise NotReleased(f"the tracker refused: {error}", [hint]) from error


def _client(home: Path) -> MlflowClient:
    folder = home / "mlflow"
    folder.mkdir(parents=True, exist_ok=True)
    uri = f"sqlite:///{(folder / 'tracking.db').resolve()}"
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    return MlflowClient(uri, uri)


def _experiment(client: MlflowClient, home: Path) -> str:
    found = client.get_experiment_by_name(EXPERIMENT)
    if found is not None:
        return str(found.experiment_id)
    try:
        artifacts = (home / "mlflow" / "artifacts").resolve().as_uri()
        return str(client.create_experiment(EXPERIMENT, artifact_location=artifacts))
    except MlflowException:  # another run made it in the meantime
        made = client.get_experiment_by_name(EXPERIMENT)
        if made is None:
            raise
        return str(made.experiment_id)


def _register_model(client: MlflowClient, model_uri: str, run_id: str, version: str) -> None:
    if not client.search_registered_models(f"name='{MODEL}'"):
        client.create_registered_model(MODEL)
    client.create_model_version(MODEL, model_uri, run_id, tags={"version": version})


def _tags(bundle: Bundle, version: str, comparison: Comparison) -> dict[str, str]:
    return {
        "version": version,
        "verdict": comparison.verdict.value,
        "data_fingerprint": bundle.card.data_fingerprint,
        "catalog_version": bundle.card.catalog_version,
    }
