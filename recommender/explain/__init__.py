"""Why? Reasons, gains and forecasts in words, from the numbers that the answer was made of.

Inside: `paths` stands on `suggestions`, both on `gains`, and on `answers`, which stands alone.
"""

from recommender.explain.answers import Served, answer_of, seed_of
from recommender.explain.paths import path_of
from recommender.explain.suggestions import suggestions

__all__ = ["Served", "answer_of", "path_of", "seed_of", "suggestions"]
