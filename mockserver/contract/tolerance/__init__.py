"""Taking a document as it is: a fault costs the smallest thing that holds it, and is told."""

from mockserver.contract.tolerance.mending import Mended, mend
from mockserver.contract.tolerance.openapi_objects import UNSERVED

__all__ = ["UNSERVED", "Mended", "mend"]
