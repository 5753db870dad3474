"""Rows and stubs that come as one: from a file, at the start and after each reset, or from who calls the server."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.contract.document import escape
from mockserver.errors import MockserverError, UsageError, hint
from mockserver.faults.stub import Stub
from mockserver.replies.refused_rows import ArrangedRowError
from mockserver.replies.stubbing import NamespaceStubs
from mockserver.server.vendor import Vendor
from mockserver.validation.json_text import read_json

MEMBERS = ("rows", "stubs")
ROWS = "{VENDOR: {RESOURCE: [ROW, ...]}}"


class Arrangements:
    """Arranges rows and stubs in a namespace: those of the files of `--arrange`, and others that are handed over."""

    def __init__(self, vendors: Mapping[str, Vendor], stubs: NamespaceStubs, files: Sequence[Path]) -> None:
        """Read the files.

        Raises:
            UsageError: For one that cannot be read, or is none.
        """
        self._vendors, self._stubs = vendors, stubs
        self._files = [(str(path), _read(path)) for path in files]

    def apply(self, namespace: str = "", vendor: str | None = None, *, rows_alone: bool = False) -> None:
        """Arrange what the files have.

        Args:
            namespace: Where.
            vendor: The only one whose rows and stubs are arranged, if given.
            rows_alone: Whether stubs are there already.

        Raises:
            UsageError: For a row or a stub that the document does not admit; the text names the file.
        """
        for source, given in self._files:
            try:
                self._rows(given, namespace, vendor)
                for stub in () if rows_alone else given.get("stubs", ()):
                    if vendor is None or stub.get("vendor") == vendor:
                        self._stubs[namespace].add(stub)
            except MockserverError as error:
                raise UsageError(f"--arrange {source}: {error}") from None

    def arrange(self, given: Mapping[str, Any], namespace: str, place: str = "the body") -> int:
        """Arrange what is given; where something of it is refused, there is no stub of it, and rows stay.

        Args:
            given: Rows and stubs.
            namespace: Where.
            place: What is told of one that is none.

        Returns:
            How many stubs there are more.

        Raises:
            MockserverError: For a row or a stub that the document does not admit, and for what is no arrangement.
        """
        check_arrangement(given, place)
        stubs = self._stubs[namespace]
        added: list[Stub] = []
        try:
            for stub in given.get("stubs", ()):
                added.append(stubs.add(stub))  # noqa: PERF401 - those that were added are removed where one is refused
            self._rows(given, namespace, None)
        except MockserverError:
            for stub in added:
                stubs.remove(stub)
            raise
        return len(added)

    def _rows(self, given: Mapping[str, Any], namespace: str, vendor: str | None) -> None:
        for name, resources in given.get("rows", {}).items():
            if vendor not in {None, name}:
                continue
            if name not in self._vendors:
                raise UsageError(f"rows: {name!r} is not served here; {hint(name, self._vendors)}")
            served = self._vendors[name]
            state = served.namespaces.enter(namespace)
            for resource, rows in resources.items():
                held = served.arranging.resource(resource)
                for number, row in enumerate(rows):
                    try:
                        held.keep(state, row)
                    except ArrangedRowError as error:
                        place = f"/rows/{escape(name)}/{escape(resource)}/{number}"
                        raise error.within(place) from None


def _read(path: Path) -> Mapping[str, Any]:
    try:
        given = read_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"--arrange {path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"--arrange {path}: this is not JSON: {error}") from None
    check_arrangement(given, f"--arrange {path}")
    return given  # type: ignore[no-any-return]


def check_arrangement(given: Any, place: str) -> None:
    """Refuse what is no arrangement.

    Raises:
        UsageError: For another member than rows and stubs, and for what is no list of objects in them.
    """
    if not isinstance(given, Mapping) or not given.keys() <= set(MEMBERS):
        raise UsageError(f"{place}: an object with rows, stubs or both, as `mockserver stubs from` writes it")
    stubs, rows = given.get("stubs", []), given.get("rows", {})
    if not _are_objects(stubs):
        raise UsageError(f"{place}: stubs is a list of stubs")
    good = isinstance(rows, Mapping) and all(
        isinstance(resources, Mapping) and all(map(_are_objects, resources.values()))
        for resources in rows.values()
    )
    if not good:
        raise UsageError(
            f"{place}: rows has lists of rows by vendor and resource: {{VENDOR: {{RESOURCE: [ROW, ...]}}}}"
        )


def _are_objects(value: Any) -> bool:
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    return listed and all(isinstance(each, Mapping) for each in value)
