"""What would somebody recommend who knows the truth? True chance times true gap closed, by minute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from recommender.catalog import Catalog
from recommender.types import Floats, Ints
from training.demo.hidden.following import Hidden
from training.demo.plateaus import Plateaus
from training.scoreboard.distance import Distance

_CLOSE: Final = 1e-6


@dataclass(slots=True)
class Oracle:
    """Wants most what truly closes most of the gap by minute, chance and readiness included; it looks one step ahead.

    What it took counts as learned by its chance. It knows contents, not the future: nothing fades while it plans.
    """

    hidden: Hidden
    learner_id: str
    known: Ints
    ids: tuple[str, ...]
    minutes: Floats
    distance: Distance

    @classmethod
    def of(cls, hidden: Hidden, learner_id: str, distance: Distance, catalog: Catalog) -> Oracle:
        """The oracle of one learner, before anything is taken; columns are those of the catalogue."""
        ids = catalog.contents.ids
        known = np.array([column for column, content in enumerate(ids) if content in hidden.columns], np.int64)
        named = tuple(ids[column] for column in known.tolist())
        return cls(_apart(hidden), learner_id, known, named, catalog.contents.minutes, distance)

    def chance(self) -> Floats:
        """True chance of finishing each content, 0 where the truth does not know it."""
        return self._over_all(self.hidden.chance(self.learner_id, self.ids))

    def closed(self) -> Floats:
        """True gap that finishing each content alone closes now, in weighted levels."""
        every, column = self.hidden.skill_ids, {skill: place for place, skill in enumerate(self.hidden.skill_ids)}
        gain = np.pad(self.hidden.gain(self.learner_id, self.ids), ((0, 0), (0, 1)))
        gain = gain[:, [column.get(skill, len(every)) for skill in self.distance.skill_ids]]
        missing = np.maximum(self.distance.wanted - self.distance.of(self.hidden.levels(self.learner_id)), 0.0)
        return self._over_all(np.minimum(gain, missing) @ self.distance.weight)

    def scores(self) -> Floats:
        """True expected gap closed by minute."""
        return self.chance() * self.closed() / np.maximum(self.minutes, 1.0)

    def take(self, column: int) -> None:
        """Levels rise by chance times gain; a plateau that stood in the way is one completion nearer to its end."""
        [place] = np.flatnonzero(self.known == column)
        content = (self.ids[int(place)],)
        gain = self.hidden.gain(self.learner_id, content)[0]
        chance = float(self.hidden.chance(self.learner_id, content)[0])
        levels = self.hidden.levels(self.learner_id)
        now = np.array([levels[skill] for skill in self.hidden.skill_ids])
        _lift(
            self.hidden, self.hidden.rows[self.learner_id], now + chance * gain, np.where(gain > 0.0, now + gain, 0.0)
        )

    def _over_all(self, of_known: Floats) -> Floats:
        found = np.zeros(len(self.minutes))
        found[self.known] = of_known
        return found


def _apart(hidden: Hidden) -> Hidden:
    """The same people with minds of their own to be moved."""
    minds, own = hidden.secrets.minds, hidden.secrets.minds.plateaus
    plateaus = None if own is None else Plateaus(own.wall, own.stuck.copy())
    moved = replace(minds, peak=minds.peak.copy(), since=minds.since.copy(), plateaus=plateaus)
    return replace(hidden, secrets=replace(hidden.secrets, minds=moved))


def _lift(hidden: Hidden, row: int, after: Floats, reached: Floats) -> None:
    """Moves the levels of one person on the last day; a wall that finishing reaches is one completion weaker."""
    minds = hidden.secrets.minds
    minds.peak[row], minds.since[row] = after, hidden.secrets.until
    if minds.plateaus is not None:
        held = (reached >= minds.plateaus.wall[row] - _CLOSE) & (minds.plateaus.stuck[row] > 0)
        minds.plateaus.stuck[row] -= held
