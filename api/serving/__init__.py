"""What is in service right now, and how is it replaced? One frozen value, swapped whole between two requests.

catalogue builds what everybody shares from rows of the store, popular answers while there is no bundle, served is the
value that answers, holder keeps it and puts another in its place.
"""

from api.serving.catalogue import Shared, shared_of
from api.serving.holder import Holder
from api.serving.popular import NO_MODEL
from api.serving.served import Served

__all__ = ["NO_MODEL", "Holder", "Served", "Shared", "shared_of"]
