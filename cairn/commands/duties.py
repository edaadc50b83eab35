"""What must a learner finish, by when, and what counts already? `cairn duties`."""

from __future__ import annotations

import typer

from cairn import options, screen
from cairn.home import Home


def duties(
    learner: options.LearnerName,
    tables: options.Tables = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Tell what requirements and assignments ask of one learner on a day, met ones too; it takes no model."""
    from cairn.asking import latest_said
    from cairn.desk import unknown
    from cairn.moments import moment
    from cairn.plain import as_json
    from cairn.show.duties import duties as shown
    from recommender.catalog import Catalog
    from recommender.people import People
    from recommender.tables import checked

    named = None if as_of is None else moment(as_of, "--as-of")
    folder = Home.here().tables(tables)
    with screen.working(f"Reading {folder}"):
        read = checked(folder)
        people = People.of(read, Catalog.of(read))
    if learner not in people:
        raise unknown("learner", learner, people.ids)
    at = named or latest_said(people.latest())
    found = people.claims(learner, at)
    if json:
        typer.echo(as_json({"learner_id": learner, "as_of": at, "claims": found}))
    else:
        screen.answer(shown(learner, found, people.catalog, at.date()))
