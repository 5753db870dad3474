"""Clients that turn pages, well and badly, against the invented vendor."""

import asyncio

import httpx

from tests.coverage.acme import Measured
from tests.coverage.retrying_clients import BODY, force


def make_up_cursor(acme: Measured) -> None:
    acme.client.get("/cursors", params={"cursor": "bm90IGEgY3Vyc29y"})


def make_up_key(acme: Measured) -> None:
    acme.client.get("/keys", params={"after": "w99"})


def page_past_end(acme: Measured) -> None:
    for page in (1, 2, 3, 4):
        acme.client.get("/pages", params={"page": page})


def offset_past_end(acme: Measured) -> None:
    for skip in (0, 2, 4, 6):
        acme.client.get("/offsets", params={"skip": skip})


def offset_just_past_end(acme: Measured) -> None:
    for skip in (0, 2, 4, 5):
        acme.client.get("/offsets", params={"skip": skip})


def cursor_past_end(acme: Measured) -> None:
    walk_cursors(acme)
    acme.client.get("/cursors", params={"cursor": "None"})


def key_past_end(acme: Measured) -> None:
    for after in ({}, {"after": "w1"}, {"after": "w3"}, {"after": "w4"}):
        acme.client.get("/keys", params=after)


def look_until_empty_where_nothing_tells(acme: Measured) -> None:
    for skip in (0, 2, 4, 6):
        acme.client.get("/bare", params={"skip": skip})


def look_again_after_writing(acme: Measured) -> None:
    for page in (1, 2, 3):
        acme.client.get("/pages", params={"page": page})
    acme.client.post("/widgets", json=BODY)
    acme.client.get("/pages", params={"page": 4})


def abandon(acme: Measured) -> None:
    acme.client.get("/pages", params={"page": 1})
    acme.client.get("/pages", params={"page": 2})


def abandon_and_begin_anew(acme: Measured) -> None:
    for _ in range(3):
        abandon(acme)


def abandon_and_finish_later(acme: Measured) -> None:
    abandon(acme)
    walk_pages(acme)


def read_the_first_page_alone(acme: Measured) -> None:
    acme.client.get("/pages")
    acme.client.get("/cursors")


def walk_pages(acme: Measured) -> None:
    for page in (1, 2, 3):
        acme.client.get("/pages", params={"page": page})


def walk_pages_twice(acme: Measured) -> None:
    walk_pages(acme)
    walk_pages(acme)


def walk_pages_out_of_order(acme: Measured) -> None:
    for page in (1, 3, 2):
        acme.client.get("/pages", params={"page": page})


def walk_pages_with_parameters_in_any_order(acme: Measured) -> None:
    for number in (1, 2, 3):
        pairs = ["colour=red", "size=2", f"page={number}"]
        acme.client.get(f"/pages?{'&'.join(pairs[number - 1 :] + pairs[: number - 1])}")


def walk_cursors(acme: Measured) -> None:
    cursor: str | None = ""  # what httpx makes of a cursor that is None
    while cursor is not None:
        cursor = acme.client.get("/cursors", params={"cursor": cursor}).json()["next"]


def walk_cursors_twice(acme: Measured) -> None:
    walk_cursors(acme)
    walk_cursors(acme)


def walk_keys_there_and_back(acme: Measured) -> None:
    params: dict[str, str] = {}
    while True:
        page = acme.client.get("/keys", params=params).json()
        if page["after"] is None:
            break
        params = {"after": page["after"]}
    while page["before"] is not None:
        page = acme.client.get("/keys", params={"before": page["before"]}).json()


def retry_a_page(acme: Measured) -> None:
    first = acme.client.get("/cursors").json()
    for headers in (force(500), {}):
        second = acme.client.get("/cursors", params={"cursor": first["next"]}, headers=headers)
    acme.client.get("/cursors", params={"cursor": second.json()["next"]})


def cursor_of_another_list(acme: Measured) -> None:
    cursor = acme.client.get("/cursors").json()["next"]
    acme.client.get("/recent", params={"cursor": cursor})


def cursor_with_another_filter(acme: Measured) -> None:
    cursor = acme.client.get("/cursors", params={"colour": "red"}).json()["next"]
    acme.client.get("/cursors", params={"colour": "blue", "cursor": cursor})


