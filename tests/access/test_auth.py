"""Who calls, and whether they may."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.access import credentials
from mockserver.access.authenticator import Authenticator
from mockserver.access.credentials import TEST_CREDENTIALS, headers_for
from mockserver.access.permissions import Permissions
from mockserver.access.schemes.api_key import ANY, word_in
from mockserver.contract.model import Contract
from mockserver.errors import ApiError, SpecError
from mockserver.exchange import Caller, Request
from tests.builders import compiled

SCHEMES = """
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
    prefixed: {type: apiKey, in: header, name: Authorization, x-mock: {prefix: Token}}
    any: {type: apiKey, in: header, name: Authorization}
    named: {type: apiKey, in: header, name: authorization, description: 'Send `Authorization: Token <key>`.'}
    bare: {type: apiKey, in: header, name: Authorization, x-mock: {prefix: ''}}
    secret: {type: apiKey, in: header, name: X-Secret, x-mock: {credential: secret}}
    bearer: {type: http, scheme: Bearer}
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://acme.example/token', scopes: {}}}}
    oidc: {type: openIdConnect, openIdConnectUrl: 'https://acme.example/oidc'}
    mutual: {type: http, scheme: hoba}
"""
CALLERS = credentials.read_callers(None) | {"ann": Caller("ann", facts={"name": "ann", "secret": "s3cret"})}


def contract(security: str, mock: str = "{}") -> Contract:
    operation = f"{{security: {security}, x-mock: {mock}, responses: {{'200': {{description: ok}}}}}}"
    return compiled(f"paths: {{/x: {{get: {operation}}}}}\n{SCHEMES}")


def caller_of(security: str, query: str = "", **headers: str) -> str | None:
    """The caller's name, None for a refusal. `X_Key` is the header `X-Key`."""
    made = contract(security)
    sent = {
        name.lower().replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items()
    }
    found = Authenticator(made, made.operations[0], CALLERS).authenticate(
        Request("GET", b"/x", query.encode(), sent)
    )
    return None if found is None else found.name


@pytest.mark.parametrize(
    ("description", "word"),
    [
        ("", ANY),
        ("Your key, from the dashboard.", ANY),
        ("Authorization: YOUR_KEY", ANY),
        ("Token-based authentication with required prefix `Token`", "Token"),
        ("`Authorization: Token <api_key>`", "Token"),
        ("Send it as Authorization: Bearer {token}.", "Bearer"),
        ('e.g. "Authorization: SSWS 00abc123def"', "SSWS"),
        ("Use `GenieKey $API_KEY`.", "GenieKey"),
        (
            "Enter 'Bearer' [space] and then your token in the text input below. Example: 'Bearer 12345abcdef'",
            "Bearer",
        ),
        ("JWT Authorization header using the Bearer scheme.", "Bearer"),
        ("API key, prefixed with 'ApiKey'", "ApiKey"),
        ('The word "Bearer" followed by the access token', "Bearer"),
        ("Must be `Bearer YOUR_SECRET_KEY`", "Bearer"),
        ("authorization = 'Key ...'", "Key"),
        ("The bare key, without a scheme word.", ""),
        ("Send the raw API key.", ""),
        ("The key, no prefix needed", ""),
        ("The API key without the `Bearer` prefix", ""),
    ],
)
def test_the_word_before_a_key_is_the_one_that_the_description_names(description: str, word: str) -> None:
    assert word_in(description) == word


