"""What holds of tokens whatever clients do, in whichever order."""

from functools import cache
from urllib.parse import urlencode

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.exchange import Exchange, Reply, Request
from tests.access.acme_tokens import ACME
from tests.builders import Mock, compiled

NAMES = st.sampled_from(["test_full", "test_limited", "test_other"])
NAMESPACES = st.sampled_from(["", "one", "two"])
SECONDS = st.sampled_from([0, 1, 3599, 3600, 1_209_600])


@cache
def acme() -> Mock:
    return Mock(compiled(ACME, head=""))


def asked(mock: Mock, namespace: str, form: dict[str, str], path: str = "/oauth/token") -> Reply:
    headers = {b"content-type": b"application/x-www-form-urlencoded", b"host": b"localhost"}
    exchange = Exchange(Request("POST", path.encode(), b"", headers, urlencode(form).encode()))
    exchange.namespace = namespace
    return mock.vendor.answer(exchange)


def granted(mock: Mock, namespace: str, name: str) -> dict[str, str]:
    form = {"grant_type": "password", "client_id": name, "username": name, "password": "any"}
    found: dict[str, str] = orjson.loads(asked(mock, namespace, form).body)
    return found


def called(mock: Mock, namespace: str, token: str, method: str = "GET") -> int:
    headers = {b"authorization": f"Bearer {token}".encode(), b"host": b"localhost"}
    exchange = Exchange(Request(method, b"/v1/parcels", b"", headers))
    exchange.namespace = namespace
    return mock.vendor.answer(exchange).status


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMESPACES, NAMESPACES, SECONDS)
def test_a_token_is_good_in_its_own_namespace_until_it_expires(
    name: str, own: str, other: str, seconds: int
) -> None:
    mock = acme()
    token = granted(mock, own, name)["access_token"]
    clock = mock.vendor.namespaces.enter(other or own).clock
    clock.advance(seconds)
    # A request that names no namespace is of the one that its token is of.
    good = seconds < 3600 and (other in {"", own})
    expected = {"test_limited": 403}.get(name, 200) if good else 401

    assert called(mock, other, token) == expected
    clock.advance(-seconds)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=12))
def test_no_refresh_token_works_twice_nor_any_other_once_one_was_used_twice(order: list[int]) -> None:
    mock = acme()
    given_out = [granted(mock, "", "test_full")["refresh_token"]]
    used: set[str] = set()
    stolen = False
    for number in order:
        token = given_out[number % len(given_out)]
        form = {"grant_type": "refresh_token", "client_id": "test_full", "refresh_token": token}
        reply = asked(mock, "", form)
        stolen = stolen or token in used
        assert reply.status == (400 if stolen else 200)
        if reply.status == 200:
            given_out.append(orjson.loads(reply.body)["refresh_token"])
        used.add(token)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.sets(st.sampled_from(["read", "write"])))
def test_a_token_may_what_its_credential_may_and_was_asked_for(name: str, scopes: set[str]) -> None:
    mock = acme()
    form = {"grant_type": "client_credentials", "client_id": name, "client_secret": "any"}
    reply = asked(mock, "", {**form, "scope": " ".join(sorted(scopes))})
    may = scopes or {"read", "write"}
    may = set() if name == "test_limited" else may

    token = orjson.loads(reply.body)["access_token"]
    assert called(mock, "", token) == (200 if "read" in may else 403)
    assert called(mock, "", token, "POST") == (200 if "write" in may else 403)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["grant_type", "client_id", "client_secret", "code", "scope", "refresh_token", "username"]
        ),
        st.one_of(
            st.text(max_size=12), st.sampled_from(["password", "authorization_code", "test_full", 'a"', "@"])
        ),
    ),
    st.sampled_from(
        ["/oauth/token", "/__oauth/revoke", "/__oauth/introspect", "/__oauth/device", "/oauth/authorize"]
    ),
)
def test_whatever_is_sent_is_answered(form: dict[str, str], path: str) -> None:
    reply = asked(acme(), "", form, path)

    assert reply.status < 500
    assert b'"access_token"' not in reply.body
