"""Which made-up organisation can one try everything on? Its makers know the truth, its tables do not tell it."""

from __future__ import annotations

from training.demo.organisation import Organisation, make

__all__ = ["Organisation", "make"]
