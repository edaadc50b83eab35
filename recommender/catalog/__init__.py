"""Contents, skills and rules as versioned arrays, with maps from ids to columns.

Inside: `catalog` stands on `contents`, `skills`, `wants` and `rules`; these stand on `index` and `trust`.
"""

from recommender.catalog.catalog import Catalog

__all__ = ["Catalog"]
