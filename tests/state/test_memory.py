"""The store in memory against a plain model of it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from mockserver.rows import Order, Row, Selected, TenantRows
from mockserver.state.memory import MemoryStore
from mockserver.state.resource_rules import DuplicateError
from tests.state.people import ORDERS, RULES, SEEDS

KEYS = st.sampled_from("abcdefgh")
PEOPLE = st.fixed_dictionaries(
    {"age": st.none() | st.integers(0, 4) | st.booleans() | st.just("old")},
    optional={
        "name": st.sampled_from(["Ann", "ann", "Bob", "", "Zoë"]),
        "contact": st.fixed_dictionaries(
            {}, optional={"email": st.sampled_from(["x@a.example", "X@A.example", "y@a.example"])}
        ),
        "code": st.none() | st.integers(0, 1),
        "region": st.sampled_from(["x", "y"]),
    },
)
TENANTS = st.sampled_from(["default", "other", "third"])
Model = dict[str, dict[str, dict[str, Mapping[str, Any]]]]


def taken(model: Mapping[str, Mapping[str, Any]], data: Mapping[str, Any], own: str) -> str | None:
    """The error that storing `data` has to raise, None for none."""
    for name, fields in (("email_taken", email), ("code_taken", code)):
        if fields(data) is not None and any(
            fields(row) == fields(data) for key, row in model.items() if key != own
        ):
            return name
    return None


def refusal(write: Callable[[], Row]) -> str | None:
    """The error that a write raises, None when it is done."""
    try:
        write()
    except DuplicateError as error:
        return error.rule.error
    return None


def email(data: Mapping[str, Any]) -> str | None:
    found = (data.get("contact") or {}).get("email")
    return found.casefold() if found else None


def code(data: Mapping[str, Any]) -> tuple[Any, ...] | None:
    pair = (data.get("code"), data.get("region"))
    return None if None in pair else pair


class StoreAgainstModel(RuleBasedStateMachine):
    """Everything that can be done to the store, done to a dict of dicts as well."""

    marks = Bundle("marks")

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore(RULES, SEEDS)
        self.model = self.seeded()
        self.versions = {self.store.version}
        self.begin()

    def begin(self) -> None:
        """Nothing is written but not taken; the replica is what the store is."""
        assert not self.store.take_changes()
        self.kept = self.copied()
        seeds: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
        for tenant, tables in self.kept.items():
            for resource, rows in tables.items():
                seeds.setdefault(resource, {})[tenant] = list(rows.values())
        self.replica = MemoryStore(RULES, seeds)

    def seeded(self) -> Model:
        tenants = ("default", "other", "third")
        return {
            tenant: {
                resource: {row[RULES[resource].key]: row for row in SEEDS[resource].get(tenant, [])}
                for resource in RULES
            }
            for tenant in tenants
        }

    def changed(self) -> None:
        assert self.store.version not in self.versions
        self.versions.add(self.store.version)

    @rule(tenant=TENANTS, key=KEYS, data=PEOPLE)
    def insert(self, tenant: str, key: str, data: dict[str, Any]) -> None:
        people, data = self.model[tenant]["people"], {**data, "id": key}
        expected = "conflict" if key in people else taken(people, data, key)
        refused = refusal(lambda: self.store.tenant(tenant).insert("people", data))
        assert refused == expected
        if refused is None:
            people[key] = data
            self.changed()

    @rule(tenant=TENANTS, key=KEYS, data=PEOPLE)
    def replace(self, tenant: str, key: str, data: dict[str, Any]) -> None:
        people, data = self.model[tenant]["people"], {**data, "id": key}
        row = self.store.tenant(tenant).get("people", key)
        assert (row is None) == (key not in people)
        if row is None:
            return
        expected = taken(people, data, key)
        refused = refusal(lambda: self.store.tenant(tenant).replace("people", row, data))
        assert refused == expected
        if refused is None:
            people[key] = data
            self.changed()

    @rule(tenant=TENANTS, key=KEYS)
    def delete(self, tenant: str, key: str) -> None:
        row = self.store.tenant(tenant).get("people", key)
        if row is not None:
            self.store.tenant(tenant).delete("people", row)
            del self.model[tenant]["people"][key]
            self.changed()

    @rule(tenant=TENANTS, tag=KEYS, owner=KEYS)
    def adopt(self, tenant: str, tag: str, owner: str) -> None:
        pets, store = self.model[tenant]["pets"], self.store.tenant(tenant)
        old, data = store.get("pets", tag), {"tag": tag, "owner": owner}
        if old is None:
            store.insert("pets", data)
        else:
            store.replace("pets", old, data)
        pets[tag] = data
        self.changed()

    @rule(tenant=TENANTS, order=st.sampled_from(ORDERS), age=st.sampled_from([None, 0, 3, "old"]))
    def ask(self, tenant: str, order: Order, age: Any) -> None:
        """What a filter keeps that asks nothing but a row follows what was written since it was last asked for."""
        found = self.store.tenant(tenant).select(
            "people", order, age, lambda row: row.data.get("age") == age, own=True
        )
        kept = [row_of(row) for row in self.model[tenant]["people"].values() if row.get("age") == age]
        assert [row.data for row in found] == [row.data for row in order.sorted(kept)]

    @rule()
    def take(self) -> None:
        """What was written is the same where it is written again."""
        for change in self.store.take_changes():
            self.replica.apply(change)
        self.kept = self.copied()
        for tenant in self.model:
            own, other = self.store.tenant(tenant), self.replica.tenant(tenant)
            for resource, rules in RULES.items():
                found = other.select(resource, rules.order, None, None)
                assert [row.data for row in found] == [
                    row.data for row in own.select(resource, rules.order, None, None)
                ]

    @rule()
    def undo(self) -> None:
        """What was written since the last time is as if it never was."""
        self.store.undo()
        self.model = self.kept
        self.kept = self.copied()
        self.versions.add(self.store.version)

    @rule(target=marks)
    def snapshot(self) -> tuple[Any, Model]:
        return self.store.snapshot(), self.copied()

    @rule(mark=marks)
    def restore(self, mark: tuple[Any, Model]) -> None:
        self.store.restore(mark[0])
        self.model = {t: {r: dict(rows) for r, rows in tables.items()} for t, tables in mark[1].items()}
        self.changed()
        self.begin()

    @rule()
    def reset(self) -> None:
        self.store.reset()
        self.model = self.seeded()
        self.changed()
        self.begin()

    @rule()
    def go_on_in_a_fork(self) -> None:
        """A fork starts from the seeded rows and shares nothing with what it came from."""
        before, left = self.copied()["default"]["people"], self.store
        self.store = left.fork()
        self.model = self.seeded()
        self.everything_is_there()
        self.store.tenant("default").insert("people", {"id": "new"})
        self.model["default"]["people"]["new"] = {"id": "new"}
        assert {
            key for key in [*"abcdefgh", "new"] if left.tenant("default").get("people", key)
        } == before.keys()
        self.versions.add(self.store.version)
        self.store.take_changes()
        self.begin()

    def copied(self) -> Model:
        return {t: {r: dict(rows) for r, rows in tables.items()} for t, tables in self.model.items()}

    @invariant()
    def everything_is_there(self) -> None:
        for tenant, tables in self.model.items():
            rows = self.store.tenant(tenant)
            people = list(tables["people"].values())
            for order in ORDERS:
                found = rows.select("people", order, None, None)
                assert [row.data for row in found] == [row.data for row in order.sorted(map(row_of, people))]
            for age in (None, 3, "old"):
                assert {row.key for row in rows.having("people", "age", age)} == {
                    row["id"] for row in people if row.get("age") == age
                }

    @invariant()
    def a_remembered_list_is_no_older_than_what_it_depends_on(self) -> None:
        """People with a pet, asked for under one name at every step: pets are another table."""
        for tenant, tables in self.model.items():
            rows = self.store.tenant(tenant)
            found = rows.select("people", ORDERS[0], "with a pet", partial(has_pet, rows))
            owners = {pet["owner"] for pet in tables["pets"].values()}
            assert {row.key for row in found} == owners & tables["people"].keys()

    @invariant()
    def counts_add_up(self) -> None:
        for resource, tenants in self.store.counts().items():
            for tenant, count in tenants.items():
                assert count == len(self.model[tenant][resource])


def has_pet(rows: TenantRows, row: Row) -> bool:
    return bool(rows.having("pets", "owner", row.key))


def row_of(data: Mapping[str, Any]) -> Row:
    return Row(str(data["id"]), data)


class StoreOfSmallBlocks(StoreAgainstModel):
    """The same where a few rows are as many as need to be kept in blocks."""

    def __init__(self) -> None:
        self.most = Selected.most
        Selected.most = 2
        super().__init__()

    def teardown(self) -> None:
        Selected.most = self.most


TestStoreAgainstModel = StoreAgainstModel.TestCase
TestStoreAgainstModel.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestStoreOfSmallBlocks = StoreOfSmallBlocks.TestCase
TestStoreOfSmallBlocks.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
