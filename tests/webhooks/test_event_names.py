"""Which events a pattern names: the pattern is a caller's, and may be of any length."""

import re
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.runtime.server import Server
from mockserver.webhooks.receivers import fits_pattern
from tests.webhooks.receiver import Receiver
from tests.webhooks.shop import ask


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("order.paid", True),
        ("order.*", True),
        ("*.paid", True),
        ("*", True),
        ("o*d*p*d", True),
        ("order.paid*", True),
        ("**paid", True),
        ("order.pai", False),
        ("order.*paid.", False),
        ("order.pa*aid", False),
        ("*paid*paid", False),
        ("order?paid", False),
        ("[o]rder.paid", False),
        ("", False),
    ],
)
def test_a_star_stands_for_any_text_and_nothing_else_for_another(pattern: str, *, named: bool) -> None:
    assert fits_pattern("order.paid", pattern) is named


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_pattern_names_what_its_expression_matches(pattern: str, name: str) -> None:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert fits_pattern(name, pattern) is (re.fullmatch(expression, name) is not None)


def test_patterns_without_an_end_hold_nobody_up(server: Server, hook: Receiver) -> None:
    """Each was compiled as an expression: of one of five million letters for half a minute."""
    for number, pattern in enumerate(["?" * 5_000_000, "*" * 5_000_000, "*o" * 2_000_000]):
        ask(server, "POST", "/hooks", {"id": str(number), "url": hook.url, "events": [pattern]})
    ask(server, "POST", "/hooks", {"id": "some", "url": hook.url, "events": ["order.p*"]})
    began = time.process_time()
    ask(server, "POST", "/orders", {"id": "1"})
    seconds = time.process_time() - began
    server.webhooks.wait()

    assert seconds < 2
    assert len(hook.came) == 1


def test_nothing_is_kept_of_namespaces_of_which_nothing_is_expected(server: Server) -> None:
    for number in range(20):
        name = f"n{number}"
        httpx.post(server["acme"].url + "/orders", json={"id": "1"}, headers={"Mockserver-Namespace": name})
        server.namespace(name).webhooks.wait()
    assert not server.app.webhooks._deliverer._waiting.expected
