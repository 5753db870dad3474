"""Clients that look at pages here and there, or at the same ones again, against the invented vendor."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.coverage.acme import Measured
from tests.coverage.retrying_clients import BODY


def take_every_other_page_at_once_with_another_client(acme: Measured) -> None:
    """Two shards; the size of the list was asked for before."""
    for page in (1, 2, 1, 3, 5, 4):
        acme.client.get("/pages", params={"page": page, "size": 1})


def jump_between_pages(acme: Measured) -> None:
    for page in (1, 5, 3):
        acme.client.get("/pages", params={"page": page, "size": 1})


def look_for_a_row_by_halves(acme: Measured) -> None:
    for page in (1, 3, 4):
        acme.client.get("/pages", params={"page": page, "size": 1})


def look_at_pages_by_chance(acme: Measured) -> None:
    for page in (2, 5, 1, 3, 3, 2):
        acme.client.get("/pages", params={"page": page, "size": 1})


def list_again_and_again_without_asking_for_a_page(acme: Measured) -> None:
    for _ in range(8):
        acme.client.get("/offsets")


def show_two_lists_again_and_again(acme: Measured) -> None:
    for _ in range(8):
        acme.client.get("/pages", params={"page": 1})
        acme.client.get("/offsets", params={"skip": 0})


def take_the_first_page_for_ever(acme: Measured) -> None:
    for _ in range(8):
        acme.client.get("/pages", params={"page": 1})


def show_the_first_page_to_twenty_users(acme: Measured) -> None:
    """Each with a connection of his own, one after the other, by the one credential of a project."""
    url = urlsplit(acme.server["acme"].url)
    for _ in range(20):
        connection = HTTPConnection(url.netloc)
        connection.request("GET", f"{url.path}/pages?page=1", headers={"x-key": "test_full"})
        connection.getresponse().read()
        connection.close()


def take_the_first_page_for_ever_and_look_at_its_rows(acme: Measured) -> None:
    for _ in range(24):  # five without a pause count as stuck, and a busy machine may make some
        acme.client.get("/pages", params={"page": 1})
        acme.client.get("/widgets/w0")


def wait_for_something_on_the_first_page(acme: Measured) -> None:
    for _ in range(8):
        acme.client.get("/pages", params={"page": 1})
        acme.server.clock.advance(1)


def take_the_first_page_and_change_it(acme: Measured) -> None:
    for _ in range(8):
        acme.client.get("/pages", params={"page": 1})
        acme.client.post("/widgets", json=BODY)


def look_at_the_first_and_the_last_page(acme: Measured) -> None:
    for page in (1, 5):
        acme.client.get("/pages", params={"page": page, "size": 1})


def take_the_same_offset_for_ever(acme: Measured) -> None:
    for _ in range(8):
        acme.client.get("/offsets", params={"skip": 0})


def take_the_same_cursor_for_ever(acme: Measured) -> None:
    cursor = acme.client.get("/cursors", params={"size": 1}).json()["next"]
    for _ in range(8):
        acme.client.get("/cursors", params={"size": 1, "cursor": cursor})
