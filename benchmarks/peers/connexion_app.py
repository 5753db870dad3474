"""A server of stock Connexion: requests and replies by the document, rows in a dict.

Usage: connexion_app.py DOCUMENT ROWS PORT
"""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from connexion import AsyncApp
from connexion.resolver import Resolver

ROWS: dict[str, Any] = {row["id"]: row for row in json.loads(Path(sys.argv[2]).read_text("utf-8"))}


async def list_customers(limit: int = 50, offset: int = 0) -> Any:
    """A page."""
    rows = list(ROWS.values())
    return {"data": rows[offset : offset + limit], "total": len(rows)}


async def get_customer(id: str) -> Any:  # noqa: A002 - as the document calls it
    """A row."""
    return ROWS.get(id) or ({"message": "not found"}, 404)


async def create_customer(body: dict[str, Any]) -> Any:
    """A new row."""
    row = {"id": str(uuid4()), "created_at": "2026-01-01T00:00:00Z", **body}
    ROWS[row["id"]] = row
    return row, 201


HANDLERS = {"listCustomers": list_customers, "getCustomer": get_customer, "createCustomer": create_customer}

if __name__ == "__main__":
    app = AsyncApp("peer")
    app.add_api(json.loads(Path(sys.argv[1]).read_text("utf-8")), resolver=Resolver(HANDLERS.get))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), access_log=False, log_level="warning")
