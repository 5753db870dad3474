"""What is done in one place of the code, for everyone who needs it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import MODULES, ROOT, nodes_of


def imported(module: Path) -> Iterator[str]:
    """The full names that a module imports from others."""
    for node in nodes_of(module):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calling(what: str) -> list[str]:
    """The modules that call what ends with `what`, written as it is called."""
    return sorted(
        {
            str(module.relative_to(ROOT))
            for module in MODULES
            for node in nodes_of(module)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(what)
        }
    )


@pytest.mark.parametrize(
    ("what", "callers"),
    [
        # Written once for sockets and for calls in process: what one has, the other has.
        ("._journal.add", ["mockserver/server/dispatcher.py", "mockserver/state/journal.py"]),
        ("apply_fault", ["mockserver/server/dispatcher.py"]),
        (".faults.strike", ["mockserver/server/plan.py"]),
        (".limiter.hit", ["mockserver/server/plan.py"]),
    ],
)
def test_called_in_one_place(what: str, callers: list[str]) -> None:
    assert calling(what) == callers


@pytest.mark.parametrize(
    ("room", "never"),
    [
        ("http1", ("contract", "access", "validation", "state")),  # HTTP knows no contract
        ("contract", ("state", "server", "behaviours")),  # behaviours and styles are handed in
        ("lint", ("cli", "testing")),
        ("explanation", ("cli", "testing")),
        ("runtime", ("cli", "testing")),  # what serves is no part of what tests
        ("cli", ("testing",)),
    ],
)
def test_a_room_does_not_know_another(room: str, never: tuple[str, ...]) -> None:
    """Layers say who is above; these would be no import upward, or are worth a reason of their own."""
    known = {
        f"{module.relative_to(ROOT)}: {name}"
        for module in MODULES
        if module.is_relative_to(ROOT / "mockserver" / room)
        for name in imported(module)
        if name.split(".")[1:2] and name.split(".")[0] == "mockserver" and name.split(".")[1] in never
    }

    assert known == set()


@pytest.mark.parametrize(
    ("name", "users"),
    [
        # The server, recordings and drift read requests through it, or they would judge them differently.
        ("mockserver.validation.parameters.Parameters", ["mockserver/validation/reader.py"]),
        ("mockserver.validation.body.BodyReader", ["mockserver/validation/reader.py"]),
    ],
)
def test_done_in_one_place(name: str, users: list[str]) -> None:
    found = [str(module.relative_to(ROOT)) for module in MODULES if name in imported(module)]

    assert found == users


@pytest.mark.parametrize("room", ["access", "datagen", "language", "rendering", "replies", "reports"])
def test_who_reads_a_call_writes_nothing_to_it(room: str) -> None:
    """What a call is found to be is said by the steps that find it out, in `server/`, `validation/`, `behaviours/`."""
    written = [
        f"{module.relative_to(ROOT)}:{node.lineno} {node.value.id}.{node.attr}"
        for module in MODULES
        if module.is_relative_to(ROOT / "mockserver" / room)
        for node in nodes_of(module)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"call", "exchange", "request"}
    ]

    assert written == []
