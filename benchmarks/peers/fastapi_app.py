"""What somebody writes by hand instead: a FastAPI application of the three operations, rows in a dict.

Usage: fastapi_app.py ROWS PORT
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel, EmailStr, Field

app = FastAPI()
ROWS: dict[str, Any] = {row["id"]: row for row in json.loads(Path(sys.argv[1]).read_text("utf-8"))}


class NewCustomer(BaseModel):
    """The body of a create."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    email: EmailStr
    status: Literal["active", "inactive"] = "active"
    phone: str | None = None
    tags: list[str] = []


class Customer(NewCustomer):
    """A row."""

    id: str
    created_at: str


class Page(BaseModel):
    """A page of rows."""

    data: list[Customer]
    total: int


@app.get("/customers")
async def list_customers(
    limit: Annotated[int, Query(ge=1, le=100)] = 50, offset: Annotated[int, Query(ge=0)] = 0
) -> Page:
    """A page."""
    rows = list(ROWS.values())
    return Page(data=rows[offset : offset + limit], total=len(rows))


@app.get("/customers/{customer_id}")
async def get_customer(customer_id: str) -> Customer:
    """A row."""
    if customer_id not in ROWS:
        raise HTTPException(404)
    return Customer(**ROWS[customer_id])


@app.post("/customers", status_code=201)
async def create_customer(new: NewCustomer) -> Customer:
    """A new row."""
    row = {"id": str(uuid4()), "created_at": "2026-01-01T00:00:00Z", **new.model_dump()}
    ROWS[row["id"]] = row
    return Customer(**row)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), access_log=False, log_level="warning")
