"""Stubs that a test arranges: compiled against the contract, and refused where they leave it without saying so."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mockserver.bounds import STUB_BYTES
from mockserver.contract.model import Contract, Operation
from mockserver.errors import UsageError, hint
from mockserver.faults.active import ActiveMark
from mockserver.faults.stub import ScenarioStep, Stub, StubError, answers_of, check_members
from mockserver.faults.stub_set import Stubs
from mockserver.rendering.encoding import to_json
from mockserver.replies.forced import Forced
from mockserver.replies.stub_answers import StubAnswers
from mockserver.replies.stub_matching import compile_match
from mockserver.services import Services
from mockserver.state.shared import AllStubs
from mockserver.validation.json_text import read_json

SAY_SO = 'mend it, or say "breaks": true where that is meant'


class Stubbing:
    """What compiles the stubs of one document."""

    def __init__(self, services: Services, forced: Callable[[str], Forced | None]) -> None:
        """Take a document, and what has the documented answers of an operation, by its id."""
        self._services = services
        self._forced = forced

    @property
    def contract(self) -> Contract:
        """The document."""
        return self._services.contract

    def compile_stub(self, id_: str, given: Mapping[str, Any], weight: int) -> Stub:
        """A stub.

        Args:
            id_: Its id.
            given: What `check_members` admits, with an operation of this document.
            weight: Its bytes.

        Raises:
            StubError: When it leaves the contract, and does not say that it `breaks`.
        """
        operation = next(each for each in self.contract.operations if each.id == given["operation"])
        breaks = given.get("breaks", False)
        answers = self._answers(operation)
        matches, wrong = compile_match(given.get("match", {}), operation, self._services, breaks=breaks)
        compiled = []
        for pointer, answer in answers_of(given):
            made, found = answers.compile_answer(answer, pointer, breaks=breaks)
            compiled.append(made)
            wrong += found
        if wrong:
            about = f"the stub breaks the contract of {operation.id} ({SAY_SO})"
            raise StubError(wrong, about if not breaks else "the stub is none")
        step = given.get("scenario")
        return Stub(
            id_,
            self.contract.name,
            operation.id,
            {**given, "vendor": self.contract.name},
            weight,
            matches,
            tuple(compiled),
            given.get("times"),
            ScenarioStep(step["name"], step.get("requiredState"), step.get("newState")) if step else None,
            breaks,
        )

    def _answers(self, operation: Operation) -> StubAnswers:
        forced = self._forced(operation.id)
        if forced is None:
            raise StubError([("/operation", f"{operation.id} cannot be served: mockserver lint says why")])
        return StubAnswers(operation, self._services, forced)


class ArrangedStubs:
    """The stubs of one namespace, to arrange them: `server.stubs`.

    A stub is written as `/__admin/stubs` takes it. One that leaves the contract raises `StubError`, with each place,
    and changes nothing.
    """

    def __init__(self, stubs: Stubs, compiler: "StubCompiler", vendor: str | None = None) -> None:
        """Take them.

        Args:
            stubs: Those of the namespace.
            compiler: Compiles others.
            vendor: The only one whose stubs these are; None for all.
        """
        self._stubs = stubs
        self._compiler = compiler
        self._vendor = vendor

    @property
    def scenarios(self) -> Mapping[str, str]:
        """The state of each scenario."""
        return self._stubs.scenarios

    def __iter__(self) -> Iterator[Stub]:
        """Every stub, the oldest first."""
        return (stub for stub in self._stubs if self._vendor in {None, stub.vendor})

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)

    def hits(self, stub: Stub) -> int:
        """How many calls a stub has answered."""
        return self._stubs.hits(stub)

    def find(self, id_: str) -> Stub | None:
        """The stub of an id, None for none."""
        return next((stub for stub in self if stub.id == id_), None)

    def add(self, given: Mapping[str, Any] = MappingProxyType({}), /, **members: Any) -> Stub:
        """Add a stub, which answers before those that there are.

        Args:
            given, members: Members of a stub, as `/__admin/stubs` takes them.

        Raises:
            StubError: When it makes no sense, or leaves the contract without saying so.
            UsageError: When there are as many as there may be.
        """
        stub = self._compiler.stub("", self._own({**given, **members}))
        return self._stubs.have(lambda id_: replace(stub, id=id_))

    def put(self, id_: str, given: Mapping[str, Any] = MappingProxyType({}), /, **members: Any) -> Stub:
        """Put a stub in the place of that of an id, as `add` does; its hits are forgotten.

        Raises:
            UsageError: As `add`, and when there is none of that id.
        """
        if self.find(id_) is None:
            raise UsageError(f"there is no stub {id_!r}")
        stub = self._compiler.stub(id_, self._own({**given, **members}), instead=self.find(id_))
        self._stubs.put(stub)
        return stub

    def remove(self, stub: Stub) -> None:
        """Let a stub answer no more."""
        self._stubs.keep(lambda each: each.id != stub.id)

    def clear(self, vendor: str | None = None) -> None:
        """Remove every stub, or those of one vendor alone."""
        whose = self._vendor or vendor
        self._stubs.keep(lambda each: whose not in {None, each.vendor})

    def _own(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if self._vendor is None:
            return dict(given)
        if given.get("vendor", self._vendor) != self._vendor:
            raise StubError([("/vendor", f"these are the stubs of {self._vendor}")])
        return {**given, "vendor": self._vendor}


class StubCompiler:
    """What compiles the stubs of a whole server, of any of its documents."""

    def __init__(self, stubbing: Mapping[str, Stubbing], kept: Iterable[Stubs]) -> None:
        """Take what compiles those of each document by name, and what has all that are kept."""
        self._stubbing = stubbing
        self._kept = kept

    def stub(self, id_: str, given: Mapping[str, Any], instead: Stub | None = None) -> Stub:
        """A stub.

        Args:
            id_: Its id.
            given: As users write it.
            instead: The one whose place it takes.

        Raises:
            StubError: When it makes no sense, or leaves the contract without saying so.
            UsageError: When there is no room for it.
        """
        try:
            text = to_json(given)
            said = read_json(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise StubError([("", f"cannot be written as JSON: {error}")]) from None
        check_members(said)
        room = STUB_BYTES - sum(stubs.weight for stubs in self._kept) + (instead.weight if instead else 0)
        if len(text) > room:
            raise UsageError(
                f"all stubs together have {STUB_BYTES} bytes at most; remove those that are done"
            )
        return self._of(said).compile_stub(id_, said, len(text))

    def _of(self, said: Mapping[str, Any]) -> Stubbing:
        """What compiles the stubs of the document that a stub is for.

        Raises:
            StubError: When no document that is served has its operation, or several have.
        """
        vendor, operation = said.get("vendor"), said["operation"]
        if vendor is not None and vendor not in self._stubbing:
            raise StubError([("/vendor", f"{vendor!r} is not served here; {hint(vendor, self._stubbing)}")])
        among = [self._stubbing[vendor]] if vendor is not None else [*self._stubbing.values()]
        operations = [(each, found.id) for each in among for found in each.contract.operations]
        having = [each for each, name in operations if name == operation]
        if not having:
            known = hint(operation, dict.fromkeys(name for _, name in operations))
            raise StubError([("/operation", f"there is no operation {operation!r}; {known}")])
        if len(having) > 1:
            names = ", ".join(each.contract.name for each in having)
            raise StubError([("/vendor", f"{operation!r} is an operation of {names}: say whose")])
        return having[0]


class NamespaceStubs:
    """The stubs of each namespace, to arrange them; the default one has the empty name."""

    def __init__(self, stubbing: Mapping[str, Stubbing], kept: AllStubs) -> None:
        """Take what compiles those of each document, by its name, and what keeps them."""
        self._kept = kept
        self._compiler = StubCompiler(stubbing, kept)

    def __getitem__(self, namespace: str) -> ArrangedStubs:
        """The stubs of a namespace, which adding one opens."""
        return ArrangedStubs(self._kept[namespace], self._compiler)

    def compiled(self, id_: str, given: Mapping[str, Any]) -> Stub:
        """A stub that was arranged elsewhere, of its id and what it was written as.

        Raises:
            StubError: When a document that has changed since does not admit it any more.
        """
        return self._compiler.stub(id_, given)

    def snapshot(self, namespace: str) -> ActiveMark[Stub]:
        """A mark of those of a namespace, to come back to."""
        return self._kept[namespace].snapshot()

    def restore(self, mark: ActiveMark[Stub], namespace: str) -> None:
        """Have those of a mark."""
        self._kept[namespace].restore(mark)

    def of(self, vendor: str, namespace: str) -> ArrangedStubs:
        """Those of one vendor alone."""
        return ArrangedStubs(self._kept[namespace], self._compiler, vendor)
