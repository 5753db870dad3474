"""What operations do, one behaviour a file."""

from mockserver.behaviours.act import ACT
from mockserver.behaviours.base import Behave, Behaviour, Result
from mockserver.behaviours.clone import CLONE
from mockserver.behaviours.create import CREATE
from mockserver.behaviours.delete import DELETE
from mockserver.behaviours.get import GET
from mockserver.behaviours.list import LIST
from mockserver.behaviours.respond import RESPOND
from mockserver.behaviours.update import UPDATE
from mockserver.behaviours.upsert import UPSERT

BEHAVIOURS: dict[str, Behaviour] = {
    "list": LIST,
    "get": GET,
    "create": CREATE,
    "upsert": UPSERT,
    "update": UPDATE,
    "delete": DELETE,
    "clone": CLONE,
    "act": ACT,
    "respond": RESPOND,
}

__all__ = ["BEHAVIOURS", "Behave", "Behaviour", "Result"]
