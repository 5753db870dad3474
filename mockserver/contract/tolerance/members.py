"""Lists and maps of OpenAPI whose members have rules of their own."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.tolerance import references, values
from mockserver.contract.tolerance.walk import GONE, Mend, Pass, Place

EXAMPLE = frozenset(
    {"value", "externalValue", "dataValue", "serializedValue", "summary", "description", "$ref"}
)

MEDIA_TYPES: Mapping[str, str] = {  # by what is written in their place
    "json": "application/json",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "csv": "text/csv",
    "*": "*/*",
}


def paths(run: Pass) -> Mend:
    """The path items by path; each begins with a slash."""
    inner = values.map_of(run, run.kind("path"), extensible=True)

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is dict and any(not key.startswith(("/", "x-", "$ref")) for key in value):
            made: dict[str, Any] = {}
            for key, item in value.items():
                new = key if key.startswith(("/", "x-", "$ref")) else f"/{key}"
                if new != key:
                    run.fault(
                        (place, key),
                        "value",
                        f"not as OpenAPI asks: a path begins with a slash; read as {new!r}",
                    )
                    run.move((place, new), (place, key))
                made.setdefault(new, item)
            value = made
        return inner(value, place)

    return mend


def responses(run: Pass) -> Mend:
    """The responses by status."""
    inner = values.map_of(run, run.kind("response"), extensible=True)

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is not dict:
            values.refused(run, place, value, "object", "read as {}")
            return {}
        if not all(_is_status(key) or key[:2] == "x-" or key == "$ref" for key in value):
            value = _by_status(run, value, place)
        return inner(value, place)

    return mend


def _is_status(key: str) -> bool:
    return key == "default" or (
        len(key) == 3 and "1" <= key[0] <= "5" and ((key.isascii() and key.isdigit()) or key[1:] == "XX")
    )


def _by_status(run: Pass, value: Mapping[str, Any], place: Place) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, response in value.items():
        if _is_status(key) or key[:2] == "x-" or key == "$ref":
            made[key] = response
            continue
        meant = key.strip().lower() if key.strip().lower() == "default" else key.strip().upper()
        if _is_status(meant) and meant not in value:
            run.fault((place, key), "status", f"OpenAPI has no key {key!r} here; it is read as {meant!r}")
            run.move((place, meant), (place, key))
            made[meant] = response
        else:
            run.fault((place, key), "status", f"OpenAPI has no key {key!r} here: it is no status; left out")
    return made


def content(run: Pass) -> Mend:
    """What a body is in each media type."""
    inner = values.map_of(run, run.kind("media"))

    def mend(value: Any, place: Place) -> Any:
        odd = value.__class__ is dict and any(key.count("/") != 1 and not _is_other(key) for key in value)
        return inner(_by_media_type(run, value, place) if odd else value, place)

    return mend


def _is_other(key: str) -> bool:
    return key.startswith(("x-", "$"))


def _by_media_type(run: Pass, value: Mapping[str, Any], place: Place) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, media in value.items():
        several = key.split(",") if key.count("/") > 1 and '"' not in key else [key]
        meant = [MEDIA_TYPES.get(each.strip().lower(), each.strip()) for each in several if each.strip()]
        if meant in ([key], []):
            if "/" in key or _is_other(key):
                made[key] = media
            else:
                run.fault((place, key), "value", f"not as OpenAPI asks: {key!r} is no media type; left out")
            continue
        read = " and ".join(map(repr, meant))
        run.fault((place, key), "value", f"not as OpenAPI asks: {key!r} is no media type; read as {read}")
        for each in meant:
            if each not in value and each not in made:
                run.move((place, each), (place, key))
                made[each] = media
    return made


def requirements(run: Pass) -> Mend:
    """Security requirements: a list of objects, scheme to scopes."""

    def one(value: Any, place: Place) -> Any:
        if isinstance(value, str):
            values.refused(run, place, value, "object", "read as a scheme without scopes")
            return {value: []}
        if value.__class__ is not dict:
            values.refused(run, place, value, "object")
            return GONE
        for name, scopes in value.items():
            if scopes.__class__ is not list or not all(scope.__class__ is str for scope in scopes):
                values.refused(run, (place, name), scopes, "array", "read as no scopes")
                value = {**value, name: []}
        return value

    return values.list_of(run, one, wraps=True)


def example_objects(run: Pass) -> Mend:
    """Example Objects by name; bare values are read as such."""
    example = run.kind("example")

    def one(value: Any, place: Place) -> Any:
        if value.__class__ is not dict or (value and EXAMPLE.isdisjoint(value)):
            message = "not as OpenAPI asks: an example has a `value`; this is read as one"
            run.fault(place, "misplaced", message)
            return {"value": value}
        return example(value, place)

    by_name = values.map_of(run, one)

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is list:
            values.refused(run, place, value, "object", "read as examples without names")
            for index in range(len(value)):
                run.move((place, f"example{index + 1}"), (place, index))
            value = {f"example{index + 1}": each for index, each in enumerate(value)}
        return by_name(value, place)

    return mend


def callback(run: Pass) -> Mend:
    """Path items by expression, or by the name of an event."""
    return references.followed(run, "callback", values.map_of(run, run.kind("path"), extensible=True))


KINDS: Mapping[str, Callable[[Pass], Mend]] = {
    "paths": paths,
    "responses": responses,
    "content": content,
    "requirements": requirements,
    "examples": example_objects,
    "callback": callback,
}
