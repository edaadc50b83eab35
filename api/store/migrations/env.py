"""On which connection do migrations run? On the one that `api.store.migrating` hands over, within its transaction."""

from __future__ import annotations

from alembic import context

from api.store.schema import METADATA


def run() -> None:
    """Takes the steps that are still to be taken."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic runs this file
    run()
