"""A whole document of Swagger 2.0, part by part."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.document import FILES, Document, ancestors, escape
from mockserver.contract.swagger2 import parameters
from mockserver.contract.swagger2.schemas import anywhere, of_the_value, others, schema

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
COMPONENTS = {"/definitions": "/components/schemas", "/responses": "/components/responses"}
TAKEN = frozenset(
    "swagger host basePath schemes consumes produces paths definitions parameters responses securityDefinitions".split()  # noqa: SIM905
)


def convert(document: Document) -> Document:
    """The document as OpenAPI 3.0; its lines are those of the text as it was written."""
    conversion = _Conversion(document)
    data = conversion.document()
    went = {**COMPONENTS, **conversion.went}
    converted = document.but(_redirected(data, went), conversion.moved)
    converted.converted = True
    return converted


class _Conversion:
    def __init__(self, document: Document) -> None:
        self._source = document
        self._data = document.data
        self.moved: dict[str, str] = {}  # new pointer -> pointer as it was written
        self.went: dict[str, str] = {}  # the other way round, the first of several

    def _move(self, new: str, old: str) -> None:
        if new != old:
            self.moved[new] = old
            if old.rpartition("/")[0] not in COMPONENTS:  # a component stays one, wherever it is copied to
                self.went.setdefault(old, new)

    def _old(self, pointer: str) -> str:
        """Where what stands at a new pointer was written."""
        for holder in ancestors(pointer):
            if holder in self.moved:
                return self.moved[holder] + pointer[len(holder) :]
        return pointer

    def document(self) -> dict[str, Any]:
        """The data of the converted document."""
        data = self._data
        for old, new in COMPONENTS.items():
            self._move(new, old)
        self._move("/components/securitySchemes", "/securityDefinitions")
        self._move("/openapi", "/swagger")
        self._move("/servers", "/host" if "host" in data else "/basePath")
        made: dict[str, Any] = {"openapi": "3.0.3"}
        made |= {key: value for key, value in data.items() if key not in TAKEN and key != FILES}
        made["servers"] = self._servers()
        made["paths"] = self._each(data.get("paths"), "/paths", self._item)
        components = {
            "schemas": self._each(data.get("definitions"), "", lambda node, _: schema(node)),
            "responses": self._each(data.get("responses"), "/components/responses", self._shared_response),
            "securitySchemes": self._each(data.get("securityDefinitions"), "", lambda node, _: _scheme(node)),
        }
        made["components"] = {key: value for key, value in components.items() if value is not None}
        if FILES in data:
            made[FILES] = {key: anywhere(content) for key, content in data[FILES].items()}
        return made

    def _each(self, node: Any, at: str, convert: Any) -> Any:
        """The members of a map, each converted; what is no map is left for others to complain of."""
        if not isinstance(node, Mapping):
            return node
        return {
            key: value if key.startswith("x-") and at else convert(value, f"{at}/{escape(key)}")
            for key, value in node.items()
        }

    def _servers(self) -> list[dict[str, str]]:
        data = self._data
        base, host = str(data.get("basePath") or ""), data.get("host")
        base = base.rstrip("/") if base.startswith("/") or not base else f"/{base.rstrip('/')}"
        if not isinstance(host, str):
            return [{"url": base or "/"}]
        schemes = data.get("schemes")
        named = [each for each in schemes if isinstance(each, str)] if isinstance(schemes, list) else []
        return [{"url": f"{scheme}://{host}{base}"} for scheme in named or ["https"]]

    def _resolved(self, node: Any, pointer: str) -> tuple[Any, str]:
        """What a node refers to, and where that stands; the node itself where that is nowhere."""
        try:
            return self._source.follow(node, pointer)
        except KeyError:
            return node, pointer

    def _item(self, raw: Any, at: str) -> Any:
        node, old = self._resolved(raw, at)
        if not isinstance(node, Mapping):
            return raw
        if old != at:
            self._move(at, old)
        shared, rest = self._parameters(node.get("parameters"), f"{old}/parameters", f"{at}/parameters")
        made = {key: value for key, value in node.items() if key not in METHODS}
        if shared is not None:
            made["parameters"] = shared
        for method in METHODS:
            if method in node:
                made[method] = self._operation(node[method], f"{at}/{method}", f"{old}/{method}", rest)
        return made

    def _operation(self, raw: Any, at: str, old: str, inherited: list[parameters.Placed]) -> Any:
        node, where = self._resolved(raw, old)
        if not isinstance(node, Mapping):
            return raw
        own, rest = self._parameters(node.get("parameters"), f"{where}/parameters", f"{at}/parameters")
        made = {key: value for key, value in node.items() if key not in {"consumes", "produces", "schemes"}}
        if own is not None:
            made["parameters"] = own
        bodies = [each for each in rest if each[0].get("in") == "body"]
        names = [each[0].get("name") for each in rest]
        fields = [each for each in [*inherited, *rest] if each[0].get("in") == "formData"]
        fields = [each for each in fields if each in rest or each[0].get("name") not in names]
        bodies = bodies or [each for each in inherited if each[0].get("in") == "body" and not fields]
        consumes = self._types(node, "consumes")
        if bodies or fields:
            made_of = parameters.body(bodies, consumes) if bodies else parameters.form(fields, consumes)
            made["requestBody"], moved = made_of
            for below, pointer in moved:
                self._move(f"{at}/requestBody{below}", pointer)
        produces = self._types(node, "produces")
        if "responses" in node:
            made["responses"] = self._each(
                node["responses"],
                f"{at}/responses",
                lambda each, place: self._response(each, place, produces),
            )
        return made

    def _types(self, node: Mapping[str, Any], key: str) -> list[str]:
        """The media types that are consumed or produced: an operation's own, else those of all."""
        found = node.get(key, self._data.get(key))
        return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []

    def _parameters(self, raw: Any, old: str, new: str) -> tuple[Any, list[parameters.Placed]]:
        """Parameters as OpenAPI 3 has them; bodies and fields of forms beside."""
        if not isinstance(raw, list):
            return raw, []
        kept: list[Any] = []
        rest: list[parameters.Placed] = []
        for index, each in enumerate(raw):
            node, where = self._resolved(each, f"{old}/{index}")
            if not isinstance(node, Mapping) or "$ref" in node:
                kept.append(each)
            elif node.get("in") in ("body", "formData"):
                rest.append((node, where))
            else:
                made, moved = parameters.converted_parameter(node, where)
                for below, pointer in moved:
                    self._move(f"{new}/{len(kept)}{below}", pointer)
                kept.append(made)
        return kept, rest

    def _shared_response(self, node: Any, at: str) -> Any:
        return self._response(node, at, self._types({}, "produces"))

    def _response(self, raw: Any, at: str, produces: list[str]) -> Any:
        node, old = self._resolved(raw, self._old(at))
        if not isinstance(node, Mapping) or "$ref" in node:
            return raw
        made = {key: value for key, value in node.items() if key not in {"schema", "examples", "headers"}}
        if old != self._old(at):
            self._move(at, old)
        if "headers" in node:
            made["headers"] = self._each(node["headers"], f"{at}/headers", self._header)
        examples = node.get("examples")
        shown = dict(examples) if isinstance(examples, Mapping) else {}
        if "schema" not in node and not shown:
            return made
        described = {"schema": schema(node["schema"])} if "schema" in node else {}
        file = isinstance(node.get("schema"), Mapping) and node["schema"].get("type") == "file"
        default = "application/octet-stream" if file else parameters.JSON
        made["content"] = {
            name: described | ({"example": shown[name]} if name in shown else {})
            for name in dict.fromkeys([*(produces or ([] if shown else [default])), *shown])
        }
        for name in made["content"]:
            self._move(f"{at}/content/{escape(name)}/schema", f"{old}/schema")
            self._move(f"{at}/content/{escape(name)}/example", f"{old}/examples/{escape(name)}")
        return made

    def _header(self, node: Any, at: str) -> Any:
        if not isinstance(node, Mapping):
            return node
        return {**others(node), **parameters.styled(node), "schema": of_the_value(node)}


def _scheme(node: Any) -> Any:
    """A security scheme (Swagger 2.0, Security Scheme Object)."""
    if not isinstance(node, Mapping):
        return node
    if node.get("type") == "basic":
        return {**node, "type": "http", "scheme": "basic"}
    if node.get("type") != "oauth2":
        return dict(node)
    apart = ("flow", "authorizationUrl", "tokenUrl", "scopes")
    flow = {key: node[key] for key in apart[1:] if key in node}
    named = FLOWS.get(str(node.get("flow")), "implicit")
    return {**{key: value for key, value in node.items() if key not in apart}, "flows": {named: flow}}


def _redirected(node: Any, went: Mapping[str, str]) -> Any:
    """A node with its `$ref`s leading to where things went."""
    if isinstance(node, dict):
        made = {key: _redirected(value, went) for key, value in node.items()}
        reference = made.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/"):
            for holder in ancestors(reference[1:]):
                if holder in went:
                    made["$ref"] = f"#{went[holder]}{reference[1 + len(holder) :]}"
                    break
        return made
    return [_redirected(value, went) for value in node] if isinstance(node, list) else node
