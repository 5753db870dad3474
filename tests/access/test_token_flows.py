"""Every way to a token, by clients that nobody here wrote: authlib, requests-oauthlib, oauth4webapi."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet
from oauthlib.oauth2 import (
    BackendApplicationClient,
    DeviceClient,
    InvalidGrantError,
    LegacyApplicationClient,
)
from requests_oauthlib import OAuth2Session

import mockserver
from mockserver.runtime.live import Server
from tests.access.acme_tokens import ACME, CALLBACK, agree, call, metadata_of, oauth_client
from tests.programs import program

NODE_FLOWS = Path(__file__).parent / "oauth4webapi" / "flows.mjs"


@pytest.fixture
def metadata(server: Server) -> dict[str, str]:
    return metadata_of(server)


@pytest.fixture
def over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@contextmanager
def redeemed(metadata: dict[str, str], user: str, scope: str) -> Iterator[OAuth2Client]:
    """authlib's client with the token of a user, by a code with PKCE."""
    verifier, said = generate_token(48), {"redirect_uri": CALLBACK, "code_challenge_method": "S256"}
    with OAuth2Client("test_full", scope=scope, **said) as client:
        url, _ = client.create_authorization_url(
            metadata["authorization_endpoint"], code_verifier=verifier, nonce="once"
        )
        back = agree(url, user)
        client.fetch_token(metadata["token_endpoint"], authorization_response=back, code_verifier=verifier)
        yield client


def test_authlib_by_a_code_with_pkce(server: Server, metadata: dict[str, str]) -> None:
    with redeemed(metadata, "test_other", "openid profile read") as client:
        answer = client.get(f"{server['acme'].url}/parcels")
        said = client.get(metadata["userinfo_endpoint"]).json()
        keys = KeySet.import_key_set(httpx.get(metadata["jwks_uri"]).json())
        claims = jwt.decode(client.token["id_token"], keys).claims

    assert answer.status_code == 200
    assert [each.caller for each in server.requests if each.operation] == ["test_other"]
    assert said == {"sub": "test_other", "name": "Test Other", "preferred_username": "test_other"}
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (metadata["issuer"], "test_full", "once")


def test_authlib_refreshes_and_revokes(server: Server, metadata: dict[str, str]) -> None:
    with redeemed(metadata, "test_full", "read") as client:
        old = client.token
        new = client.refresh_token(metadata["token_endpoint"])
        client.revoke_token(metadata["revocation_endpoint"], token=new["refresh_token"])

    assert new["refresh_token"] != old["refresh_token"]
    # With a refresh token goes what came of the same consent (RFC 7009, 2.1).
    assert [call(server, each["access_token"]).status_code for each in (old, new)] == [401, 401]


def test_authlib_by_a_password(server: Server, metadata: dict[str, str]) -> None:
    with oauth_client(server, scope="read write") as client:
        client.fetch_token(grant_type="password", username="test_limited", password="any")
        token = client.token

    assert token["scope"] == ""
    answer = call(server, token["access_token"])
    assert answer.status_code == 403
    assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="read"'


@pytest.mark.usefixtures("over_http")
def test_requests_oauthlib_for_a_client(server: Server, metadata: dict[str, str]) -> None:
    with OAuth2Session(client=BackendApplicationClient("test_full", scope=["read"])) as session:
        session.fetch_token(metadata["token_endpoint"], client_secret="any")
        assert session.get(f"{server['acme'].url}/parcels").status_code == 200


@pytest.mark.usefixtures("over_http")
def test_requests_oauthlib_by_a_code(server: Server, metadata: dict[str, str]) -> None:
    with OAuth2Session("test_full", redirect_uri=CALLBACK, scope=["read"], pkce="S256") as session:
        url, _ = session.authorization_url(metadata["authorization_endpoint"])
        session.fetch_token(
            metadata["token_endpoint"],
            authorization_response=agree(url, "test_metered"),
            include_client_id=True,
        )
        session.refresh_token(metadata["token_endpoint"], client_id="test_full")
        assert session.get(f"{server['acme'].url}/parcels").status_code == 200
    assert server.requests[-1].caller == "test_metered"


