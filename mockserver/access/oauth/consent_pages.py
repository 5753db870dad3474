"""The pages of an authorization server: who agrees, which code a device shows, what went wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment

from mockserver.access.oauth.visit import Visit
from mockserver.access.permissions import EVERYTHING
from mockserver.exchange import Caller, Reply

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body {font: 1em/1.5 sans-serif; margin: 2em auto; max-width: 36em; padding: 0 1em}
button {display: block; font: inherit; margin: .5em 0; padding: .5em 1em; text-align: left; width: 100%}
input[type=text] {font: inherit; padding: .5em}
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
{%- for line in lines %}
<p>{{ line }}</p>
{%- endfor %}
{%- if scopes %}
<p>It asks for:</p>
<ul>
{%- for name, said in scopes %}
<li><code>{{ name }}</code>{% if said %}: {{ said }}{% endif %}</li>
{%- endfor %}
</ul>
{%- endif %}
{%- if action %}
<form method="post" action="{{ action }}">
{%- for name, value in hidden %}
<input type="hidden" name="{{ name }}" value="{{ value }}">
{%- endfor %}
{%- if asks_code %}
<p><label>The code that the device shows: <input type="text" name="user_code" required autocomplete="off"></label></p>
{%- endif %}
{%- for name, said in users %}
<button name="user" value="{{ name }}"><strong>{{ name }}</strong>: {{ said }}</button>
{%- endfor %}
<button name="user" value="" formnovalidate>Nobody: refuse</button>
</form>
{%- endif %}
</main>
</body>
</html>
"""
TEMPLATE = Environment(autoescape=True).from_string(PAGE)
HTML = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
)


def page(status: int, title: str, *lines: str, **more: Any) -> Reply:
    """A page."""
    return Reply(status, HTML, TEMPLATE.render(title=title, lines=lines, **more).encode())


def consent(visit: Visit, title: str, hidden: Mapping[str, str], *, asks_code: bool = False) -> Reply:
    """Who of the test users agrees that a client may act for them."""
    asked = visit.field("scope")
    wanted = asked.split() if asked else () if asks_code else visit.declared.scopes
    return page(
        200,
        title,
        "This is a mock server: choose which of its test users agrees.",
        scopes=[(name, visit.declared.scopes.get(name, "")) for name in wanted],
        action=visit.request.path.decode("latin-1"),
        hidden=list(hidden.items()),
        users=list(_users(visit)),
        asks_code=asks_code,
    )


def _users(visit: Visit) -> Iterator[tuple[str, str]]:
    for name, caller in visit.callers.items():
        yield name, ", ".join(_facts(caller))


def _facts(caller: Caller) -> Iterator[str]:
    if EVERYTHING in caller.scopes:
        yield "every scope"
    else:
        yield f"scopes {' '.join(sorted(caller.scopes))}" if caller.scopes else "no scope"
    if caller.tenant != "default":
        yield f"tenant {caller.tenant}"
    if caller.limits != "none":
        yield f"limits {caller.limits}"
