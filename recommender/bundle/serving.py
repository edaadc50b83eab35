"""How does a bundle serve this catalogue? Its parts in the catalogue's columns, with all that can be done once."""

from __future__ import annotations

from recommender.bundle.aligned import parts_for
from recommender.bundle.bundle import Bundle, Parts
from recommender.catalog import Catalog
from recommender.knowledge.memory import memory_key
from recommender.ranking.features import ContentFacts, content_features
from recommender.ranking.fitted import Fitted
from recommender.ranking.liking import Voices
from recommender.ranking.odds import Odds
from recommender.types import Floats


def strangeness(bundle: Bundle, catalog: Catalog) -> tuple[str, ...]:
    """What answers have to say where a bundle serves another organisation's contents than it was trained on."""
    known = set(bundle.columns.contents)
    shared = sum(content in known for content in catalog.contents.ids)
    if 2 * shared >= len(catalog.contents):
        return ()
    return (f"the model was trained on other tables: it knows {shared:,} of {len(catalog.contents):,} contents here",)


def fitted(bundle: Bundle, catalog: Catalog) -> Fitted:
    """The bundle fitted to a catalogue; contents it never saw start from what is known of their kind."""
    parts = parts_for(bundle, catalog)
    return Fitted(
        catalog=catalog,
        tracer=parts.tracer,
        effect=parts.tracer.learned_.effect,
        popularity=parts.popularity.share_,
        voices=None if parts.ranker is None or parts.affinity is None else Voices.of(parts.ranker, parts.affinity),
        chance=parts.chance,
        odds=Odds.of(parts.chance, contents_seen(parts, catalog), parts.record),
        memory_key=memory_key(
            parts.tracer, catalog.contents.ids, catalog.skills.ids, catalog.roles.index.ids, catalog.scales
        ),
    )


def contents_seen(parts: Parts, catalog: Catalog) -> Floats:
    """The features CONTENT of all contents of a catalogue [contents, features], as the chance of finishing has them."""
    facts = ContentFacts(catalog.contents.minutes, catalog.contents.modality, parts.record)
    return content_features(facts, parts.chance.overall_)
