"""Tokens: what clients that nobody here wrote are given, and what becomes of calls with it."""

from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server
from tests.access.acme_tokens import call, metadata_of, oauth_client, token_of


def test_a_client_gets_a_token_and_calls_with_it(server: Server) -> None:
    with oauth_client(server, scope="read") as client:
        token = client.fetch_token()
        answer = client.get(f"{server['acme'].url}/parcels")

    assert (token["token_type"], token["scope"], token["expires_in"]) == ("Bearer", "read", 3600)
    assert answer.status_code == 200
    assert server.requests[-1].caller == "test_full"


def test_who_fetches_a_token_keeps_the_contract(server: Server) -> None:
    with mockserver.judging(server, strict=True):
        token = token_of(server)
        httpx.get(metadata_of(server)["jwks_uri"])
        answer = call(server, token)

    assert answer.status_code == 200
    assert [*server.app.journal.unmatched()] == []


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
    assert ("test credentials: test_full, test_limited" in answer.text) == (error == "invalid_client")


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


def test_everything_of_a_namespace_is_found_there_again(server: Server) -> None:
    """A code, a refresh token, a device's codes and a token say which namespace they are of."""
    metadata = metadata_of(server)
    with oauth_client(server, client_id="test_full@mine") as client:
        token = client.fetch_token(grant_type="password", username="test_other", password="any")
    refresh = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
    again = httpx.post(metadata["token_endpoint"], data=refresh).json()
    asked = {"client_id": "test_full", "client_secret": "any", "token": again["access_token"]}
    introspected = httpx.post(metadata["introspection_endpoint"], data=asked).json()

    assert (introspected["active"], introspected["client_id"]) == (True, "test_full@mine")
    assert call(server, again["access_token"]).status_code == 200
    assert {each.namespace for each in server.requests if each.operation} <= {"mine"}


def test_a_name_with_an_at_sign_is_of_no_namespace(server: Server) -> None:
    form = {"grant_type": "password", "username": "ann@corp.example", "password": "any"}
    answer = httpx.post(f"{server.url}/acme/oauth/token", data=form)

    assert answer.json()["error"] == "invalid_grant"
    assert "corp.example" not in list(server.app.clocks)


def test_a_path_may_name_the_namespace(server: Server) -> None:
    form = {"grant_type": "client_credentials", "client_id": "test_full", "client_secret": "any"}
    token = httpx.post(f"{server.url}/acme@mine/oauth/token", data=form).json()["access_token"]
    found = httpx.get(f"{server.url}/acme@mine/.well-known/openid-configuration").json()

    assert found["issuer"] == f"{server.url}/acme@mine"
    assert call(server, token).status_code == 200
    assert call(server, token, **{"Mockserver-Namespace": "other"}).status_code == 401


def test_an_issuer_of_its_own_path_is_where_the_document_has_it(tmp_path: Path) -> None:
    url = "https://login.acme.example/realms/acme/.well-known/openid-configuration"
    document = tmp_path / "acme.yaml"
    document.write_text(
        "openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\n"
        f"components: {{securitySchemes: {{login: {{type: openIdConnect, openIdConnectUrl: '{url}'}}}}}}\n"
        "security: [{login: []}]\n"
        "paths: {/parcels: {get: {responses: {'200': {description: ok}}}}}\n"
    )
    with mockserver.running(str(document)) as server:
        issuer = f"{server.url}/acme/realms/acme"
        found = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
        inserted = httpx.get(f"{server.url}/.well-known/oauth-authorization-server/acme/realms/acme").json()
        served = httpx.get(f"{server.url}/acme/openapi.json").json()

    assert found["issuer"] == issuer
    assert found["token_endpoint"] == f"{server.url}/acme/__oauth/token"
    assert (
        served["components"]["securitySchemes"]["login"]["openIdConnectUrl"]
        == f"{issuer}/.well-known/openid-configuration"
    )
    assert inserted == found


def test_a_browser_s_preflight_is_answered(server: Server) -> None:
    asked = {
        "Origin": "http://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = httpx.options(f"{server.url}/acme/oauth/token", headers=asked)

    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()


def test_a_method_that_an_endpoint_does_not_take_is_refused(server: Server) -> None:
    answer = httpx.get(f"{server.url}/acme/oauth/token")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
