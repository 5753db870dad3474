"""Tiny documents, written in a line, and what is inferred of them."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.inference import infer, merged

Json = dict[str, Any]


def obj(*required: str, **properties: Any) -> Json:
    """A schema of an object; a property is its schema, or the name of its type and format: `string/uuid`."""
    return {
        "type": "object",
        "properties": {name: schema(each) for name, each in properties.items()},
        **({"required": list(required)} if required else {}),
    }


def schema(each: Any) -> Any:
    if not isinstance(each, str):
        return each
    if each.startswith("#"):
        return {"$ref": f"#/components/schemas/{each[1:]}"}
    kind, _, form = each.partition("/")
    return {"type": kind, **({"format": form} if form else {})}


def array(items: Any) -> Json:
    return {"type": "array", "items": schema(items)}


def enum(*values: Any, **more: Any) -> Json:
    return {"type": "string", "enum": list(values), **more}


def query(name: str, kind: Any = "string", **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": schema(kind), **more}


def op(answer: Any = None, *parameters: Json, status: str = "200", body: Any = None, **more: Any) -> Json:
    """An operation that answers a schema, and takes parameters and a body."""
    found: Json = {
        "responses": {status: {"description": "", **content(answer)}, **more.pop("responses", {})},
        **more,
    }
    if parameters:
        found["parameters"] = list(parameters)
    if body is not None:
        found["requestBody"] = {"required": True, **content(body)}
    return found


def content(of: Any) -> Json:
    return {} if of is None else {"content": {"application/json": {"schema": schema(of)}}}


def document(paths: Mapping[str, Any], schemas: Mapping[str, Any] | None = None, **more: Any) -> Document:
    """A document; a path's parameters that it does not declare are texts, `{id:integer}` says another type."""
    found = {}
    for path, item in paths.items():
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        declared = [(name.partition(":")[0], name.partition(":")[2] or "string") for name in names]
        parameters = [
            {"name": n, "in": "path", "required": True, "schema": schema(kind)} for n, kind in declared
        ]
        plain = path
        for name, (bare, _) in zip(names, declared, strict=True):
            plain = plain.replace("{" + name + "}", "{" + bare + "}")
        found[plain] = {**({"parameters": parameters} if parameters else {}), **item}
    data = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": found, **more}
    if schemas:
        data["components"] = {"schemas": dict(schemas)}
    return Document("tiny", data)


def inferred(of: Document) -> Json:
    """The document's data with what is inferred in it."""
    return merged(of, infer(of).values)[0]


def root(of: Document) -> Json:
    """The inferred `x-mock` at the root."""
    found: Json = inferred(of).get("x-mock", {})
    return found


def mock(of: Document, operation: str) -> Json:
    """The inferred `x-mock` of `GET /pets`."""
    method, _, path = operation.partition(" ")
    found: Json = inferred(of)["paths"][path][method.lower()].get("x-mock", {})
    return found


def behaviours(of: Document) -> dict[str, str]:
    """What each operation that has a behaviour does, and to which rows: `{"GET /pets": "list pets"}`."""
    found = {}
    for path, item in inferred(of)["paths"].items():
        for method, operation in item.items():
            if method != "parameters" and "x-mock" in operation and "behaviour" in operation["x-mock"]:
                its = operation["x-mock"]
                found[f"{method.upper()} {path}"] = f"{its['behaviour']} {its['resource']}"
    return found


def reason(of: Document, pointer: str) -> str:
    """The evidence for the value at a pointer."""
    return next(value.reason for value in infer(of).values if value.pointer == pointer)


def place(path: str, method: str) -> str:
    return f"/paths/{escape(path)}/{method}/x-mock"


PET = obj("id", "name", id="string", name="string", kind=enum("cat", "dog"))
PETS = {
    "/pets": {"get": op(array("#Pet")), "post": op("#Pet", status="201", body="#Pet")},
    "/pets/{id}": {
        "get": op("#Pet", responses={"404": {"description": ""}}),
        "put": op("#Pet", body="#Pet"),
        "patch": op("#Pet", body="#Pet"),
        "delete": op(status="204"),
    },
}
