"""What the server makes of parameters: the invented documents answer with what they read."""

from typing import Any

import httpx
import pytest

from tests.server.conftest import ServerOf

READINGS: tuple[tuple[str, str, dict[str, str], dict[str, Any]], ...] = (
    ("acme_parameters", "/widgets?integer=7", {}, {"integer": 7}),
    ("acme_parameters", "/widgets?int64=-9223372036854775808", {}, {"int64": -(2**63)}),
    ("acme_parameters", "/widgets?number=1.50", {}, {"number": 1.5}),
    ("acme_parameters", "/widgets?number=1e2", {}, {"number": 100.0}),
    ("acme_parameters", "/widgets?flag=false", {}, {"flag": False}),
    ("acme_parameters", "/widgets?text=a+b%20c", {}, {"text": "a b c"}),
    ("acme_parameters", "/widgets?text=", {}, {"text": ""}),
    ("acme_parameters", "/widgets?colour=red", {}, {"colour": "red"}),
    ("acme_parameters", "/widgets", {"x-count": "12", "X-FLAG": "true"}, {"count": 12, "on": True}),
    (
        "acme_styles",
        "/gears?ids=1,2&each=3&each=4&piped=5%7C6",
        {},
        {"ids": [1, 2], "each": [3, 4], "piped": [5, 6]},
    ),
    ("acme_styles", "/gears?ids=", {}, {"ids": []}),
    (
        "acme_styles",
        "/bolts?filter[colour]=red&filter[count]=2",
        {},
        {"filter": {"colour": "red", "count": 2}},
    ),
    ("acme_styles", "/bolts?point=x,1,y,2", {}, {"point": {"x": 1, "y": 2}}),
    ("acme_styles", "/bolts?width=1&height=2", {}, {"size": {"width": 1, "height": 2}}),
    ("acme_styles", "/bolts?where=%7B%22a%22:1%7D", {}, {"where": {"a": 1}}),
    ("acme_lenient", "/wheels?page=1&page=2&other=3", {}, {"page": 2}),
)


@pytest.mark.parametrize(
    ("document", "target", "headers", "read"), READINGS, ids=lambda value: str(value)[:60]
)
def test_what_is_read(
    document: str, target: str, headers: dict[str, str], read: dict[str, Any], server_of: ServerOf
) -> None:
    """Values have the types of their schemas, in every location and style."""
    vendor = server_of(document)[document]

    reply = httpx.get(vendor.url + target, headers={**vendor.credentials["test_full"], **headers})

    assert (reply.status_code, reply.json()) == (200, read)


def test_a_body_that_is_not_read_is_not_the_next_request(server_of: ServerOf) -> None:
    """The body of a GET is taken off the connection, whatever it says."""
    vendor = server_of("acme_parameters")["acme_parameters"]
    smuggled = b"GET /__admin/health HTTP/1.1\r\nHost: a\r\n\r\n"

    with httpx.Client(headers=vendor.credentials["test_full"]) as client:
        first = client.request("GET", f"{vendor.url}/widgets?integer=1", content=smuggled)
        second = client.get(f"{vendor.url}/widgets?integer=2")

    assert [first.json(), second.json()] == [{"integer": 1}, {"integer": 2}]
