"""What is peculiar to single objects of OpenAPI: what they cannot do without, what is often written in their place."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.contract.tolerance import grammar, values
from mockserver.contract.tolerance.targets import Nowhere
from mockserver.contract.tolerance.walk import GONE, Pass, Place

STYLES: Mapping[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
QUERYSTRING = "querystring"  # OpenAPI 3.2.0, Parameter Object
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
UNSERVED = "x-mockserver-unserved"  # at an operation: why it cannot be served
NULL_IS_EMPTY = frozenset({"media", "path", "operation", "response", "components", "body"})
SCHEMES: Mapping[str, tuple[str, ...]] = {  # type -> what it cannot do without
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "oauth2": (),
    "openIdConnect": (),
    "mutualTLS": (),
}
CARRIERS = ("header", "query", "cookie")


def instead(run: Pass, name: str, value: Any, place: Place) -> Any:
    """The object that is read in the place of what is none."""
    if name == "schema":
        return _schema_instead(run, value, place)
    if value is None and name in NULL_IS_EMPTY:
        values.refused(run, place, value, "object", "read as {}")
        return {}
    if name == "response" and isinstance(value, str):
        values.refused(run, place, value, "object", "read as its description")
        return {"description": value}
    if name == "operation":
        message = f"not as OpenAPI asks: {values.shown(value)} is no operation"
        return unserved(run, place, "type", message)
    values.refused(run, place, value, "object")
    return GONE


def _schema_instead(run: Pass, value: Any, place: Place) -> Any:
    if value.__class__ is bool:
        if run.version < (3, 1):
            values.refused(run, place, value, "object", "read as JSON Schema has it")
        return {} if value else {"not": {}}
    if isinstance(value, str) and value in {"string", "integer", "number", "boolean", "object", "array"}:
        values.refused(run, place, value, "object", "read as its type")
        return {"type": value}
    values.refused(run, place, value, "object", "read as {}")
    return {}


def unserved(run: Pass, place: Place, rule: str, message: str) -> Any:
    """An operation that cannot be served; the place of it stays."""
    run.fault(place, rule, f"{message}; it answers 501")
    return {"responses": {}, UNSERVED: message}


def operation(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """An operation; one that stands elsewhere is followed."""
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return _interim(run, node, place)
    found = run.links.target(reference)
    if isinstance(found, Nowhere):
        return unserved(run, place, found.rule, f"{found.message}")
    if not isinstance(found.node, dict):
        return unserved(run, place, "reference", f"$ref {reference} leads to no operation")
    message = f"OpenAPI has no $ref for an operation; what {reference} leads to is read in its place"
    run.fault(place, "misplaced-reference", message)
    return {**found.node, **{key: value for key, value in node.items() if key != "$ref"}}


def _interim(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """An operation; one that declares interim statuses alone (RFC 9110, 15.2) has no answer over HTTP."""
    declared = node.get("responses")
    statuses = [str(key) for key in declared if str(key)[:2] != "x-"] if isinstance(declared, dict) else []
    if not statuses or any(status[0] != "1" for status in statuses):
        return node
    message = (
        f"all that it declares is {' and '.join(statuses)}: another protocol, and this server has HTTP alone"
    )
    run.fault(place, "status", f"{message}; it answers 501")
    return {**node, UNSERVED: message}


def path_item(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A path item; methods in capital letters are methods."""
    made = None
    for key in node:
        low = key.lower()
        if low != key and low in grammar.METHODS and low not in node:
            run.fault((place, key), "unknown-key", f"OpenAPI has no key {key!r} here; read as {low!r}")
            run.move((place, low), (place, key))
            made = made or dict(node)
            made[low] = made.pop(key)
    return made or node


