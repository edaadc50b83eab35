"""Which causes stand behind the history of a made-up organisation, to be found or refused by whoever reads it?"""

from __future__ import annotations
