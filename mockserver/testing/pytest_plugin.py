"""The pytest plugin: fixtures, a marker, and what a run says of its contracts.

Nothing of the server is imported before a test asks for it, so that a run that uses none of this pays nothing.
"""

import os
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from mockserver.coverage.runs.run import Run
    from mockserver.runtime.judging import Judgement  # noqa: F401
    from mockserver.runtime.server import Server
    from mockserver.testing.session import Session
    from mockserver.testing.session_summary import SessionSummary  # noqa: F401 - in the types of keys

T = TypeVar("T")
FIXTURE = "mockserver"
KEPT = 10_000  # exchanges that reports can show
WORKER_DATA = "mockserver"  # what a worker of pytest-xdist hands over under this name
SESSION = pytest.StashKey["Session"]()
RUNS = pytest.StashKey[list["Run"]]()
DOCUMENTS = pytest.StashKey[dict[str, None]]()
SUMMARY = pytest.StashKey["SessionSummary"]()
STRICT = pytest.StashKey["Judgement"]()
EXPECTED = pytest.StashKey[Callable[[], tuple[str, ...]]]()
REPLIES = pytest.StashKey[list[str]]()
MARKER = (
    "mockserver(vendors, variant, credentials, strict, intercept, unmatched, expect, rows, stubs): which vendors "
    "answer this test, how, with which rows and stubs, and whether it fails when one of its calls broke a contract"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each of which an ini file can set as well."""
    group = parser.getgroup("mockserver", "contract checks against mock vendors")
    group.addoption(
        "--mockserver-strict-client",
        "--mockserver-strict",
        dest="mockserver_strict",
        action="store_true",
        help="a test fails when one of its calls broke a contract",
    )
    group.addoption(
        "--mockserver-intercept",
        action="store_true",
        help="the httpx, requests, urllib3 and aiohttp calls of all tests to the vendors' own hosts are answered",
    )
    group.addoption(
        "--mockserver-fail-under",
        action="append",
        default=[],
        metavar="[VENDOR.][KIND=]PERCENT",
        help="fail when less of the contracts is covered, in all, of a vendor, of a kind; may be repeated",
    )
    group.addoption(
        "--mockserver-report",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="write a report (html, junit, sarif, markdown, ...); may be repeated",
    )
    group.addoption(
        "--mockserver-data-file",
        "--mockserver-data",
        dest="mockserver_data",
        metavar="FILE",
        help="write what was measured, for `mockserver coverage combine`",
    )
    parser.addini("mockserver_strict_client", "as --mockserver-strict-client", type="bool", default=False)
    parser.addini("mockserver_strict", "as --mockserver-strict-client", type="bool", default=False)
    parser.addini("mockserver_intercept", "as --mockserver-intercept", type="bool", default=False)
    parser.addini("mockserver_fail_under", "as --mockserver-fail-under, one a line", type="linelist")
    parser.addini(
        "mockserver_documents", "what is served: names, files or URLs; default: all", type="linelist"
    )
    parser.addini("mockserver_variants", "VENDOR=NAME[,NAME], one a line", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker; tell of options that make no sense before any test runs."""
    config.addinivalue_line("markers", MARKER)
    if conditions_of(config) or config.getoption("mockserver_report"):
        from mockserver.errors import MockserverError  # noqa: PLC0415 - see the module's docstring
        from mockserver.testing import session_summary  # noqa: PLC0415

        try:
            session_summary.check_conditions(conditions_of(config))
            session_summary.parse_reports(config.getoption("mockserver_report"))
        except MockserverError as error:
            raise pytest.UsageError(f"mockserver: {error}") from None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give the fixture to tests that have the marker, or to all where all are intercepted."""
    everywhere = switched_on(config, "intercept")
    for item in items:
        names = getattr(item, "fixturenames", None)
        if (
            names is not None
            and FIXTURE not in names
            and (everywhere or item.get_closest_marker("mockserver"))
        ):
            names.insert(0, FIXTURE)


@pytest.fixture(scope="session")
def _mockserver_servers(pytestconfig: pytest.Config) -> "Iterator[Session]":
    session = session_of(pytestconfig)
    yield session
    session.close()


@pytest.fixture(scope="session")
def mockserver_session(_mockserver_servers: "Session") -> "Server":
    """A mock server of every vendor, with a state that lasts for the whole run."""
    return without_traceback(_mockserver_servers.lasting)


@pytest.fixture(name=FIXTURE)
def _server(request: pytest.FixtureRequest, _mockserver_servers: "Session") -> "Iterator[Server]":
    """A mock server of every vendor, at its seeded state, with a clock that runs."""
    from mockserver.testing.intercepting import intercepting  # noqa: PLC0415
    from mockserver.testing.marker import marker_options  # noqa: PLC0415 - see the module's docstring

    config, node = request.config, request.node
    wanted = without_traceback(
        lambda: marker_options([marker.kwargs for marker in node.iter_markers("mockserver")])
    )
    server, judgement, broken = without_traceback(lambda: _mockserver_servers.judged(wanted))
    server.reset()
    broken.clear()
    node.stash[REPLIES] = broken
    judgement.begin(node.nodeid)
    expectation = without_traceback(lambda: judgement.collector.expect(wanted.expect, server.namespace_name))
    node.stash[EXPECTED] = lambda: judgement.collector.conclude(expectation)
    without_traceback(lambda: server.arrange(wanted.rows, wanted.stubs))
    if switched_on(config, "strict", wanted.strict):
        node.stash[STRICT] = judgement
    with ExitStack() as stack:
        stack.callback(node.stash[EXPECTED])  # where the test was never reached
        if switched_on(config, "intercept", wanted.intercept):
            server = without_traceback(
                lambda: stack.enter_context(intercepting(server=server, unmatched=wanted.unmatched))
            )
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a strict test whose calls broke a contract, with the calls, and any that got a reply which breaks it."""
    try:
        result = yield
    except BaseException:
        _broken(item)
        raise
    if (broken := _broken(item)) is not None:
        pytest.fail(broken, pytrace=False)
    return result


def _broken(item: pytest.Item) -> str | None:
    """What this test fails for, None for nothing; the report tells of each call."""
    replies = item.stash.get(REPLIES, [])
    if replies:
        item.add_report_section("call", "replies", "\n".join(replies))
    missing = item.stash.get(EXPECTED, tuple)()
    judgement = item.stash.get(STRICT, None)
    text = judgement.broken() if judgement is not None else ""
    if text:
        item.add_report_section("call", "contract", text)
        return "the contract was broken by calls of this test"
    if missing:
        return f"mockserver: expected {' and '.join(missing)}, and no call of this test was one"
    return f"mockserver answered against its document: {replies[0]}" if replies else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take what a worker of pytest-xdist measured."""
    from mockserver.coverage.runs import saved_runs  # noqa: PLC0415 - see the module's docstring

    found = getattr(node, "workeroutput", {}).get(WORKER_DATA)
    if found:
        run = saved_runs.run_of_json(found["run"].encode(), "a worker's data")
        node.config.stash.setdefault(RUNS, []).append(run)
        node.config.stash.setdefault(DOCUMENTS, {}).update(dict.fromkeys(found["documents"]))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Sum up the run; a worker of pytest-xdist leaves that to the process that started it."""
    config = session.config
    servers = config.stash.get(SESSION, None)
    output = getattr(config, "workeroutput", None)
    runs = config.stash.setdefault(RUNS, [])
    documents = config.stash.setdefault(DOCUMENTS, {})
    if servers is not None and output is not None:
        from mockserver.coverage.runs import saved_runs  # noqa: PLC0415 - see the module's docstring

        run = saved_runs.json_of(servers.run()).decode()
        output[WORKER_DATA] = {"run": run, "documents": list(servers.documents)}
        return
    if servers is not None:
        runs.append(servers.run())
        documents.update(dict.fromkeys(servers.documents))
    gated = conditions_of(config) or config.getoption("mockserver_strict")
    if output is None and (runs or gated) and not config.getoption("collectonly"):
        _summarise(session)


def _summarise(session: pytest.Session) -> None:
    from mockserver.errors import MockserverError  # noqa: PLC0415 - see the module's docstring
    from mockserver.testing import session_summary  # noqa: PLC0415

    config = session.config
    servers = config.stash.get(SESSION, None)
    runs, documents = config.stash[RUNS], config.stash[DOCUMENTS]
    try:
        found = session_summary.summarise_session(
            runs,
            config.rootpath,
            conditions=conditions_of(config),
            strict=config.getoption("mockserver_strict"),
            documents=list(documents),
            reports=config.getoption("mockserver_report"),
            data_file=config.getoption("mockserver_data"),
            exchanges=servers.exchanges if servers is not None else (),
        )
    except MockserverError as error:
        found = session_summary.SessionSummary((), (str(error),))
    config.stash[SUMMARY] = found
    if found.short and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the summary."""
    found = config.stash.get(SUMMARY, None)
    if found is None:
        return
    terminalreporter.section("contracts")
    for line in found.lines:
        terminalreporter.write_line(line)
    for line in found.short:
        terminalreporter.write_line(f"FAIL {line}", red=True)


def session_of(config: pytest.Config) -> "Session":
    """The mock servers of this run, or of this worker; none is started yet."""
    from mockserver.testing.marker import marked_variants  # noqa: PLC0415 - see the module's docstring
    from mockserver.testing.session import Session  # noqa: PLC0415

    worker = str(getattr(config, "workerinput", {}).get("workerid", ""))
    config.stash[SESSION] = session = without_traceback(
        lambda: Session(
            config.rootpath,
            name=f"{worker or 'main'}-{socket.gethostname()}-{os.getpid()}",
            worker=worker,
            documents=config.getini("mockserver_documents"),
            variants=marked_variants(config.getini("mockserver_variants")),
            keep=KEPT if config.getoption("mockserver_report") else 0,
        )
    )
    return session


def conditions_of(config: pytest.Config) -> list[str]:
    """The least percentages of the command line, else those of the ini file."""
    return list(config.getoption("mockserver_fail_under") or config.getini("mockserver_fail_under"))


def switched_on(config: pytest.Config, name: str, marked: object = None) -> bool:
    """Whether something is on: as the marker says, else as the command line or the ini file say."""
    if marked is not None:
        return bool(marked)
    said = [f"mockserver_{name}", *(["mockserver_strict_client"] if name == "strict" else [])]
    return bool(config.getoption(f"mockserver_{name}") or any(config.getini(each) for each in said))


def without_traceback(make: Callable[[], T]) -> T:
    """What `make` returns; a user's mistake is told without a traceback."""
    from mockserver.errors import MockserverError  # noqa: PLC0415 - see the module's docstring

    try:
        return make()
    except MockserverError as error:
        mistake = str(error)
    pytest.fail(mistake, pytrace=False)
