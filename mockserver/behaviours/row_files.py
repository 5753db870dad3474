"""Files that come with rows: kept when they are uploaded, given back by downloads."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from mockserver.behaviours.base import Result
from mockserver.contract.media_types import is_within
from mockserver.contract.model import Operation
from mockserver.exchange import Call, HeaderField, Reply
from mockserver.rows import Change
from mockserver.services import Services
from mockserver.state.kept_files import FILE
from mockserver.state.namespaces import NamespaceState
from mockserver.validation.uploading import file_finder


class RowFiles:
    """What one operation does with the files of rows."""

    def __init__(self, operation: Operation, services: Services) -> None:
        """Compile.

        Raises:
            ExpressionError: When `upload` is no expression.
        """
        mock = operation.mock
        self._find = None if mock.upload is None else file_finder(mock.upload, services.max_body)
        self._sends = mock.download
        successes = [each for status, each in operation.responses.items() if status[:1] == "2"]
        self._declared = [name for response in successes for name in response.content]

    def take(self, call: Call) -> None:
        """Find the file that came with a call.

        Raises:
            ApiError: `malformed_body`.
        """
        if self._find is not None:
            call.upload = self._find(call)

    def settle(self, reply: Reply, result: Result, call: Call, state: NamespaceState) -> Reply:
        """A reply with the file of its row, where that is what is asked for; a file that came is kept with its row.

        Raises:
            FullError: When there is no room for it.
        """
        if call.upload is not None and any(_has(change, call.upload.facts) for change in state.rows.changes):
            digest = str(call.upload.facts["sha256"])
            state.files.keep(digest, call.upload.content, lambda: _digests(state.rows.values(FILE)))
        if not self._sends or not result.rows:
            return reply
        told = result.rows[0].data.get(FILE)
        if not isinstance(told, Mapping):
            return reply
        content = state.files.get(told.get("sha256"))
        return reply if content is None else self._given_back(reply, told, content)

    def _given_back(self, reply: Reply, told: Mapping[str, Any], content: bytes) -> Reply:
        kind, own = str(told["type"]), [b"content-disposition"]
        headers: list[HeaderField] = []
        if any(is_within(kind, declared) for declared in self._declared):
            headers.append((b"content-type", kind.encode("latin-1", "replace")))
            own.append(b"content-type")
        headers.append((b"content-disposition", disposition(str(told["name"]))))
        return Reply(
            reply.status, [*(each for each in reply.headers if each[0] not in own), *headers], content
        )


def _has(change: Change, facts: Mapping[str, object]) -> bool:
    return change.after is not None and change.after.data.get(FILE) is facts


def _digests(known: Iterable[Any]) -> Iterable[object]:
    return (told.get("sha256") for told in known if isinstance(told, Mapping))


def disposition(name: str) -> bytes:
    """What a client calls the file that it gets (RFC 6266, 4; RFC 8187)."""
    if not name:
        return b"attachment"
    plain = "".join(each if " " <= each <= "~" and each not in '"\\/' else "_" for each in name)
    more = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{plain}"{more}'.encode()


def row_files(operation: Operation, services: Services) -> RowFiles | None:
    """What an operation does with files; None for one that does nothing with any.

    Raises:
        ExpressionError: As `RowFiles`.
    """
    mock = operation.mock
    return RowFiles(operation, services) if mock.upload is not None or mock.download else None
