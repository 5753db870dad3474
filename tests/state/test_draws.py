"""Drawn values: the same for the same seed, request and history, in this process and in any other."""

import subprocess
import sys

from mockserver.exchange import Request
from mockserver.state.draws import Draws, SeededDraw

ASKED = """
from mockserver.exchange import Request
from mockserver.state.draws import Draws, SeededDraw
draws = Draws(42)
for body in (b"{}", b"{}", b"x" * 1000):
    print(SeededDraw(draws, Request("POST", b"/things", b"", {}, body)).uuid())
print(*sorted(key.hex() for key in draws.snapshot()[1]))
"""


def uuid(draws: Draws, body: bytes = b"{}", headers: dict[bytes, bytes] | None = None) -> str:
    return SeededDraw(draws, Request("POST", b"/things", b"", headers or {}, body)).uuid()


def test_of_many_requests_the_first_are_forgotten_and_none_draws_the_same_again() -> None:
    draws = Draws(42, most=10)
    drawn = [uuid(draws, b"%d" % (number % 12)) for number in range(60)]
    assert len(set(drawn)) == 60
    assert len(draws.snapshot()[1]) <= 10


def test_other_processes_draw_the_same_and_know_requests_by_the_same_keys() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", ASKED],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]

    assert told[0] == told[1]
    first, again, long, *_ = told[0].split()
    draws = Draws(42)
    assert [uuid(draws), uuid(draws), uuid(draws, b"x" * 1000)] == [first, again, long]
    assert len({first, again, long}) == 3


def test_the_order_of_other_requests_makes_no_difference() -> None:
    one, other = Draws(42), Draws(42)

    assert [uuid(one, b"a"), uuid(one, b"b")] == [uuid(other, b"b"), uuid(other, b"a")][::-1]


def test_another_seed_draws_something_else() -> None:
    assert uuid(Draws(1)) != uuid(Draws(2))


def test_a_mark_brings_the_same_values_back() -> None:
    draws = Draws(42)
    uuid(draws)
    mark = draws.snapshot()
    after = uuid(draws)

    draws.restore(mark)
    assert uuid(draws) == after

    draws.reset()
    assert uuid(draws) == uuid(Draws(42))
