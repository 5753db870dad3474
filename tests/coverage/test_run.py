"""Runs come together in any order, and any number of times."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.coverage.clients.scopes import ScopeUse, in_time, joined_uses
from mockserver.coverage.clients.verdict import Breach, Evidence, Verdict
from mockserver.coverage.items.item import KINDS
from mockserver.coverage.runs import saved_runs
from mockserver.coverage.runs.run import Drift, Part, Run, combine_runs
from mockserver.errors import UsageError

NAMES = st.sampled_from(["", "a", "b", "\u00e9\U0001f600", "x y"])
CALLS = st.builds(
    Evidence,
    st.integers(1, 9),
    st.sampled_from(["GET", "POST"]),
    NAMES,
    st.sampled_from([0, 200]),
    st.floats(0, 9),
)
VERDICTS = st.builds(
    Verdict, st.sampled_from(["unmatched", "page-past-end"]), st.sampled_from(["error", "info"]),
    NAMES, NAMES, NAMES, NAMES, NAMES, NAMES, NAMES,
    st.lists(CALLS, max_size=2).map(tuple),
    st.lists(st.builds(Breach, NAMES, NAMES, NAMES, NAMES), max_size=1).map(tuple),
)  # fmt: skip
SCOPES = st.frozensets(st.sampled_from(["read", "write"])).map(sorted).map(tuple)
USES = st.builds(ScopeUse, NAMES, NAMES, SCOPES, SCOPES, st.frozensets(CALLS, max_size=2).map(in_time))
PARTS = st.builds(
    Part,
    exchanges=st.dictionaries(NAMES, st.integers(0, 9), max_size=2),
    seen=st.dictionaries(
        st.tuples(NAMES, st.sampled_from(list(KINDS)), NAMES, NAMES), st.integers(1, 9), max_size=4
    ),
    verdicts=st.frozensets(VERDICTS, max_size=2),
    tallies=st.dictionaries(st.tuples(NAMES, NAMES, NAMES), st.integers(1, 9), max_size=2),
    uses=st.lists(USES, max_size=2).map(joined_uses).map(frozenset),
    drift=st.frozensets(st.builds(Drift, NAMES, NAMES, NAMES, NAMES, CALLS, NAMES), max_size=1),
)
RUNS = st.builds(
    Run,
    documents=st.dictionaries(st.sampled_from("ab"), st.just("d1g357"), max_size=2),
    parts=st.dictionaries(st.sampled_from(["w0", "w1", "w2"]), PARTS, max_size=3),
)


@given(RUNS, RUNS)
def test_the_order_of_runs_does_not_matter(left: Run, right: Run) -> None:
    assert combine_runs([left, right]) == combine_runs([right, left])


@given(RUNS, RUNS, RUNS)
def test_how_runs_are_grouped_does_not_matter(one: Run, two: Run, three: Run) -> None:
    assert combine_runs([combine_runs([one, two]), three]) == combine_runs([one, combine_runs([two, three])])


@given(RUNS, RUNS)
def test_a_run_that_comes_twice_counts_once(left: Run, right: Run) -> None:
    both = combine_runs([left, right])

    assert combine_runs([both, left, right, both]) == both


@given(RUNS)
def test_nothing_adds_nothing(run: Run) -> None:
    assert combine_runs([run, Run()]) == run == combine_runs([run])


@given(RUNS)
def test_a_run_is_read_back_as_it_was_written_and_has_the_same_bytes(run: Run) -> None:
    raw = saved_runs.json_of(run)

    assert saved_runs.run_of_json(raw) == run
    assert saved_runs.json_of(saved_runs.run_of_json(raw)) == raw


def test_parts_of_several_processes_add_up() -> None:
    key = ("acme", "operations", "list", "GET /")
    run = combine_runs([Run({}, {name: Part(exchanges={"acme": 2}, seen={key: 2})}) for name in ("w0", "w1")])

    assert run.seen == {key: 4}
    assert run.exchanges == {"acme": 4}


def test_a_credential_is_judged_by_what_all_processes_did_with_it() -> None:
    """One worker reads, another writes: together they need what the credential may do."""
    reading, writing, third = (
        Run({}, {name: Part(uses=frozenset({ScopeUse("acme", "ours", ("read", "write"), needed, ())}))})
        for name, needed in (("w0", ("read",)), ("w1", ("write",)), ("w2", ("read",)))
    )

    assert [verdict.rule for verdict in reading.verdicts] == ["excess-scope"]
    assert combine_runs([reading, writing]).verdicts == ()
    (verdict,) = combine_runs([reading, third]).verdicts
    assert verdict.message == "ours may do write; its calls need only read"
    assert combine_runs([reading, third]).tallies == {("excess-scope", "acme", ""): 1}


def test_runs_of_different_documents_do_not_mix() -> None:
    with pytest.raises(UsageError, match="different documents of acme"):
        combine_runs([Run({"acme": "1"}), Run({"acme": "2"})])


def test_files_of_workers_are_found_and_combined(tmp_path: Path) -> None:
    base = tmp_path / ".mockserver-coverage"
    for name in ("gw0", "gw1"):
        run = Run({"acme": "1"}, {name: Part(exchanges={"acme": 1})})
        saved_runs.write_run(run, base.with_name(f"{base.name}.{name}"))
    saved_runs.write_run(Run(), base)

    found = saved_runs.worker_files(base)
    assert [path.name for path in found] == [".mockserver-coverage.gw0", ".mockserver-coverage.gw1"]
    assert saved_runs.combine_files(found).exchanges == {"acme": 2}


def test_files_of_different_documents_are_named(tmp_path: Path) -> None:
    for name in ("one", "two"):
        saved_runs.write_run(Run({"acme": name}), tmp_path / name)

    with pytest.raises(UsageError, match=r"one and .*two measured different documents of acme \(one, two\)"):
        saved_runs.combine_files([tmp_path / "one", tmp_path / "two"])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"[]", "holds no coverage data"),
        (b'{"format": "other"}', "holds no coverage data"),
        (b'{"format": "mockserver-coverage", "version": 99}', "version 99 .* read it with that version"),
        (b'{"format": "mockserver-coverage", "version": 0}', "measure again"),
        (b'{"format": "mockserver-coverage", "version": 1}', "damaged"),
        (b'{"format": "mockserver-coverage", "version": 1, "documents": {}, "parts": {"a": 1}}', "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(raw: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(raw)

    with pytest.raises(UsageError, match=message) as caught:
        saved_runs.read_run(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        saved_runs.read_run(tmp_path / "none")