def test_a_refresh_token_that_comes_again_takes_back_what_came_of_it(
    server: Server, metadata: dict[str, str]
) -> None:
    """Whoever uses it the second time, one of the two has stolen it (RFC 9700, 4.14.2)."""
    form = {
        "grant_type": "password",
        "client_id": "test_full",
        "client_secret": "any",
        "username": "test_full",
    }
    first = httpx.post(metadata["token_endpoint"], data={**form, "password": "any"}).json()
    again = {"grant_type": "refresh_token", "client_id": "test_full", "refresh_token": first["refresh_token"]}
    second = httpx.post(metadata["token_endpoint"], data=again).json()
    before = call(server, second["access_token"]).status_code

    stolen = httpx.post(metadata["token_endpoint"], data=again)

    assert (before, stolen.status_code, stolen.json()["error"]) == (200, 400, "invalid_grant")
    assert call(server, second["access_token"]).status_code == 401
    last = httpx.post(metadata["token_endpoint"], data={**again, "refresh_token": second["refresh_token"]})
    assert last.json()["error"] == "invalid_grant"


@pytest.mark.usefixtures("over_http")
def test_requests_oauthlib_by_a_password(server: Server, metadata: dict[str, str]) -> None:
    with OAuth2Session(client=LegacyApplicationClient("test_full", scope=["read"])) as session:
        session.fetch_token(
            metadata["token_endpoint"], username="test_other", password="any", client_secret="any"
        )
        assert session.get(f"{server['acme'].url}/parcels").status_code == 200
        with pytest.raises(InvalidGrantError):
            session.fetch_token(
                metadata["token_endpoint"], username="nobody", password="any", client_secret="any"
            )


def test_oauthlib_for_a_device(server: Server, metadata: dict[str, str]) -> None:
    device = DeviceClient("test_full", scopes=["read"])
    body = {"client_id": "test_full", "scope": "read"}
    codes = requests.post(metadata["device_authorization_endpoint"], data=body, timeout=5).json()
    form = device.prepare_request_body(codes["device_code"], include_client_id=True)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    def poll() -> dict[str, str]:
        found: dict[str, str] = requests.post(
            metadata["token_endpoint"], data=form, headers=headers, timeout=5
        ).json()
        return found

    first, second = poll(), poll()
    answer = requests.post(
        codes["verification_uri"], data={"user_code": codes["user_code"], "user": "test_full"}, timeout=5
    )
    token = poll()

    assert answer.ok
    assert (first["error"], second["error"]) == ("authorization_pending", "slow_down")
    assert call(server, token["access_token"]).status_code == 200
    assert poll()["error"] == "invalid_grant"