def parameter(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A parameter; without a name and a place it is none."""
    node = _in_known_letters(run, node, "in", STYLES, place)
    name, location = node.get("name"), node.get("in")
    if not isinstance(name, str | int | float):
        run.fault(place, "missing", "a parameter needs `name` and a known `in`; left out")
        return GONE
    if location == QUERYSTRING:
        return _querystring(run, node, place)
    if not isinstance(location, str) or location not in STYLES:
        known = ", ".join(f'"{each}"' for each in sorted(STYLES))
        message = (
            f"not as OpenAPI asks: {values.shown(location)} is not one of {known}; the parameter is left out"
        )
        run.fault((place, "in"), "value", message)
        return GONE
    if location == "path" and node.get("required") is not True:
        run.fault(place, "missing", "not as OpenAPI asks: a path parameter is `required: true`; read as such")
        node = {**node, "required": True}
    style = node.get("style")
    if style is not None and style not in STYLES[location] and not run.document.converted:
        message = f"not as OpenAPI asks: {values.shown(style)} is no style in {location}; left out"
        run.fault((place, "style"), "value", message)
        node = {key: value for key, value in node.items() if key != "style"}
    return described(run, node, place)


def _in_known_letters(
    run: Pass, node: dict[str, Any], key: str, known: Iterable[str], place: Place
) -> dict[str, Any]:
    """A node whose value of a key is one of those known, where it differs in capital letters and punctuation alone."""
    value = node.get(key)
    if not isinstance(value, str) or value in known:
        return node
    plain = "".join(filter(str.isalnum, value)).lower()
    meant = next((each for each in known if each.lower() == plain), None)
    if meant is None:
        return node
    message = f"not as OpenAPI asks: {values.shown(value)} is read as {meant!r}"
    run.fault((place, key), "value", message)
    return {**node, key: meant}


def _querystring(run: Pass, node: dict[str, Any], place: Place) -> Any:
    if "schema" not in node or node.get("content"):
        return described(run, node, place)
    run.fault(place, "misplaced", f"a querystring has `content`; its schema is read as that of {FORM}")
    rest = {key: value for key, value in node.items() if key != "schema"}
    run.move(((((place, "content"), FORM)), "schema"), (place, "schema"))
    return {**rest, "content": {FORM: {"schema": node["schema"]}}}


def described(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A parameter or a header with its schema, or its content."""
    if node.get("schema") is not None or node.get("content"):
        return node
    lifted = {
        key: value
        for key, value in node.items()
        if key in grammar.SCHEMA and key not in grammar.HEADER and key != "title"
    }
    if not lifted:
        run.fault(place, "missing", 'not as OpenAPI asks: "schema" is a required property; read as {}')
        return {
            **{key: value for key, value in node.items() if key not in {"schema", "content"}},
            "schema": {},
        }
    keys = ", ".join(lifted)
    run.fault(
        place, "misplaced", f"not as OpenAPI asks: {keys} belong in a `schema`; read as if they stood there"
    )
    for key in lifted:
        run.move(((place, "schema"), key), (place, key))
    return {**{key: value for key, value in node.items() if key not in lifted}, "schema": lifted}


def response(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A response; media types that stand directly under it are its content."""
    media = {key: value for key, value in node.items() if "/" in key and key[:2] != "x-"}
    if "schema" in node and not media:
        media = {JSON: {key: node[key] for key in ("schema", "example", "examples") if key in node}}
        node = {key: value for key, value in node.items() if key not in media[JSON]}
        run.fault(
            (place, "schema"), "misplaced", f"a response has `content`; its schema is read as that of {JSON}"
        )
        run.move(((((place, "content"), JSON)), "schema"), (place, "schema"))
    elif media:
        for key in media:
            run.fault((place, key), "misplaced", f"OpenAPI has no key {key!r} here; it is read as `content`")
            run.move(((place, "content"), key), (place, key))
        node = {key: value for key, value in node.items() if key not in media}
    if not media:
        return node
    content = node.get("content")
    return {**node, "content": {**media, **(content if isinstance(content, dict) else {})}}


def server(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A server; without a URL that can be read it is none."""
    url = node.get("url")
    try:
        urlsplit(url if isinstance(url, str) else "")
    except ValueError as error:
        url, why = None, f"{values.shown(url)} is no URL: {error}"
    else:
        why = '"url" is a required property'
    if url is not None:
        return node
    run.fault(place, "value", f"not as OpenAPI asks: {why}; the server is left out")
    return GONE


def security(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A security scheme; one that says too little to be asked for is left out."""
    node = _in_known_letters(run, node, "type", SCHEMES, place)
    kind = node.get("type")
    if isinstance(kind, str) and kind in {"basic", "bearer"}:
        run.fault(
            (place, "type"),
            "value",
            f"not as OpenAPI asks: the type {kind!r} is read as http with this scheme",
        )
        return {**node, "type": "http", "scheme": kind}
    if not isinstance(kind, str) or kind not in SCHEMES:
        known = ", ".join(SCHEMES)
        run.fault(place, "value", f"{values.shown(kind)} is no type of a security scheme; known: {known}")
        return GONE
    for key in SCHEMES[kind]:
        if not isinstance(node.get(key), str):
            run.fault(place, "missing", f'not as OpenAPI asks: "{key}" is a required property; left out')
            return GONE
    node = _in_known_letters(run, node, "in", CARRIERS, place) if kind == "apiKey" else node
    if kind == "apiKey" and node["in"] not in CARRIERS:
        run.fault(
            (place, "in"),
            "value",
            f"{values.shown(node['in'])} is not one of {', '.join(CARRIERS)}; left out",
        )
        return GONE
    return node


def discriminator(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A discriminator; without the name of a property it is none."""
    if isinstance(node.get("propertyName"), str):
        return node
    run.fault(place, "missing", 'not as OpenAPI asks: "propertyName" is a required property; left out')
    return GONE


PREPARE: Mapping[str, Callable[[Pass, dict[str, Any], Place], Any]] = {
    "operation": operation,
    "path": path_item,
    "parameter": parameter,
    "header": described,
    "response": response,
    "server": server,
    "security": security,
    "discriminator": discriminator,
}
