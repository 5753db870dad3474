"""The page on which a user agrees, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockserver.runtime.live import Server
from tests.access.acme_tokens import metadata_of
from tests.chromium import Chromium, chromium

AXE = Path(__file__).parents[1] / "admin" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUND = f"axe.run({{runOnly: {RULES}}}).then(found => found.violations.map(each => each.id))"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


def asked(server: Server) -> str:
    question = {
        "response_type": "code",
        "client_id": "test_full",
        "redirect_uri": f"{server.url}/acme/docs",
        "scope": "read",
    }
    return str(httpx.URL(metadata_of(server)["authorization_endpoint"], params=question))


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    server: Server, opened: Chromium, width: int
) -> None:
    opened.look(width, 740, "light")
    opened.open(asked(server))
    opened.see("test_full asks for access")
    opened.evaluate(AXE.read_text("utf-8") + ";0")

    assert opened.evaluate(FOUND) == []
    assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_click_sends_the_browser_back_with_a_code(server: Server, opened: Chromium) -> None:
    opened.open(asked(server))
    opened.see("Read parcels")
    opened.evaluate("document.querySelector('button[value=test_other]').click()")
    opened.until("location.pathname === '/acme/docs' && location.search.startsWith('?code=')")

    assert opened.errors == []
