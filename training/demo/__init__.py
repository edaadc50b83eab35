"""Which made-up organisation can one try everything on? Its maker knows the truth, its tables do not tell it."""

from __future__ import annotations

from training.demo.organisation import Organisation, make
from training.demo.publishing import write

__all__ = ["Organisation", "make", "write"]
