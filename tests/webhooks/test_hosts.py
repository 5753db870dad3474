"""Where events may be sent: this machine, allowed hosts, and nowhere else by no way."""

import socket
from pathlib import Path
from typing import Any

import pytest

from mockserver.errors import UsageError
from mockserver.runtime.server import Server
from tests.builders import serving
from tests.webhooks.receiver import Receiver, receiver
from tests.webhooks.shop import DOCUMENT, ask


def test_a_redirect_is_not_followed(server: Server, hook: Receiver) -> None:
    with receiver() as elsewhere:
        hook.statuses, hook.location = [307], elsewhere.url
        server.webhooks.subscribe(hook.url)
        ask(server, "POST", "/orders", {"id": "1"})
        server.webhooks.wait()

        assert (len(hook.came), elsewhere.came) == (1, [])
    assert server.webhooks.deliveries()[0].attempts[0].error == "answered 307; redirects are not followed"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x", "http://10.0.0.1/x", "http://0.0.0.0:9/x", "http://169.254.169.254/latest",
        "http://localhost.example/x", "http://[::2]/x", "http://2130706433/x", "http://127.0.0.1.example/x",
        "http://user@hooks.example:80/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "/hook", "", "http://",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_what_is_neither_this_machine_nor_allowed(server: Server, url: str) -> None:
    with pytest.raises(UsageError, match="url: "):
        server.webhooks.subscribe(url)
    ask(server, "POST", "/hooks", {"id": "1", "url": url or "x"})
    ask(server, "POST", "/orders", {"id": "1"})
    server.webhooks.wait()

    assert [each.outcome for each in server.webhooks] == ["refused"]


def test_a_host_that_nothing_is_sent_to_is_warned_of_once(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    ask(server, "POST", "/hooks", {"id": "1", "url": "http://warned.example/x"})
    for number in range(3):
        ask(server, "POST", "/orders", {"id": str(number)})
    server.webhooks.wait()

    assert [each.outcome for each in server.webhooks] == ["refused"] * 3
    told = [each.getMessage() for each in caplog.records if "warned.example" in each.getMessage()]
    assert len(told) == 1
    assert told[0].startswith("webhooks: order.placed is not delivered: warned.example is neither")


def test_a_local_name_that_leads_elsewhere_is_refused(
    server: Server, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def elsewhere(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host == "evil.localhost":
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", elsewhere)
    server.webhooks.subscribe(hook.url.replace("127.0.0.1", "evil.localhost"))
    ask(server, "POST", "/orders", {"id": "1"})
    server.webhooks.wait()

    [refused] = server.webhooks
    assert (refused.outcome, refused.problem) == (
        "refused", "evil.localhost leads to 192.0.2.1, which is not this machine",
    )  # fmt: skip
    assert (asked, hook.came) == (["evil.localhost"], [])


def test_the_connection_is_made_to_the_address_that_was_checked(
    server: Server, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere when it is asked a second time is not asked a second time."""
    answers = ["127.0.0.1"]
    look_up = socket.getaddrinfo

    def moves(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host == "moves.localhost":
            address = answers.pop(0) if answers else "192.0.2.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
        return look_up(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", moves)
    server.webhooks.subscribe(hook.url.replace("127.0.0.1", "moves.localhost"))
    ask(server, "POST", "/orders", {"id": "1"})
    server.webhooks.wait()

    assert [each.outcome for each in server.webhooks] == ["delivered"]
    assert hook.came[0].headers["host"].startswith("moves.localhost:")


def test_a_host_that_is_allowed_by_name_is_sent_to(
    tmp_path: Path, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: look_up("127.0.0.1" if host == "hooks.test" else host, *a, **k),
    )
    with serving(DOCUMENT, tmp_path, webhook_allow=["hooks.test"]) as server:
        server.webhooks.subscribe(hook.url.replace("127.0.0.1", "hooks.test"))
        ask(server, "POST", "/orders", {"id": "1"})
        server.webhooks.wait()

        assert [each.outcome for each in server.webhooks] == ["delivered"]
        with pytest.raises(UsageError, match=r"--webhook-allow hooks\.other"):
            server.webhooks.subscribe("http://hooks.other/")
