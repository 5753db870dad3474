"""The four requests that are timed for each vendor: a list, one row, a create, and a request that is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

NUMBER = "{n}"  # in a body: digits that no two requests of a round share


@dataclass(frozen=True, slots=True)
class Workload:
    """One request, below the vendor's base URL; in its body `{n}` is a number of its own.

    `{id}` in the path is the id of the first row of the list.
    """

    name: str
    method: str
    path: str
    status: int
    body: bytes = b""


def _of(
    path: str,
    query: str,
    new: Mapping[str, Any],
    broken: Mapping[str, Any],
    *,
    created: int = 201,
    refused: int = 400,
) -> list[Workload]:
    """A vendor's four.

    Args:
        path, query: The list, and what asks it for 50 rows through filters.
        new: The body of a create.
        broken: What replaces members of `new` in the refused request.
        created, refused: The statuses of both.
    """
    return [
        Workload("list", "GET", f"{path}?{query}", 200),
        Workload("get", "GET", f"{path}/{{id}}", 200),
        Workload("create", "POST", path, created, orjson.dumps(new)),
        Workload("invalid", "POST", path, refused, orjson.dumps({**new, **broken})),
    ]


WORKLOADS: Mapping[str, list[Workload]] = {
    "rotor": _of(
        "/customers",
        "page=1&limit=50&status=active&archived=false&search=a",
        {
            "first_name": "Ada",
            "last_name": "Bench",
            "email": "ada{n}@bench.example",
            "phone": "+1405{n}",
            "tags": ["new"],
        },
        {"email": "nowhere"},
    ),
    "devdraft": _of(
        "/customers",
        "skip=0&take=50&status=ACTIVE",
        {
            "first_name": "Ada",
            "last_name": "Bench",
            "email": "ada{n}@bench.example",
            "phone_number": "+1405{n}",
        },
        {"email": "nowhere"},
    ),
    "commenda": _of(
        "/customers",
        "corporation_id=corp_123&limit=50&extend=shipping_address",
        {"corporation_id": "corp_123", "name": "Bench {n}", "email": "ada{n}@bench.example"},
        {"name": 5},
        created=200,
    ),
    "hydracore": _of(
        "/v1/customers",
        "page=1&per_page=50&sort_by=email&sort_dir=asc",
        {
            "company_name": "Bench {n}",
            "email": "ada{n}@bench.example",
            "country_code": "IT",
            "currency": "EUR",
        },
        {"country_code": 5},
        refused=422,
    ),
    "juicyway": _of(
        "/customers",
        "limit=50&sort=created_at:desc&created_after=2020-01-01T00:00:00Z",
        {
            "first_name": "Ada",
            "last_name": "Bench",
            "email": "ada{n}@bench.example",
            "phone_number": "+234803{n}",
            "type": "individual",
            "billing_address": {
                "line1": "1",
                "line2": "2",
                "city": "Lagos",
                "state": "LA",
                "zip_code": "1",
                "country": "NG",
            },
        },
        {"email": "nowhere"},
        refused=422,
    ),
}