def cursor_without_its_filter(acme: Measured) -> None:
    cursor = acme.client.get("/cursors", params={"colour": "red"}).json()["next"]
    acme.client.get("/cursors", params={"cursor": cursor})


def cursor_with_another_size(acme: Measured) -> None:
    cursor = acme.client.get("/cursors", params={"size": 2}).json()["next"]
    acme.client.get("/cursors", params={"size": 3, "cursor": cursor})


def cursors_of_two_lists_in_turn(acme: Measured) -> None:
    paths: dict[str, str | None] = {"/cursors": "", "/recent": ""}
    while any(cursor is not None for cursor in paths.values()):
        for path, cursor in paths.items():
            if cursor is not None:
                paths[path] = acme.client.get(path, params={"cursor": cursor}).json()["next"]


def after_and_before_at_once(acme: Measured) -> None:
    acme.client.get("/keys", params={"after": "w0", "before": "w4"})


def key_of_a_row_that_another_list_has(acme: Measured) -> None:
    """Any row's key will do, as long as the list has the row."""
    key = acme.client.get("/keys", params={"size": 1}).json()["after"]
    acme.client.get("/elsewhere", params={"after": key})


def count_rows_wrongly_and_stop_early(acme: Measured) -> None:
    for _ in range(5):
        acme.client.post("/widgets", json=BODY)
    for skip in (0, 3, 6):
        acme.client.get("/offsets", params={"skip": skip, "size": 2})


def read_the_first_page_again(acme: Measured) -> None:
    walk_cursors(acme)
    for params in ({}, {"cursor": ""}):
        acme.client.get("/cursors", params=params)


def look_again_after_others_wrote(acme: Measured) -> None:
    for page in (1, 2, 3):
        acme.client.get("/pages", params={"page": page})
    with acme.connect("test_metered") as other:
        for _ in range(2):
            other.post("/widgets", json=BODY)
            acme.server.clock.advance(60)
    acme.client.get("/pages", params={"page": 4})


def look_again_the_next_day(acme: Measured) -> None:
    walk_pages(acme)
    acme.server.clock.advance(86400)
    acme.client.get("/pages", params={"page": 4})


def fetch_pages_at_once(acme: Measured) -> None:
    async def fetch() -> None:
        headers = {"x-key": "test_full"}
        async with httpx.AsyncClient(base_url=acme.server["acme"].url, headers=headers, timeout=30) as client:
            await asyncio.gather(*(client.get("/pages", params={"page": page}) for page in range(1, 6)))

    acme.server.faults.add(delay=0.2)
    asyncio.run(fetch())


def take_all_as_one_page_and_look_at_its_first_rows(acme: Measured) -> None:
    acme.client.get("/pages", params={"page": 1, "size": 2})
    for size in (5, 1):
        acme.client.get("/pages", params={"page": 1, "size": size})
    acme.client.get("/pages", params={"page": 2, "size": 1})


def count_rows_wrongly(acme: Measured) -> None:
    for skip in (0, 3):
        acme.client.get("/offsets", params={"skip": skip, "size": 2})


def take_all_and_write_and_count_rows_wrongly(acme: Measured) -> None:
    acme.client.get("/offsets", params={"skip": 0, "size": 5})
    acme.client.post("/widgets", json=BODY)
    for skip, size in ((0, 2), (3, 3)):
        acme.client.get("/offsets", params={"skip": skip, "size": size})


def leave_every_other_page_out(acme: Measured) -> None:
    for page in (1, 3, 5):
        acme.client.get("/pages", params={"page": page, "size": 1})


def go_on_where_another_stopped(acme: Measured) -> None:
    for skip in (1, 3):
        acme.client.get("/offsets", params={"skip": skip})


def abandon_a_walk_by_cursors(acme: Measured) -> None:
    cursor = acme.client.get("/cursors", params={"size": 1}).json()["next"]
    acme.client.get("/cursors", params={"size": 1, "cursor": cursor})


def abandon_a_walk_by_offsets(acme: Measured) -> None:
    for skip in (0, 1, 2):
        acme.client.get("/offsets", params={"skip": skip, "size": 1})


def leave_one_page_out(acme: Measured) -> None:
    for page in (1, 2, 3, 5):
        acme.client.get("/pages", params={"page": page, "size": 1})
