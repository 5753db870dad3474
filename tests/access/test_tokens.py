"""Tokens: what clients that nobody here wrote are given, and what becomes of calls with it."""

import httpx
import pytest

from mockserver.runtime.live import Server
from tests.access.acme_tokens import oauth_client, token_of


def test_a_client_gets_a_token_and_calls_with_it(server: Server) -> None:
    with oauth_client(server, scope="read") as client:
        token = client.fetch_token()
        answer = client.get(f"{server['acme'].url}/parcels")

    assert (token["token_type"], token["scope"], token["expires_in"]) == ("Bearer", "read", 3600)
    assert answer.status_code == 200
    assert server.requests[-1].caller == "test_full"


def test_a_token_that_has_expired_is_refused(server: Server) -> None:
    token = token_of(server)
    headers = {"Authorization": f"Bearer {token}"}
    before = httpx.get(f"{server['acme'].url}/parcels", headers=headers)
    server.clock.advance(3600)
    after = httpx.get(f"{server['acme'].url}/parcels", headers=headers)

    assert (before.status_code, after.status_code) == (200, 401)
    assert after.headers["www-authenticate"] == (
        'Bearer realm="Acme", error="invalid_token", error_description="the access token has expired"'
    )


def test_a_token_without_the_scope_is_refused(server: Server) -> None:
    token = token_of(server, scope="read")
    answer = httpx.post(f"{server['acme'].url}/parcels", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 403
    assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="write"'


def test_a_call_without_a_token_is_told_of_no_error(server: Server) -> None:
    answer = httpx.get(f"{server['acme'].url}/parcels")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Acme"'


def test_the_test_credentials_are_still_bearer_tokens(server: Server) -> None:
    answer = httpx.post(f"{server['acme'].url}/parcels", headers={"Authorization": "Bearer test_full"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        (
            {"grant_type": "client_credentials", "client_id": "nobody", "client_secret": "x"},
            400,
            "invalid_client",
        ),
        ({"grant_type": "client_credentials", "client_id": "test_full"}, 401, "invalid_client"),
        ({"grant_type": "magic", "client_id": "test_full"}, 400, "unsupported_grant_type"),
        (
            {
                "grant_type": "client_credentials",
                "client_id": "test_full",
                "client_secret": "x",
                "scope": "read rule",
            },
            400,
            "invalid_scope",
        ),
    ],
)
def test_what_is_refused_is_refused_as_the_rfc_says(
    server: Server, form: dict[str, str], status: int, error: str
) -> None:
    answer = httpx.post(f"{server.url}/acme/oauth/token", data=form)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"


def test_a_credential_of_a_namespace_gets_a_token_of_that(server: Server) -> None:
    token = token_of(server, client_id="test_full@mine")
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{server['acme'].url}/parcels"
    own = httpx.get(url, headers=headers)
    other = httpx.get(url, headers={**headers, "Mockserver-Namespace": "other"})

    assert (own.status_code, other.status_code) == (200, 401)
    assert 'error_description="the access token is unknown here"' in other.headers["www-authenticate"]


def test_a_reset_forgets_tokens_and_a_snapshot_keeps_them(server: Server) -> None:
    token = token_of(server)
    headers = {"Authorization": f"Bearer {token}"}
    url, statuses = f"{server['acme'].url}/parcels", []
    mark = server.snapshot()
    server.reset()
    statuses.append(httpx.get(url, headers=headers).status_code)
    server.restore(mark)
    statuses.append(httpx.get(url, headers=headers).status_code)

    assert statuses == [401, 200]
