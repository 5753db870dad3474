"""Every part that a document may name, put together."""

from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract.parts import Parts
from mockserver.language.operators import OPERATORS

PARTS = Parts(BEHAVIOURS, STYLES, OPERATORS)