def basic(text: str) -> str:
    return "Basic " + b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("security", "sent", "caller"),
    [
        ("[{header: []}]", {"X_Key": "ann"}, "ann"),
        ("[{header: []}]", {"X_KEY": "ann"}, "ann"),
        ("[{header: []}]", {"X_Key": "Ann"}, None),
        ("[{header: []}]", {"X_Key": "ann "}, None),
        ("[{header: []}]", {"X_Key": ""}, None),
        ("[{header: []}]", {"X_Key": "Bearer ann"}, None),
        ("[{header: []}]", {"X_Key": "é"}, None),
        ("[{header: []}]", {}, None),
        ("[{query: []}]", {"query": "a=1&key=ann"}, "ann"),
        ("[{query: []}]", {"query": "key=%61nn"}, "ann"),
        ("[{query: []}]", {"query": "key="}, None),
        ("[{query: []}]", {"query": "%FF&key=%FF"}, None),
        ("[{cookie: []}]", {"Cookie": "a=b; session=ann"}, "ann"),
        ("[{cookie: []}]", {"Cookie": "session"}, None),
        ("[{prefixed: []}]", {"Authorization": "Token ann"}, "ann"),
        ("[{prefixed: []}]", {"Authorization": "ann"}, "ann"),
        ("[{prefixed: []}]", {"Authorization": "Bearer ann"}, None),
        ("[{any: []}]", {"Authorization": "ann"}, "ann"),
        ("[{any: []}]", {"Authorization": "Token ann"}, "ann"),
        ("[{any: []}]", {"Authorization": "GenieKey ann"}, "ann"),
        ("[{any: []}]", {"Authorization": "Token nobody"}, None),
        ("[{any: []}]", {"Authorization": "ann Token"}, None),
        ("[{any: []}]", {"Authorization": ""}, None),
        ("[{any: []}]", {}, None),
        ("[{named: []}]", {"Authorization": "Token ann"}, "ann"),
        ("[{named: []}]", {"Authorization": "token ann"}, "ann"),
        ("[{named: []}]", {"Authorization": "ann"}, "ann"),
        ("[{named: []}]", {"Authorization": "Bearer ann"}, None),
        ("[{bare: []}]", {"Authorization": "ann"}, "ann"),
        ("[{bare: []}]", {"Authorization": "Bearer ann"}, None),
        ("[{bearer: []}]", {"Authorization": "Bearer ann"}, "ann"),
        ("[{bearer: []}]", {"Authorization": "bearer ann"}, "ann"),
        ("[{bearer: []}]", {"Authorization": "ann"}, None),
        ("[{bearer: []}]", {"Authorization": "Bearer"}, None),
        ("[{bearer: []}]", {"Authorization": "Basic ann"}, None),
        ("[{basic: []}]", {"Authorization": basic("ann:any")}, "ann"),
        ("[{basic: []}]", {"Authorization": basic("ann")}, "ann"),
        ("[{basic: []}]", {"Authorization": basic(":ann")}, None),
        ("[{basic: []}]", {"Authorization": "Basic ann"}, None),
        ("[{basic: []}]", {"Authorization": "Basic é"}, None),
        ("[{oauth: []}]", {"Authorization": "Bearer ann"}, "ann"),
        ("[{oidc: []}]", {"Authorization": "Bearer ann"}, "ann"),
        ("[{mutual: []}]", {"Authorization": "HOBA ann"}, "ann"),
        ("[{header: []}, {bearer: []}]", {"Authorization": "Bearer ann"}, "ann"),
        ("[{header: []}, {bearer: []}]", {"X_Key": "nobody", "Authorization": "Bearer ann"}, "ann"),
        ("[{header: [], secret: []}]", {"X_Key": "ann", "X_Secret": "s3cret"}, "ann"),
        ("[{secret: [], header: []}]", {"X_Key": "ann", "X_Secret": "s3cret"}, "ann"),
        ("[{header: [], secret: []}]", {"X_Key": "ann", "X_Secret": "S3cret"}, None),
        ("[{header: [], secret: []}]", {"X_Key": "ann"}, None),
        ("[{header: [], secret: []}]", {"X_Secret": "s3cret"}, None),
        ("[{header: [], bearer: []}]", {"X_Key": "ann", "Authorization": "Bearer test_full"}, None),
        ("[{header: [], bearer: []}]", {"X_Key": "ann", "Authorization": "Bearer ann"}, "ann"),
        ("[]", {}, "anonymous"),
        ("[{}]", {}, "anonymous"),
        ("[{header: []}, {}]", {}, "anonymous"),
        ("[{header: []}, {}]", {"X_Key": "nobody"}, "anonymous"),
        ("[{header: []}, {}]", {"X_Key": "ann"}, "ann"),
    ],
)
def test_who_calls(security: str, sent: dict[str, str], caller: str | None) -> None:
    assert caller_of(security, **sent) == caller


def test_a_refusal_is_of_its_kind() -> None:
    made = contract("[{header: []}]")

    authenticator = Authenticator(made, made.operations[0], CALLERS)

    assert authenticator.authenticate(Request("GET", b"/x", b"", {})) is None
    assert authenticator.raises == ("unauthenticated",)


@given(st.text(st.characters(max_codepoint=255)))
def test_no_credential_breaks_the_check(value: str) -> None:
    for security in ("[{basic: []}]", "[{bearer: []}]", "[{prefixed: []}]", "[{cookie: []}]"):
        caller_of(security, Authorization=value, Cookie=value)


@pytest.mark.parametrize("name", TEST_CREDENTIALS)
@pytest.mark.parametrize("scheme", ["header", "prefixed", "bearer", "basic", "oauth", "oidc"])
def test_the_headers_of_a_credential_are_that_credential(scheme: str, name: str) -> None:
    """For a document without fixtures the five test credentials work for every scheme that a header carries."""
    security = f"[{{{scheme}: []}}]"
    made = contract(security)

    headers = headers_for(made, CALLERS[name])

    assert caller_of(security, **{key.replace("-", "_"): value for key, value in headers.items()}) == name


# Permissions


