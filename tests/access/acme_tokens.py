"""An invented API whose callers need tokens, and clients of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from re import findall
from urllib.parse import urljoin

import httpx
from authlib.integrations.httpx_client import OAuth2Client

from mockserver.runtime.live import Server

ACME = """
openapi: 3.0.3
info: {title: Acme, version: '1'}
servers: [{url: https://api.acme.example/v1}]
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.acme.example/oauth/token
          scopes: &scopes {read: Read parcels, write: Send parcels}
        authorizationCode:
          authorizationUrl: https://login.acme.example/oauth/authorize
          tokenUrl: https://login.acme.example/oauth/token
          scopes: *scopes
security: [{oauth: [read]}]
paths:
  /parcels:
    get: &answers
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
    post: {<<: *answers, security: [{oauth: [write]}]}
"""
CALLBACK = "http://127.0.0.1:9/callback"


@contextmanager
def oauth_client(server: Server, **keywords: object) -> Iterator[OAuth2Client]:
    """authlib's client of the API."""
    made = {"client_id": "test_full", "client_secret": "any", **keywords}
    with OAuth2Client(**made, token_endpoint=f"{server.url}/acme/oauth/token") as client:
        yield client


def token_of(server: Server, **keywords: object) -> str:
    """A token that a client gets for itself."""
    with oauth_client(server, **keywords) as client:
        return str(client.fetch_token()["access_token"])


def call(server: Server, token: str, method: str = "GET", **headers: str) -> httpx.Response:
    """What a call with a token gets."""
    url = f"{server['acme'].url}/parcels"
    return httpx.request(method, url, headers={"Authorization": f"Bearer {token}", **headers})


def metadata_of(server: Server) -> dict[str, str]:
    """What the authorization server says of itself."""
    found: dict[str, str] = httpx.get(f"{server.url}/acme/.well-known/openid-configuration").json()
    return found


def agree(url: str, user: str) -> str:
    """Where a browser is sent whose user opens a page and chooses one of the test users there."""
    page = httpx.get(url)
    assert page.status_code == 200, page.text
    assert user == "" or f'name="user" value="{user}"' in page.text
    hidden = findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
    action = urljoin(url, findall(r'action="([^"]*)"', page.text)[0])
    form = {unescape(name): unescape(value) for name, value in hidden}
    answer = httpx.post(action, data={**form, "user": user})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])
