"""How does a release stand in the tracker? The only file that talks to MLflow.

`models/champion` is the truth about what is served; the alias `champion` of the registered model mirrors it.
"""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from recommender.bundle import Bundle
from training.gate import Comparison

EXPERIMENT = MODEL = "cairn"
ALIAS = "champion"


def register(bundle: Bundle, version: str, comparison: Comparison, home: Path, promoted: bool) -> str:
    """Logs a run with parameters, metrics, card and bundle, registers the model, and returns the run's id.

    With `promoted` the alias moves to it.
    """
    client = _client(home)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracker warns of its own internals
        with mlflow.start_run(experiment_id=_experiment(client, home), run_name=version) as run:
            mlflow.log_params({f"{part}.{k}": v for part, p in bundle.card.recipe.items() for k, v in p.items()})
            mlflow.log_params({"seed": bundle.card.seed, "ordering": bundle.card.ordering})
            mlflow.log_metrics({name.replace("@", "_at_"): value for name, value in bundle.card.metrics.items()})
            mlflow.set_tags(_tags(bundle, version, comparison))
            mlflow.log_dict(bundle.card.to_json(), "card.json")
            mlflow.log_text(described(bundle.card.metrics, comparison, bundle.card.assumptions), "model_card.md")
            logged = mlflow.pyfunc.log_model(
                name="bundle", loader_module="training.pyfunc", data_path=str(home / "models" / version)
            )
    registered = _registered(client, logged.model_uri, run.info.run_id, version)
    if promoted:
        client.set_registered_model_alias(MODEL, ALIAS, registered)
    return str(run.info.run_id)


def mirror(version: str, home: Path) -> bool:
    """Moves the alias to a version; false where the tracker never saw it."""
    client = _client(home)
    found = client.search_model_versions(f"name='{MODEL}' and tags.version='{version}'")
    if not found:
        return False
    client.set_registered_model_alias(MODEL, ALIAS, max(found, key=lambda v: int(v.version)).version)
    return True


def described(metrics: object, comparison: Comparison, assumptions: tuple[str, ...]) -> str:
    """The model card as text."""
    figures = metrics.items() if isinstance(metrics, dict) else ()
    lines = ["# Model card", "", f"Verdict: {comparison.verdict}", "", *(f"- {told}" for told in comparison.told)]
    lines += ["", "## Measured after the cut", "", *(f"- {name}: {value}" for name, value in figures)]
    lines += ["", "## Assumed", "", *(f"- {sentence}" for sentence in assumptions or ("nothing beyond the data",))]
    lines += ["", "It suggests; it never decides about a person. It was not judged on outcomes."]
    return "\n".join(lines) + "\n"


def _client(home: Path) -> MlflowClient:
    folder = home / "mlflow"
    folder.mkdir(parents=True, exist_ok=True)
    uri = f"sqlite:///{(folder / 'tracking.db').resolve()}"
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    logging.getLogger("alembic").setLevel(logging.ERROR)
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


def _registered(client: MlflowClient, model_uri: str, run_id: str, version: str) -> str:
    """Registers a logged model and returns the number that the tracker gives it."""
    if not client.search_registered_models(f"name='{MODEL}'"):
        client.create_registered_model(MODEL)
    made = client.create_model_version(MODEL, model_uri, run_id, tags={"version": version})
    return str(made.version)


def _tags(bundle: Bundle, version: str, comparison: Comparison) -> dict[str, str]:
    return {
        "version": version,
        "verdict": comparison.verdict.value,
        "data_fingerprint": bundle.card.data_fingerprint,
        "catalog_version": bundle.card.catalog_version,
    }
