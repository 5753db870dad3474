"""The table of what is bounded says what the code has."""

from pathlib import Path

import pytest

from mockserver import bounds, errors
from mockserver.coverage import collector
from mockserver.coverage.clients import sent_links, traversals, walks
from mockserver.datagen.schemas import making
from mockserver.exchange.entry import LIGHT
from mockserver.faults import injector, stub_set
from mockserver.replies import byte_ranges
from mockserver.server import streaming
from mockserver.settings import DEFAULT_MAX_BODY, OPTIONS
from mockserver.state import feed, journal
from mockserver.validation import schema
from mockserver.webhooks import delivering, delivery, payloads, posting

PAGE = Path(__file__).parents[2] / "docs" / "bounds.md"
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text().splitlines()
    if line[:1] == "|"
][2:]
BOUNDS = {
    "journal: exchanges": journal.LENGTH,
    "journal: each body": bounds.JOURNAL_BODY,
    f"journal: all bodies over {LIGHT:,} bytes": bounds.JOURNAL_SIZE,
    "renderings of a document's rows and pages, kept with them": bounds.RENDERINGS,
    "queries of a document's operations, kept as they were read": schema.MOST_KNOWN,
    "queries and error bodies of a document, kept with what they cover": collector.MOST_MEMORIES,
    "body of a request": DEFAULT_MAX_BODY,
    "seeded rows of a resource and tenant": bounds.MOST_ROWS,
    "namespaces, beside the default one": bounds.NAMESPACES,
    "entries of a [store](stores.md)'s log after its checkpoint": bounds.LOG_GROWTH,
    "seconds that a call waits for its turn to write to a store": bounds.STORE_PATIENCE,
    "seconds that one waits after another that waited in vain, until one has had its turn": bounds.STORE_IMPATIENCE,
    "processes that serve (`--workers`)": bounds.MOST_WORKERS,
    "snapshots": bounds.SNAPSHOTS,
    "requests that drew ids and other values, of a namespace": bounds.MOST_DRAWS,
    "replies that idempotency keys bring back, of a document in a namespace": bounds.KEPT_REPLIES,
    "members of one object or array of a document, but for examples and enumerations": bounds.MOST_MEMBERS,
    "paths of a document, of each operation below each server": bounds.MOST_ROUTES,
    "repetitions that the patterns of a document ask for, of each that asks for more than 100": bounds.MOST_STATES,
    "least values of a reply that are made while others wait": bounds.MANY_VALUES,
    "values and letters of a generated reply": making.MOST,
    "files that were uploaded, of all namespaces and snapshots": bounds.FILES_SIZE,
    "changes of a document in a namespace that a reader of a stream who comes back has not missed": feed.MOST_FED,
    "events that wait for one reader of a stream": streaming.MOST_WAITING,
    "from one comment of a stream in which nothing happens to the next": bounds.LEAST_HEARTBEAT,
    "seconds that a call waits for a change": bounds.LONGEST_WAIT,
    "ranges of one request": byte_ranges.MOST_RANGES,
    "rows of a document in a namespace that wait for a transition": bounds.MOST_TRANSITIONS,
    "tokens and codes that are issued, of a document in a namespace": bounds.MOST_TOKENS,
    "body of a request to an authorization server": bounds.LARGEST_TOKEN_REQUEST,
    "faults of a namespace": injector.MOST_FAULTS,
    "stubs of a namespace": stub_set.MOST_STUBS,
    "stubs of all namespaces, as they were written": bounds.STUB_BYTES,
    "subscriptions of a namespace, beside a document's own": bounds.MOST_SUBSCRIPTIONS,
    "characters of a pattern of event names": bounds.LONGEST_PATTERN,
    "deliveries of events that wait for their receivers": bounds.MOST_UNDELIVERED,
    "deliveries of which each led to the next, as to a receiver that is this server": bounds.MOST_HOPS,
    "deliveries that are remembered": bounds.MOST_DELIVERIES,
    "payload of an event": payloads.MOST_PAYLOAD,
    "attempts of a delivery that are remembered": delivery.MOST_ATTEMPTS,
    "receivers that are sent to at the same time": delivering.MOST_AT_ONCE,
    "answer of a receiver": posting.MOST_ANSWER,
    "requests that met a fault by chance, of each fault": injector.MOST_MET,
    "clients that are judged": collector.MOST_CLIENTS,
    "lists that a client walks": walks.MOST_LISTS,
    "pages of a walk that are remembered": traversals.MOST_PAGES,
    "replies in which a client's links are looked for": sent_links.MOST,
    "readers of `/__admin/events`": bounds.EVENT_READERS,
    "delay of a fault, of a stub's answer": bounds.LONGEST_DELAY,
    "seconds in which an upstream takes a connection": bounds.UPSTREAM_CONNECT,
    "seconds from one piece of an upstream's reply to the next": bounds.UPSTREAM_SILENCE,
    "reply of an upstream that is held against the document": DEFAULT_MAX_BODY,
    "levels of a body": bounds.DEEPEST,
    "violations of a request that are told": errors.MOST_VIOLATIONS,
    "values of a refused body that are looked at one by one": bounds.MOST_JUDGED,
    "characters of a name in a message": errors.LONGEST_NAME,
}


def test_the_table_has_every_bound() -> None:
    assert [row[0] for row in TABLE] == list(BOUNDS)


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_bound_is_what_the_table_says(row: list[str]) -> None:
    what, much, _, option = row
    assert much.split()[0] == f"{BOUNDS[what]:,}"
    assert not option or option.strip("`") in {each.flag for each in OPTIONS.values()}
