"""The shipped documents answer the requests of their suite as they once did, to the byte, but for new fields."""

from itertools import groupby
from typing import Any

import pytest

import mockserver
from tests.vendors.recording import RECORDED, client, differences, is_new, read, replay

VENDORS = sorted(path.stem for path in RECORDED.glob("*.json"))


def variants_of(sequence: dict[str, Any]) -> list[str]:
    return list(sequence["variants"])


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_answers_as_recorded(vendor: str) -> None:
    wrong, asked = [], 0
    for variants, sequences in groupby(sorted(read(vendor), key=variants_of), variants_of):
        running = mockserver.running(vendor, variants={vendor: variants}, validate_responses=True)
        with running as server, client() as sender:
            for sequence in sequences:
                for step, now in replay(server, sender, sequence["steps"]):
                    asked += 1
                    ask = step["ask"]
                    wrong += [
                        f"{ask['method']} {ask['target']} {ask['headers']} {ask.get('body', '')}: {line}"
                        for line in differences(step["answer"], now)
                    ]
    assert asked > 400
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:10])


def test_the_recording_tells_of_all_vendors_and_of_every_kind_of_answer() -> None:
    answers = [step["answer"] for v in VENDORS for each in read(v) for step in each["steps"] if "ask" in step]

    assert len(VENDORS) == 5
    assert {200, 201, 204, 400, 401, 403, 404, 405, 406, 409, 415, 429} <= {a["status"] for a in answers}


@pytest.mark.parametrize(
    ("name", "status", "new"),
    [
        ("www-authenticate", 401, True),
        ("www-authenticate", 403, False),
        ("mockserver-reason", 404, True),
        ("mockserver-reason", 200, False),
        ("etag", 200, False),
    ],
)
def test_only_these_fields_are_new(name: str, status: int, *, new: bool) -> None:
    before = {"status": status, "headers": {}, "body": "x"}
    now = {**before, "headers": {name: "y"}}

    assert is_new(name, status) is new
    assert bool(differences(before, now)) is not new


@pytest.mark.parametrize("now", [{"status": 201}, {"body": "y"}, {"headers": {}}, {"headers": {"link": "b"}}])
def test_whatever_else_differs_is_a_difference(now: dict[str, Any]) -> None:
    before = {"status": 200, "headers": {"link": "a"}, "body": "x"}

    assert differences(before, {**before, **now})
