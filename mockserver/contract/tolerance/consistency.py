"""What holds between the parts of a document: ids that are one operation's own, path parameters, security schemes."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.path_templates import TEMPLATE, bare
from mockserver.contract.tolerance.grammar import METHODS
from mockserver.errors import Problem, hint


class Names:
    """One pass over the operations of a document whose objects are all in order."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._taken: dict[str, str] = {}  # operation ids, and whose
        self._schemes = (document.data.get("components") or {}).get("securitySchemes") or {}
        self.problems: list[Problem] = []

    def settled(self) -> dict[str, Any]:
        """The document's data, with the operations mended."""
        data = self._document.data
        changes: dict[str, Any] = {}
        if "security" in data:
            changes["security"] = self.security(data["security"], "/security")
        items = {path: self.item(path, raw) for path, raw in (data.get("paths") or {}).items()}
        if any(new is not data["paths"][path] for path, new in items.items()):
            changes["paths"] = items
        changes = {key: value for key, value in changes.items() if value is not data[key]}
        return {**data, **changes} if changes else data

    def item(self, path: str, raw: Any) -> Any:
        """A path item whose operations are in order; as it stands where they all are."""
        item = self._document.resolve(raw) if isinstance(raw, Mapping) else None
        if path.startswith("x-") or not isinstance(item, Mapping):
            return raw
        pointer = f"/paths/{escape(path)}"
        changes: dict[str, Any] = {}
        kept = self.of_the_path(path, item.get("parameters") or [], f"{pointer}/parameters")
        if len(kept) != len(item.get("parameters") or []):
            changes["parameters"] = kept
        shared = {key[1] for each in kept if (key := self.key_of(each))[0] == "path"}
        for method in METHODS:
            if isinstance(item.get(method), Mapping):
                new = self.operation(path, method, item[method], shared, f"{pointer}/{method}")
                if new is not item[method]:
                    changes[method] = new
        return {**item, **changes} if changes else raw

    def operation(
        self, path: str, method: str, node: Mapping[str, Any], shared: set[Any], pointer: str
    ) -> Mapping[str, Any]:
        """An operation with an id of its own, the parameters of its path, and security that is declared."""
        changes: dict[str, Any] = {}
        where = f"{method.upper()} {path}"
        name = node.get("operationId") or where
        other = self._taken.setdefault(name, where)
        if other != where:
            self._told(
                f"{pointer}/operationId",
                "operation-id",
                f"operationId {name!r} is not its own: {other} has it too",
            )
            node = {key: value for key, value in node.items() if key != "operationId"}
            self._taken[where] = where
        listed = node.get("parameters") or []
        kept = self.of_the_path(path, listed, f"{pointer}/parameters")
        declared = shared | {key[1] for each in kept if (key := self.key_of(each))[0] == "path"}
        for missing in dict.fromkeys(map(bare, TEMPLATE.findall(path))):
            if missing not in declared:
                message = f"the path parameter {missing!r} is not declared; it is read as a string"
                self._told(pointer, "path-parameter", message)
                kept = [
                    *kept,
                    {"name": missing, "in": "path", "required": True, "schema": {"type": "string"}},
                ]
        if len(kept) != len(listed) or kept != listed:
            changes["parameters"] = kept
        if "security" in node:
            security = self.security(node["security"], f"{pointer}/security")
            if security is not node["security"]:
                changes["security"] = security
        return {**node, **changes} if changes else node

    def of_the_path(self, path: str, parameters: list[Any], pointer: str) -> list[Any]:
        """Parameters without those of the path that it does not have."""
        names = set(map(bare, TEMPLATE.findall(path)))
        kept, seen = [], set()
        for index, raw in enumerate(parameters):
            location, name = key = self.key_of(raw)
            if location == "path" and name not in names:
                message = f"the path {path} has no {{{name}}} for this parameter; left out"
                self._told(f"{pointer}/{index}", "path-parameter", message)
                continue
            if key in seen:
                message = f"the {location} parameter {name!r} stands twice; the last one counts"
                self._told(f"{pointer}/{index}", "parameter-twice", message)
            seen.add(key)
            kept.append(raw)
        return kept

    def key_of(self, raw: Any) -> tuple[Any, Any]:
        """Where a parameter stands, and its name."""
        node = self._document.resolve(raw)
        return node.get("in"), node.get("name")

    def security(self, alternatives: list[Mapping[str, Any]], pointer: str) -> list[Mapping[str, Any]]:
        """Security requirements without schemes that nobody declares; an alternative of nothing else is met by all."""
        if all(name in self._schemes for alternative in alternatives for name in alternative):
            return alternatives
        kept: list[Mapping[str, Any]] = []
        for index, alternative in enumerate(alternatives):
            for name in alternative:
                if name not in self._schemes:
                    near = hint(name, sorted(self._schemes))
                    message = f"unknown security scheme {name!r}; {near}; any credential is taken for it"
                    self._told(f"{pointer}/{index}", "security-scheme", message)
            kept.append({name: scopes for name, scopes in alternative.items() if name in self._schemes})
        return kept

    def _told(self, pointer: str, rule: str, message: str) -> None:
        self.problems.append(self._document.problem(pointer, message, severity="warning", rule=rule))
