"""What is shown of a stored row: its members, in one form for each choice of them that calls make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.exchange import Call
from mockserver.rendering.encoding import to_json
from mockserver.rendering.renderings import Renderings
from mockserver.rendering.view_members import Field, Get
from mockserver.rows import ABSENT, Row, RowPage, Rows

ROW, TENANT, CALL = range(3)
NOT_RENDERED = (-1, b"")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a view.

    Attributes:
        name: What it is called.
        get: What reads it.
        missing: What is shown where a row does not have it; ABSENT for nothing.
        nullable: Whether null is a value of it.
        extension: Whether it is shown only when a call asks for it.
        depends: What it depends on: `ROW`, `TENANT` or `CALL`.
    """

    name: str
    get: Get
    missing: Any
    nullable: bool
    extension: bool
    depends: int


Repair = Callable[[dict[str, Any], str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of rows whose resource says what they look like.

    Attributes:
        hidden: Fields that are not shown where a schema, which names no member, shows the whole row.
        repair: Makes what is shown of the row with a key valid.
    """

    hidden: frozenset[str]
    repair: Repair


class Form:
    """One choice of a view's members.

    Attributes:
        depends: What it shows beside the row itself: `ROW` nothing, `TENANT` related rows, `CALL` the time or the call.
    """

    __slots__ = ("_hidden", "_members", "_renderings", "_repair", "depends")

    def __init__(self, members: Sequence[Member], whole: Whole | None, renderings: Renderings) -> None:
        self._renderings = renderings
        self._hidden = whole.hidden if whole is not None and not members else None
        self._repair = whole.repair if whole is not None else None
        self._members = [
            (member.name, member.get.name, None, member.missing, member.nullable)
            if isinstance(member.get, Field)
            else (member.name, "", member.get, member.missing, member.nullable)
            for member in members
        ]
        self.depends = max((member.depends for member in members), default=ROW)

    def show(self, row: Row, call: Call, rows: Rows) -> dict[str, Any]:
        """The row as an object.

        Args:
            row: What is shown.
            call: For expressions and the clock.
            rows: The tenant's rows.
        """
        shown: dict[str, Any] = {}
        data = row.data
        for name, field, get, missing, nullable in self._members:
            if get is not None:
                value = get(row, call, rows)
                if value is ABSENT:
                    value = missing
            else:
                value = data.get(field, missing)
            if value is ABSENT or (value is None and not nullable):
                continue
            shown[name] = value
        if self._hidden is not None:
            shown = {name: value for name, value in data.items() if name not in self._hidden}
        return shown if self._repair is None else self._repair(shown, row.key)

    def render(self, row: Row, call: Call, rows: Rows) -> bytes:
        """The row as JSON; remembered in the row while nothing that it shows can change, and there is room."""
        if self.depends == CALL:
            return to_json(self.show(row, call, rows))
        version = 0 if self.depends == ROW else rows.version
        kept = row.views.get(self)
        if kept is not None and kept[0] == version:
            return kept[1]
        rendered = to_json(self.show(row, call, rows))
        self._renderings.keep(row, self, version, rendered)
        return rendered

    def render_all(self, shown: Sequence[Row], call: Call, rows: Rows) -> bytes:
        """Rows as a JSON array."""
        if self.depends == CALL:
            return to_json([self.show(row, call, rows) for row in shown])
        version = 0 if self.depends == ROW else rows.version
        if not isinstance(shown, RowPage):
            return self._join(shown, call, rows, version)
        kept = shown.views.get(self)
        if kept is not None and kept[0] == version:
            return kept[1]
        rendered = self._join(shown, call, rows, version)
        self._renderings.keep(shown, self, version, rendered)
        return rendered

    def _join(self, shown: Sequence[Row], call: Call, rows: Rows, version: int) -> bytes:
        texts = [kept[1] for row in shown if (kept := row.views.get(self, NOT_RENDERED))[0] == version]
        if len(texts) < len(shown):
            texts = [self.render(row, call, rows) for row in shown]
        return b"[" + b",".join(texts) + b"]"


class View:
    """The members that a schema shows of a row, compiled.

    Attributes:
        plain: The form without extensions: members that are shown only when a call asks for them.
    """

    def __init__(
        self,
        members: Sequence[Member],
        whole: Whole | None,
        renderings: Renderings,
        instead: Mapping[str, Member] | None = None,
    ) -> None:
        """Take members, and those that stand in place of others where a call asks for them."""
        self._members = members
        self._whole = whole
        self._renderings = renderings
        self._instead = instead or {}
        extensions = frozenset(member.name for member in members if member.extension)
        self._extensions = extensions | self._instead.keys()
        self._forms: dict[frozenset[str], Form] = {}
        self.plain = self.form(frozenset())

    def form(self, chosen: frozenset[str]) -> Form:
        """The form with the extensions that a call chose; other names choose nothing."""
        added = chosen & self._extensions
        found = self._forms.get(added)
        if found is None:
            shown = [
                self._instead.get(member.name, member) if member.name in added else member
                for member in self._members
                if not member.extension or member.name in added
            ]
            found = self._forms[added] = Form(shown, self._whole, self._renderings)
        return found

    def choosing(self, extensions: frozenset[str], instead: Mapping[str, Member]) -> "View":
        """The view with further extensions, and with members that a call may ask for in place of others."""
        members = [
            replace(member, extension=True) if member.name in extensions else member
            for member in self._members
        ]
        return View(members, self._whole, self._renderings, instead)