def test_oauth4webapi(server: Server, metadata: dict[str, str]) -> None:
    node = program("node", package="nodejs")
    done = subprocess.run(
        [node, str(NODE_FLOWS), metadata["issuer"], f"{server['acme'].url}/parcels"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stderr == ""
    assert json.loads(done.stdout) == {
        "oauth2": True,
        "client_credentials": 200,
        "authorization_code": ["test_other", 200],
        "userinfo": "test_other@example.com",
        "refresh_token": [True, 200],
        "refreshed_twice": ["bearer", "invalid_grant", "invalid_grant"],
        "introspection": [True, False],
        "revoked": 401,
        "device_code": ["authorization_pending", 200],
    }


def test_a_user_refuses(server: Server, metadata: dict[str, str]) -> None:
    question = {"response_type": "code", "client_id": "test_full", "redirect_uri": CALLBACK, "state": "s"}
    back = agree(str(httpx.URL(metadata["authorization_endpoint"], params=question)), "")

    assert parse_qs(urlsplit(back).query)["error"] == ["access_denied"]


def test_nobody_is_asked_where_it_is_known_who_agrees(server: Server, metadata: dict[str, str]) -> None:
    question = {
        "response_type": "token",
        "client_id": "test_full",
        "redirect_uri": CALLBACK,
        "prompt": "none",
        "login_hint": "test_metered",
    }
    answer = httpx.get(metadata["authorization_endpoint"], params=question)
    token = parse_qs(urlsplit(answer.headers["location"]).fragment)["access_token"][0]

    assert call(server, token).status_code == 200
    assert server.requests[-1].caller == "test_metered"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"code_challenge": "a" * 43}, "invalid_request"),  # plain, which is what no method means
        ({"code_challenge": "a" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "rule"}, "invalid_scope"),
        ({"response_type": "magic"}, "unsupported_response_type"),
    ],
)
def test_a_question_that_cannot_be_asked_goes_back_to_the_client(
    server: Server, metadata: dict[str, str], more: dict[str, str], error: str
) -> None:
    question = {"response_type": "code", "client_id": "test_full", "redirect_uri": CALLBACK, "state": "s"}
    answer = httpx.get(metadata["authorization_endpoint"], params={**question, **more})
    told = parse_qs(urlsplit(answer.headers["location"]).query)

    assert (answer.status_code, told["error"], told["state"]) == (302, [error], ["s"])


@pytest.mark.parametrize("back", ["javascript:alert(1)", "/relative", "http://x/#fragment", "http://é/"])
def test_a_browser_is_sent_to_no_such_place(server: Server, metadata: dict[str, str], back: str) -> None:
    question = {"response_type": "code", "client_id": "test_full", "redirect_uri": back}
    answer = httpx.get(metadata["authorization_endpoint"], params=question)

    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize("endpoint", ["authorization", "token", "revocation", "introspection"])
def test_a_form_without_end_is_refused(server: Server, metadata: dict[str, str], endpoint: str) -> None:
    """A redirect_uri of megabytes was kept with the code, and sent back in a head that no client reads."""
    form = {"response_type": "code", "client_id": "test_full", "redirect_uri": f"{CALLBACK}?{'x' * 70_000}"}
    reply = httpx.post(metadata[f"{endpoint}_endpoint"], data={**form, "user": "test_full"})

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


def test_plain_challenges_are_taken_where_the_document_says_so(tmp_path: Path) -> None:
    document = tmp_path / "acme.yaml"
    document.write_text(ACME + "x-mock: {tokens: {challenges: [S256, plain], lifetime: 60}}\n")
    with mockserver.running(str(document)) as server:
        metadata = metadata_of(server)
        with OAuth2Client("test_full", redirect_uri=CALLBACK, code_challenge_method="plain") as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], code_challenge="v" * 43, code_challenge_method="plain"
            )
            token = client.fetch_token(
                metadata["token_endpoint"],
                authorization_response=agree(url, "test_full"),
                code_verifier="v" * 43,
            )

    assert token["expires_in"] == 60


def test_a_client_is_answered_in_process(tmp_path: Path) -> None:
    document = tmp_path / "acme.yaml"
    document.write_text(ACME)
    with mockserver.intercepting(str(document)) as server, OAuth2Client("test_full", "any") as client:
        client.fetch_token("https://login.acme.example/oauth/token")
        answer = client.get("https://api.acme.example/v1/parcels")

    assert answer.status_code == 200
    assert server.requests[-1].caller == "test_full"


def test_the_served_document_says_where_everything_is(server: Server, metadata: dict[str, str]) -> None:
    served = httpx.get(f"{server.url}/acme/openapi.json").json()
    scheme = served["components"]["securitySchemes"]["oauth"]

    assert scheme["flows"]["clientCredentials"]["tokenUrl"] == f"{server.url}/acme/oauth/token"
    assert scheme["flows"]["authorizationCode"]["authorizationUrl"] == f"{server.url}/acme/oauth/authorize"
    assert scheme["x-oauth2-metadata"].items() <= metadata.items()
