"""A document as inference reads it: operations with their parameters and bodies, schemas with their parts put together.

Every schema is looked at once, whoever refers to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.inference.structure import EMPTY, Structure, Structures
from mockserver.contract.inference.words import all_of, norm
from mockserver.contract.model import is_json
from mockserver.contract.tolerance.grammar import METHODS

ASKING = all_of(
    "filter filters query where criteria page paging pagination options search searchcriteria params"
)
DEEPEST_ASKED = 3
ANY_TYPE = frozenset({"*/*", "text/json", "application/*"})


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: where it stands, and what its values are."""

    name: str
    location: str
    shape: Structure
    required: bool
    node: Mapping[str, Any]

    @property
    def text(self) -> str:
        """What the document says of it in words."""
        found = (self.node.get("description"), self.shape.node.get("description"))
        return " ".join(part for part in found if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """A response.

    Attributes:
        status: As declared.
        shape: Of its JSON body; None where it has none.
        has_body: Whether it has a body, of whatever media type.
        headers: Names of the headers that it declares.
        media: The media type of that body, empty without one.
        pointer: Where it stands.
    """

    status: str
    shape: Structure | None
    has_body: bool
    headers: tuple[str, ...]
    media: str
    pointer: str


class Op:
    """One operation.

    Attributes:
        method: In small letters.
        pointer: Where it really stands, through the `$ref` of a path item.
        spelled: Of what stands beside its query and is asked as that is, the expression.
    """

    def __init__(
        self, reader: "Reader", path: str, method: str, item: Mapping[str, Any], pointer: str
    ) -> None:
        self.reader = reader
        self.path = path
        self.method = method
        self.node: Mapping[str, Any] = item[method]
        self.pointer = f"{pointer}/{method}"
        self.spelled: Mapping[str, str] = {}
        self._item = item
        self._parent = pointer

    def __repr__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """`GET /pets`."""
        return f"{self.method.upper()} {self.path}"

    @property
    def said(self) -> str:
        """Its summary and its description."""
        found = (self.node.get("summary"), self.node.get("description"))
        return " ".join(part for part in found if isinstance(part, str))

    @property
    def mock(self) -> Mapping[str, Any]:
        """What is written in its `x-mock`."""
        found = self.node.get("x-mock")
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def params(self) -> Mapping[tuple[str, str], Param]:
        """Its parameters and its path item's, by location and name."""
        found: dict[tuple[str, str], Param] = {}
        for owner, place in ((self._item, self._parent), (self.node, self.pointer)):
            for index, raw in enumerate(_list(owner.get("parameters"))):
                param = self.reader.param(raw, f"{place}/parameters/{index}")
                if param is not None:
                    found[param.location, param.name] = param
        return found

    @cached_property
    def query(self) -> Mapping[str, Param]:
        """Its query parameters by name."""
        return {name: param for (location, name), param in self.params.items() if location == "query"}

    @cached_property
    def asking(self) -> "Op":
        """This, with the members of its body beside its query, where it is a POST that may ask as a GET does."""
        members = self._members_asked() if self.method == "post" else {}
        if not members:
            return self
        found = copy(self)
        found.query = {**{name: param for name, (_, param) in members.items()}, **self.query}
        found.spelled = {name: place for name, (place, _) in members.items() if name not in self.query}
        return found

    def _members_asked(self) -> Mapping[str, tuple[str, Param]]:
        """The members of its body, and of the objects in it that hold questions, each with its expression."""
        found: dict[str, tuple[str, Param]] = {}
        shapes = self.reader.shapes
        level: list[tuple[tuple[str, ...], Structure]] = [((), self.body)] if self.body is not None else []
        for depth in range(DEEPEST_ASKED):
            following = []
            for path, holder in level:
                for name, shape in shapes.members(holder):
                    here = (*path, name)
                    if shape.is_object and norm(name) in ASKING:
                        following.append((here, shape))
                        continue
                    needed = depth == 0 and name in holder.required
                    expression = f"$request.body#/{'/'.join(map(escape, here))}"
                    found.setdefault(name, (expression, Param(name, "query", shape, needed, shape.node)))
            level = following
        return found

    def path_param(self, name: str) -> Param | None:
        """A parameter of its path."""
        return self.params.get(("path", name))

    @cached_property
    def answers(self) -> Sequence[AnswerShape]:
        """Its responses, in the order of their statuses."""
        found = []
        for status, raw in sorted(_mapping(self.node.get("responses")).items()):
            if not status.startswith("x-"):
                found.append(self.reader.answer(status, raw, f"{self.pointer}/responses/{escape(status)}"))
        return found

    @cached_property
    def successes(self) -> Sequence[AnswerShape]:
        """Its responses 2xx; a lone `default` where it declares no status below 400."""
        found = [answer for answer in self.answers if answer.status.startswith("2")]
        if found or any(answer.status[0] in "13" for answer in self.answers):
            return found
        return [answer for answer in self.answers if answer.status == "default"]

    @cached_property
    def success(self) -> AnswerShape | None:
        """The first success that has a body, else the first."""
        return next((a for a in self.successes if a.shape is not None), next(iter(self.successes), None))

    @cached_property
    def body(self) -> Structure | None:
        """What its body is made of, None without one."""
        return self.reader.body(self.node.get("requestBody"), f"{self.pointer}/requestBody")

    @cached_property
    def sent(self) -> frozenset[str]:
        """The properties of its body that a client may set: those that are not `readOnly`."""
        members = () if self.body is None else self.reader.shapes.members(self.body)
        return frozenset(name for name, shape in members if not shape.facts.get("readOnly"))

    @property
    def secured(self) -> bool:
        """Whether a caller has to say who it is."""
        return bool(self.node.get("security", self.reader.document.data.get("security")))

    def statuses(self) -> frozenset[str]:
        """The statuses that it declares, in capitals."""
        return frozenset(answer.status.upper() for answer in self.answers)


class Reader:
    """Reads a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.shapes = Structures(document)
        self._answers: dict[int, AnswerShape] = {}
        self._params: dict[int, Param | None] = {}

    def operations(self) -> list[Op]:
        """Every operation, in the document's order."""
        found = []
        for path, raw in _mapping(self.document.data.get("paths")).items():
            if not path.startswith("/"):
                continue
            item, pointer = self.shapes.follow(raw, f"/paths/{escape(path)}")
            found += [Op(self, path, m, item, pointer) for m in METHODS if isinstance(item.get(m), Mapping)]
        return found

    def param(self, raw: Any, pointer: str) -> Param | None:
        """A Parameter Object; None for what is none."""
        node, place = self.shapes.follow(raw, pointer)
        if id(node) not in self._params:
            self._params[id(node)] = self._param(node, place)
        return self._params[id(node)]

    def _param(self, node: Mapping[str, Any], pointer: str) -> Param | None:
        name, location = node.get("name"), node.get("in")
        if not isinstance(name, str) or not isinstance(location, str):
            return None
        schema, place = node.get("schema", {}), f"{pointer}/schema"
        for media, content in _mapping(node.get("content")).items():
            if is_json(media):
                schema, place = content.get("schema", {}), f"{pointer}/content/{escape(media)}/schema"
        return Param(name, location, self.shapes.of(schema, place), bool(node.get("required")), node)

    def answer(self, status: str, raw: Any, pointer: str) -> AnswerShape:
        """A Response Object."""
        node, place = self.shapes.follow(raw, pointer)
        kept = self._answers.get(id(node))
        if kept is not None and kept.status == status:
            return kept
        headers = tuple(_mapping(node.get("headers")))
        media, shape = "", None
        for media_type, content, where in self.contents(node, place):
            if is_json(media_type) or media_type.partition(";")[0].strip() in ANY_TYPE:
                media = media_type
                shape = self.shapes.of(content.get("schema"), f"{where}/schema")
                break
        has_body = bool(node.get("content")) and status not in ("204", "205")
        found = self._answers[id(node)] = AnswerShape(status, shape, has_body, headers, media, place)
        return found

    def body(self, raw: Any, pointer: str) -> Structure | None:
        """A Request Body Object: its JSON, else the fields of its form."""
        if raw is None:
            return None
        node, place = self.shapes.follow(raw, pointer)
        contents = list(self.contents(node, place))
        contents.sort(key=lambda content: _rank(content[0]))
        for _, content, where in contents:
            return self.shapes.of(content.get("schema"), f"{where}/schema")
        return EMPTY

    def contents(self, node: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Mapping[str, Any], str]]:
        """The media types of a body, with what they say and where it stands."""
        content, place = self.shapes.follow(node.get("content"), f"{pointer}/content")
        for media_type, raw in content.items():
            media, where = self.shapes.follow(raw, f"{place}/{escape(media_type)}")
            yield media_type, media, where


def _rank(media_type: str) -> int:
    if is_json(media_type):
        return 0
    return 1 if "urlencoded" in media_type else 2 if "multipart" in media_type else 3


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
