"""How do careers become rows of the employments table?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from recommender.columns import EMPLOYMENT_STATUS
from recommender.types import Ints
from training.demo.calendar import NEVER
from training.demo.careers import ROLE_IDS, Careers
from training.demo.cells import dates, named, picked


def employments(careers: Careers, learner_ids: pd.Series[str], until: int) -> pd.DataFrame:
    """The employments table: a row from every date on which anything changed; the last one lasts."""
    days = _dates(careers, until)
    who, column = np.nonzero(days < NEVER)
    begin = days[who, column]
    last = np.append(who[1:] != who[:-1], True)
    gone = begin == careers.left[who]
    stand = careers.at(begin, who)
    status = np.where(gone, 2, np.where(careers.away(begin, who), 1, 0))
    units = careers.teams.unit_on(stand.team, begin)
    return pd.DataFrame(
        {
            "learner_id": picked(learner_ids, who),
            "valid_from": dates(begin),
            "valid_to": dates(np.where(last, NEVER, np.append(begin[1:], NEVER) - 1)),
            "role_id": named(ROLE_IDS, np.where(gone, -1, stand.role)),
            "unit_id": named(careers.teams.unit_ids, np.where(gone, -1, units)),
            "manager_id": picked(learner_ids, np.where(gone, -1, stand.manager)),
            "status": named(EMPLOYMENT_STATUS, status),
        }
    )


def _dates(careers: Careers, until: int) -> Ints:
    """Sorted distinct dates of change, NEVER behind them, one row a learner."""
    first, second = careers.lead_changed[careers.team[:, 0]], careers.lead_changed[careers.team[:, 1]]
    inner = np.stack(
        [
            careers.changed,
            careers.leave_from,
            careers.leave_to + 1,
            np.where(first < careers.changed, first, NEVER),
            np.where(second >= careers.changed, second, NEVER),
        ],
        axis=1,
    )
    inside = (inner > careers.hired[:, None]) & (inner < careers.left[:, None]) & (inner <= until)
    days = np.sort(np.column_stack([careers.hired, np.where(inside, inner, NEVER), careers.left]), axis=1)
    again = np.column_stack([np.zeros(len(days), bool), days[:, 1:] == days[:, :-1]])
    return np.sort(np.where(again, NEVER, days), axis=1)
