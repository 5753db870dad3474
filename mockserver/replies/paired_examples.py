"""Named examples of a request and of a response that belong together: the request of one gets the response of it.

OpenAPI has no word for the pair; documents, and the tools that read them, go by equal keys of `examples`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours import BEHAVIOURS
from mockserver.contract.model import Contract, Operation, values_of
from mockserver.exchange import Call
from mockserver.exchange.preferences import Preferences
from mockserver.language.operators import OPERATORS
from mockserver.rows import ABSENT

LONE = "example"  # the name of what stands in `example`, which names nothing
EQUAL = OPERATORS["eq"].compare
SentExample = tuple[Callable[[Call], Any], Any]


@dataclass(frozen=True, slots=True)
class ExamplePair:
    """One pair.

    Attributes:
        name: The key that both have.
        shown: What asks for the response.
        values: What reads a part of a call, and the example of that part: a call that has all of them is that request.
    """

    name: str
    shown: Preferences
    values: tuple[SentExample, ...]

    def is_meant(self, call: Call) -> bool:
        """Whether a call is the request."""
        return all(EQUAL(read(call), value) for read, value in self.values)


def pairs_of(contract: Contract, operation: Operation) -> tuple[ExamplePair, ...]:
    """The pairs of an operation, those that say most of a request first.

    One that keeps rows answers by these: of its examples, errors alone are answered as they stand.
    """
    sent = dict[str, list[SentExample]]()
    for name, value in _sent(contract, operation):
        sent.setdefault(name, []).append(value)
    found = [
        ExamplePair(name, Preferences(code=status, example=name), tuple(sent[name]))
        for name, status in _answered(operation)
        if name in sent
    ]
    first = {pair.name: pair for pair in reversed(found)}  # of several statuses, the first that is declared
    return tuple(sorted(first.values(), key=lambda pair: -len(pair.values)))


def _answered(operation: Operation) -> Iterator[tuple[str, int]]:
    """The named examples of responses, with their status."""
    keeps = BEHAVIOURS[operation.mock.behaviour].needs_resource
    for key, response in operation.responses.items():
        if not key.isdigit() or (keeps and int(key) < 400):
            continue
        for media in response.content.values():
            yield from ((name, int(key)) for name in media.examples if name != LONE)


def _sent(contract: Contract, operation: Operation) -> Iterator[tuple[str, SentExample]]:
    """The named examples of a request: of its body, of its parameters."""
    if operation.body is not None:
        for media in operation.body.content.values():
            for name, example in media.examples.items():
                if name != LONE:
                    yield name, (_body, example)
    document = contract.document
    for parameter in operation.parameters:
        try:
            node = document.resolve(document.at(parameter.pointer))
        except KeyError:  # one that a path names and nothing declares
            continue
        for name, raw in (node.get("examples") or {}).items():
            shown = document.resolve(raw)
            for value in values_of(shown) if isinstance(shown, Mapping) else ():
                yield name, (_reader(parameter.location, parameter.name), value)


def _body(call: Call) -> Any:
    return call.body if call.sent else ABSENT


def _reader(location: str, name: str) -> Callable[[Call], Any]:
    """What reads a parameter of a call."""
    return lambda call: getattr(call, location.removesuffix("string")).get(name, ABSENT)