@pytest.mark.parametrize(
    ("mock", "caller", "refused"),
    [
        ("{}", Caller("x", scopes=frozenset()), None),
        ("{scopes: [a, b]}", Caller("x", scopes=frozenset({"a", "b", "c"})), None),
        ("{scopes: [a, b]}", Caller("x", scopes=frozenset({"*"})), None),
        (
            "{scopes: [a, b]}",
            Caller("x", scopes=frozenset({"a"})),
            ("forbidden", {"scope": "b", "role": None}),
        ),
        ("{scopes: [b, a]}", Caller("x", scopes=frozenset()), ("forbidden", {"scope": "a", "role": None})),
        ("{role: admin}", Caller("x", roles=frozenset({"admin"})), None),
        ("{role: admin}", Caller("x"), ("not_permitted", {"scope": None, "role": "admin"})),
        (
            "{role: admin, scopes: [a]}",
            Caller("x", scopes=frozenset()),
            ("not_permitted", {"scope": "a", "role": "admin"}),
        ),
    ],
)
def test_what_a_caller_may(mock: str, caller: Caller, refused: tuple[str, dict[str, Any]] | None) -> None:
    made = contract("[]", mock)
    permissions, request = Permissions(made, made.operations[0]), Request("GET", b"/x", b"", {})

    if refused is None:
        permissions.require(caller, request)
    else:
        with pytest.raises(ApiError) as caught:
            permissions.require(caller, request)
        assert (caught.value.kind, caught.value.required) == refused


READER, ANYBODY = Caller("x", scopes=frozenset({"read"})), Caller("x", scopes=frozenset())
TOKEN, HEADER = {b"authorization": b"Bearer x"}, {b"x-key": b"x"}


@pytest.mark.parametrize(
    ("security", "mock", "caller", "headers", "lacks"),
    [
        ("[{oauth: [read]}]", "{}", READER, TOKEN, None),
        ("[{oauth: [read, write]}]", "{}", READER, TOKEN, "write"),
        ("[{oidc: [read]}]", "{}", ANYBODY, TOKEN, "read"),
        ("[{oauth: [write]}, {oauth: [read]}]", "{}", READER, TOKEN, None),
        ("[{oauth: [write]}, {header: []}]", "{}", READER, TOKEN, "write"),
        ("[{oauth: [write]}, {header: []}]", "{}", READER, HEADER, None),
        ("[{oauth: [write], header: []}]", "{}", READER, TOKEN | HEADER, "write"),
        ("[{bearer: [read]}]", "{}", ANYBODY, TOKEN, None),  # roles of a scheme that has no scopes
        ("[{oauth: [write]}]", "{scopes: []}", ANYBODY, TOKEN, None),
        ("[{oauth: [write]}]", "{scopes: [read]}", READER, TOKEN, None),
        ("[{oauth: [write]}]", "{}", Caller("x"), TOKEN, None),
    ],
)
def test_scopes_that_security_asks_for_are_enforced_unless_x_mock_says_others(
    security: str, mock: str, caller: Caller, headers: dict[bytes, bytes], lacks: str | None
) -> None:
    made = contract(security, mock)
    permissions, request = Permissions(made, made.operations[0]), Request("GET", b"/x", b"", headers)

    if lacks is None:
        permissions.require(caller, request)
    else:
        with pytest.raises(ApiError) as caught:
            permissions.require(caller, request)
        assert (caught.value.kind, caught.value.required) == ("forbidden", {"scope": lacks, "role": None})


# Credentials of the fixtures


def test_the_five_test_credentials() -> None:
    found = credentials.read_callers(None)

    assert list(found) == ["test_full", "test_limited", "test_metered", "test_exhausted", "test_other"]
    assert {name: caller.limits for name, caller in found.items() if caller.limits != "none"} == {
        "test_metered": "enforced",
        "test_exhausted": "exhausted",
    }
    assert found["test_limited"].scopes == found["test_limited"].roles == frozenset()
    assert {caller.tenant for caller in found.values()} == {"default", "other"}


def test_credentials_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "credentials.yaml").write_text("key-1: {scopes: [a], tenant: 7, app: {id: 3}}\nkey-2: {}\n")

    found = credentials.read_callers(tmp_path)

    assert found["key-1"].scopes == {"a"}
    assert found["key-1"].facts == {"scopes": ["a"], "tenant": "7", "app": {"id": 3}, "name": "key-1"}
    assert (found["key-2"].tenant, found["key-2"].limits, found["key-2"].scopes) == (
        "default",
        "none",
        frozenset(),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- a", "credentials are a mapping of names to mappings"),
        ("a: b", "credentials are a mapping of names to mappings"),
        ("a: {limits: some}", "limits are one of none, enforced, exhausted, not 'some'"),
        ("a: [", "this is not YAML"),
    ],
)
def test_broken_credentials_are_a_problem(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "credentials.yaml").write_text(text)

    with pytest.raises(SpecError, match=says):
        credentials.read_callers(tmp_path)
