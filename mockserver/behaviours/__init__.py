"""What operations do, one behaviour a file."""

from mockserver.behaviours.base import Behaviour, Make, Result
from mockserver.behaviours.clone import clone
from mockserver.behaviours.create import create
from mockserver.behaviours.delete import delete
from mockserver.behaviours.get import get
from mockserver.behaviours.list import list_
from mockserver.behaviours.respond import respond
from mockserver.behaviours.update import update
from mockserver.behaviours.upsert import upsert

BEHAVIOURS: dict[str, Make] = {
    "list": list_,
    "get": get,
    "create": create,
    "upsert": upsert,
    "update": update,
    "delete": delete,
    "clone": clone,
    "respond": respond,
}

__all__ = ["BEHAVIOURS", "Behaviour", "Make", "Result"]
