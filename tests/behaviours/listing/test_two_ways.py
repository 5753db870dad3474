"""Lists that are cut in two ways at once: by numbers and by cursors, with two names for a size."""

import re
from urllib.parse import urlsplit

import pytest

from tests.builders import Mock, mock

DOCUMENT = """
x-mock: {pagination: {pages: {style: STYLE, size: 4}}, resources: {pets: {}}}
paths:
  /pets:
    get:
      parameters:
      - {name: WAY, in: query, schema: {type: integer}, x-mock: {page: PART}}
      - {name: per_page, in: query, schema: {type: integer, default: 4}, x-mock: {page: size}}
      - {name: page_size, in: query, schema: {type: integer, default: 4}, x-mock: {page: size}}
      - {name: token, in: query, schema: {type: string}, x-mock: {page: cursor}}
      x-mock:
        behaviour: list
        resource: pets
        pagination: pages
        responses: {200: {members: {'': $rows}, headers: {Link: $page.link}}}
      responses:
        '200':
          description: ok
          headers: {Link: {schema: {type: string}}}
          content: {application/json: {schema: {type: array, items: {properties: {id: {type: string}}}}}}
"""
KEYS = [f"k{number:02}" for number in range(10)]


@pytest.fixture(params=["page", "offset"])
def pets(request: pytest.FixtureRequest) -> Mock:
    part = "number" if request.param == "page" else "offset"
    text = DOCUMENT.replace("STYLE", request.param).replace("WAY", request.param).replace("PART", part)
    return mock(text, {"pets": [{"id": key} for key in KEYS]})


def walk(pets: Mock, target: str) -> list[tuple[str, list[str]]]:
    """Each page by the link of the one before: what asked for it, and its keys."""
    found = []
    while target:
        reply = pets.ask("GET", target)
        rows = pets.json("GET", target)
        found.append((target, [row["id"] for row in rows]))
        link = dict(reply.headers).get(b"Link", dict(reply.headers).get(b"link", b"")).decode()
        following = re.search(r'<([^>]*)>; rel="next"', link)
        target = "" if following is None else "{0.path}?{0.query}".format(urlsplit(following[1]))
        assert len(found) < 20
    return found


def test_a_walk_that_begins_with_neither_goes_on_by_cursors(pets: Mock) -> None:
    pages = walk(pets, "/pets?page_size=3")

    assert [key for _, keys in pages for key in keys] == KEYS
    assert all("token=" in target and "page_size=3" in target for target, _ in pages[1:])


def test_a_walk_by_numbers_goes_on_by_numbers(pets: Mock) -> None:
    way = pets.contract.operations[0].parameters[0].name
    pages = walk(pets, f"/pets?{way}={1 if way == 'page' else 0}&per_page=3")

    assert [key for _, keys in pages for key in keys] == KEYS
    assert not any("token=" in target for target, _ in pages)


@pytest.mark.parametrize("name", ["per_page", "page_size"])
def test_either_size_is_kept(pets: Mock, name: str) -> None:
    assert [row["id"] for row in pets.json("GET", f"/pets?{name}=2")] == KEYS[:2]
