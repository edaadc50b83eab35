"""What is served: the trained parts with their card, on and off disk, fitted to the catalogue they serve.

Inside: `shelf` and `serving` stand on `bundle` (serving also on `aligned`); `bundle` stands on `files`, `card`
and `soundness`.
"""

from recommender.bundle.bundle import Bundle
from recommender.bundle.card import Card
from recommender.bundle.serving import fitted, strangeness
from recommender.bundle.shelf import Shelf

__all__ = ["Bundle", "Card", "Shelf", "fitted", "strangeness"]
