"""Every rule has an example in docs/verdicts.md: a client that breaks it, what is said of it, the same one mended."""

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from textwrap import indent
from typing import NamedTuple

import pytest

import mockserver
from mockserver.coverage.clients.rules import RULES
from mockserver.runtime.server import Server
from mockserver.settings import Settings
from tests.docs.pages import PAGES

PAGE = PAGES["docs/verdicts.md"]
EXAMPLE = re.compile(
    r"^<!-- (?P<rule>\S+): end -->\n\nA client of `(?P<vendor>\w+)`[^\n]*:\n\n"
    r"```python\n(?P<broken>.*?)```\n\n```text\n(?P<said>.*?)```\n\nMended:\n\n```python\n(?P<mended>.*?)```$",
    re.MULTILINE | re.DOTALL,
)
VENDORS = ("rotor", "devdraft", "juicyway", "library")


class Example(NamedTuple):
    """One section's: whose client, its lines, what is printed of them, and the lines that mend it."""

    rule: str
    vendor: str
    broken: str
    said: str
    mended: str


EXAMPLES = [Example(**found.groupdict()) for found in EXAMPLE.finditer(PAGE)]


@pytest.fixture(scope="module")
def server(worked: Path) -> Iterator[Server]:
    settings = Settings(specs=worked / "specs", fixtures=worked / "fixtures")
    with mockserver.running(*VENDORS, settings=settings) as found:
        yield found


@pytest.fixture(autouse=True)
def anew(server: Server) -> None:
    """The seeded state, and no fault that an example left."""
    server.reset()
    server.faults.clear()


def printed(server: Server, example: Example, lines: str) -> str:
    """What the program of the page prints with an example's lines in it."""
    program = re.search(r"```python\n(import httpx.*?)```", PAGE, re.DOTALL)
    assert program is not None
    text = (
        program[1]
        .replace('mockserver.running("rotor")', "running()")
        .replace('"rotor"', f'"{example.vendor}"')
    )
    assert text.count('        client.get("/customers")\n') == 1
    text = text.replace('        client.get("/customers")\n', indent(lines, " " * 8))

    class Running:
        """The server that runs for all of the examples."""

        def __enter__(self) -> Server:
            return server

        def __exit__(self, *_: object) -> None:
            """It runs on."""

    with redirect_stdout(StringIO()) as out:
        exec(compile(text, example.rule, "exec"), {"running": Running})
    return out.getvalue()


def test_every_rule_has_an_example() -> None:
    assert [example.rule for example in EXAMPLES] == list(RULES)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.rule for example in EXAMPLES])
def test_the_client_that_is_shown_hears_what_is_shown(server: Server, example: Example) -> None:
    assert printed(server, example, example.broken) == example.said
    assert example.said.startswith(f"{example.rule}: ")


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.rule for example in EXAMPLES])
def test_the_client_that_is_mended_hears_nothing(server: Server, example: Example) -> None:
    assert not printed(server, example, example.mended)


def test_the_program_that_is_shown_runs_as_it_is() -> None:
    program = re.search(r"```python\n(import httpx.*?)```", PAGE, re.DOTALL)
    assert program is not None
    with redirect_stdout(StringIO()) as out:
        exec(compile(program[1], "docs/verdicts.md", "exec"), {})

    assert not out.getvalue()
