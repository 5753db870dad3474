"""The pytest plugin, in test-suites of its users."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import mockserver
from tests.builders import SPECS

pytest_plugins = ["pytester"]

BASE = "https://api.parcels.invalid/v1"
HEAD = f"""
import httpx, pytest, mockserver as package
BASE = "{BASE}"
KEY = {{"acme-key": "test_full"}}

def total(server):
    vendor = server["acme_doors"]
    return httpx.get(vendor.url + "/parcels", headers=vendor.headers).json()["total"]

def create(server, **body):
    vendor = server["acme_doors"]
    return httpx.post(vendor.url + "/parcels", headers=vendor.headers, json=body or {{"code": "AA1"}}).status_code
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with one document, and warnings for errors."""
    specs = pytester.path / "specs"
    specs.mkdir()
    (specs / "acme_doors.yaml").write_text((SPECS / "acme_doors.yaml").read_text())
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = -p no:cacheprovider --strict-markers")
    return pytester


def run(suite: pytest.Pytester, code: str, *options: str, alone: bool = False) -> pytest.RunResult:
    """Run one test module, in this process or alone in its own."""
    suite.makepyfile(test_client=HEAD + code)
    if alone:
        return suite.runpytest_subprocess(*options)
    return suite.runpytest_inprocess(*options)


def test_each_test_starts_from_the_seeded_state_and_the_run_keeps_its_own(suite: pytest.Pytester) -> None:
    """`mockserver` is as seeded with a running clock in each test; `mockserver_session` remembers."""
    code = """
@pytest.mark.parametrize("number", [1, 2])
def test_state(mockserver, mockserver_session, number):
    assert total(mockserver) == 0 and not mockserver.clock.frozen
    assert total(mockserver_session) == number - 1
    assert len(mockserver.requests) == 1
    assert [create(mockserver), create(mockserver_session)] == [201, 201]
    mockserver.clock.freeze()
    assert package.__name__ == "mockserver"
"""
    run(suite, code).assert_outcomes(passed=2)


def test_a_strict_test_fails_with_its_calls(suite: pytest.Pytester) -> None:
    """The report shows the call, the operation, each violation and the nearest operation; other tests pass."""
    code = """
@pytest.mark.mockserver(strict=True)
def test_broken(mockserver):
    create(mockserver, code="nope", note=7)
    vendor = mockserver["acme_doors"]
    httpx.get(vendor.url + "/parcel", headers=vendor.headers)

@pytest.mark.mockserver(strict=True)
def test_kept(mockserver):
    assert create(mockserver) == 201
    vendor = mockserver["acme_doors"]
    assert httpx.delete(vendor.url + "/parcels/unknown", headers=vendor.headers).status_code == 404
    assert httpx.get(vendor.url + "/parcels").status_code == 401

def test_lenient(mockserver):
    assert create(mockserver, code="nope") == 400
"""
    result = run(suite, code)

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Captured contract call*",
            "contract-broken: acme_doors sendParcel",
            "*POST /acme_doors/v1/parcels -> 4*",
            '*body code: expected pattern ^[[]A-Z[]]{2}[[]0-9[]]+$, came "nope"',
            "*body note: expected string, came 7",
            "*see *acme_doors.yaml:*",
            "unmatched: acme_doors",
            "*GET /acme_doors/v1/parcel -> 404",
            "*the nearest is GET /acme_doors/v1/parcels (listParcels)",
            "FAILED test_client.py::test_broken*",
        ]
    )


def test_strict_is_an_option_that_a_test_can_opt_out_of(suite: pytest.Pytester) -> None:
    """`--mockserver-strict` holds for every test but those that say otherwise; a failed test shows its calls too."""
    code = """
def test_broken(mockserver):
    create(mockserver, code="nope")

def test_failed(mockserver):
    assert create(mockserver, code="nope") == 201

@pytest.mark.mockserver(strict=False)
def test_on_purpose(mockserver):
    assert create(mockserver, code="nope") == 400

@pytest.mark.xfail(strict=True)
def test_expected(mockserver):
    create(mockserver, code="nope")
"""
    result = run(suite, code, "--mockserver-strict")

    result.assert_outcomes(passed=1, failed=2, xfailed=1)
    assert result.stdout.str().count("Captured contract call") == 2


def test_more_breaches_than_are_kept_are_breaches_all_the_same(suite: pytest.Pytester) -> None:
    """The hundredth test that breaks the same operation fails as the first one did."""
    code = """
@pytest.mark.parametrize("number", range(60))
def test_broken(mockserver, number):
    create(mockserver, code="nope")
"""
    run(suite, code, "--mockserver-strict", "-q").assert_outcomes(failed=60)


def test_all_tests_can_be_intercepted_without_a_line_of_code(suite: pytest.Pytester) -> None:
    """With the option, a client's own calls are answered, judged, and other hosts are errors."""
    code = """
def test_kept():
    assert httpx.get(BASE + "/parcels", headers=KEY).status_code == 200

def test_broken():
    assert httpx.post(BASE + "/parcels", headers=KEY, json={}).status_code == 400

def test_stray():
    with pytest.raises(package.UnexpectedCallError):
        httpx.get("https://elsewhere.invalid")

@pytest.mark.mockserver(intercept=False)
def test_outside():
    with pytest.raises(httpx.ConnectError):
        httpx.get(BASE + "/parcels", headers=KEY)
"""
    result = run(suite, code, "--mockserver-intercept", "--mockserver-strict", alone=True)

    result.assert_outcomes(passed=3, failed=1)


def test_a_marker_chooses_vendors_variants_and_credentials(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gives the test what it names, on a class, a module or a function, without the fixture as well."""
    pytester.makepyfile(
        test_client="""
import httpx, pytest
pytestmark = pytest.mark.mockserver(vendors=["commenda"])

def customers(server, **headers):
    vendor = server["commenda"]
    return httpx.get(vendor.url + "/customers?corporation_id=corp_123", headers=vendor.headers)

def test_vendors(mockserver):
    assert list(mockserver) == ["commenda"]
    assert customers(mockserver).json()["total_customers"]

@pytest.mark.mockserver(variant="enveloped")
def test_variant(mockserver):
    assert set(customers(mockserver).json()) != {"customers", "total_customers", "cursor"}

@pytest.mark.mockserver(credentials="test_exhausted")
def test_credentials(mockserver):
    assert customers(mockserver).status_code == 429

@pytest.mark.mockserver(credentials={"commenda": "test_other"}, intercept=True)
def test_intercepted(mockserver):
    url = "https://transaction-tax.api.in.commenda.io/api/v1/customers?corporation_id=corp_123"
    assert mockserver["commenda"].url == url.partition("/customers")[0]
    assert httpx.get(url, headers=mockserver["commenda"].headers).json()["total_customers"] == 0
"""
    )
    pytester.runpytest_subprocess("-Werror", "-pno:cacheprovider").assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("stric=True", "did you mean 'strict'?"),
        ("vendors=['nowhere']", "'nowhere' is neither a document*"),
        ("variant='loud', vendors=['acme_doors', 'acme_doors']", "*say whose it is*"),
        ("variant='acme_doors=loud'", "*loud*"),
        ("credentials='nobody'", "*has no credential 'nobody'*"),
        ("credentials={'nowhere': 'test_full'}", "*'nowhere' is not served here*"),
        ("credentials=5", "*credentials is a name*"),
        ("intercept=True, unmatched='ignore'", "*unmatched is one of error, pass*"),
    ],
)
def test_mistakes_of_a_marker_are_told_without_a_traceback(
    suite: pytest.Pytester, marker: str, said: str
) -> None:
    """Each says what is wrong, and what there is."""
    result = run(suite, f"\n@pytest.mark.mockserver({marker})\ndef test_it(): pass\n")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{said.strip('*')}*"])
    assert "Traceback" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


USES = """
def test_list(mockserver):
    assert total(mockserver) == 0
"""


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--mockserver-fail-under=1"], 0, []),
        (["--mockserver-fail-under=99"], 1, ["FAIL everything: * % is covered, 99 % is asked for"]),
        (["--mockserver-fail-under=operations=99"], 1, ["FAIL operations: * 99 % is asked for"]),
        (["--mockserver-fail-under=acme_doors.links=0"], 0, []),
        (["--mockserver-fail-under=acme_doos=9"], 1, ["FAIL *did you mean 'acme_doors'?"]),
        (["--mockserver-fail-under=much"], 4, []),
        (["--mockserver-report=pdf=x.pdf"], 4, []),
        (["--mockserver-report=html"], 4, []),
    ],
    ids=lambda value: str(value) if isinstance(value, list) else None,
)
def test_coverage_is_a_gate(suite: pytest.Pytester, options: list[str], code: int, said: list[str]) -> None:
    """Less than is asked for fails the run, though every test passed; what makes no sense is refused."""
    result = run(suite, USES, *options)

    assert result.ret == code
    result.stdout.fnmatch_lines(said)


def test_the_gate_stands_in_the_projects_own_files_too(suite: pytest.Pytester) -> None:
    """By kind and vendor in pytest's ini file, or in mockserver.toml with rules that leave items out."""
    ini = suite.path / "tox.ini"
    plain = ini.read_text()
    ini.write_text(plain + "\nmockserver_fail_under =\n    acme_doors.operations=90\n    statuses=1\n")
    by_ini = run(suite, USES)
    ini.write_text(plain)
    (suite.path / "mockserver.toml").write_text(
        "[coverage]\nfail_under = {operations = 100}\n"
        "ignore = [{operation = '[!l]*', reason = 'only lists are used'}]\n"
    )
    by_toml = run(suite, USES)

    assert (by_ini.ret, by_toml.ret) == (1, 0)
    by_ini.stdout.fnmatch_lines(["FAIL acme_doors operations: * 90 % is asked for"])


def test_a_gate_that_nothing_passed_through_is_closed(suite: pytest.Pytester) -> None:
    """A run in which no vendor was called does not meet a condition by measuring nothing."""
    assert run(suite, "\ndef test_nothing(): pass\n", "--mockserver-fail-under=10").ret == 1


def test_reports_and_data_are_written(suite: pytest.Pytester) -> None:
    """Each format that is asked for has its file; the data are a run that can be combined."""
    result = run(
        suite,
        USES,
        "--mockserver-report=markdown=out/report.md",
        "--mockserver-report=har=calls.har",
        "--mockserver-data=run.json",
    )

    assert result.ret == 0
    assert "acme_doors" in (suite.path / "out/report.md").read_text()
    assert len(json.loads((suite.path / "calls.har").read_text())["log"]["entries"]) == 1
    assert json.loads((suite.path / "run.json").read_text())["format"] == "mockserver-coverage"


def test_workers_have_servers_of_their_own_and_one_coverage(suite: pytest.Pytester) -> None:
    """Under pytest-xdist each of four workers has a port and a namespace; what they measured is merged."""
    code = """
import time

@pytest.mark.parametrize("number", range(8))
def test_state(mockserver, mockserver_session, number, worker_id, tmp_path_factory):
    vendor = mockserver["acme_doors"]
    assert f"@{worker_id}/" in vendor.url
    assert total(mockserver) == 0
    assert create(mockserver) == 201
    assert httpx.post(mockserver.url + "/acme_doors/v1/parcels", headers=KEY, json={"code": "AA1"}).status_code == 201
    seen = tmp_path_factory.getbasetemp().parent / "seen"
    with seen.open("a") as file:
        file.write(f"{worker_id} {mockserver.url}\\n")
    if number == 3:
        httpx.delete(vendor.url + "/parcels/unknown", headers=vendor.headers)
    if number == 5:
        create(mockserver, code="nope")
"""
    result = run(
        suite, code, "-n4", "--dist=load", "--basetemp=base", "--mockserver-fail-under=operations=60"
    )

    result.assert_outcomes(passed=8)
    assert result.ret == 0
    seen = set((suite.path / "base/seen").read_text().splitlines())
    assert (
        len({line.split()[0] for line in seen}) == len({line.split()[1] for line in seen}) == len(seen) == 4
    )
    # 8 lists, 16 creations, one deletion, one broken call: of four processes.
    result.stdout.re_match_lines([r"26 calls, ", r".* operations 3/5"])
    result.stdout.fnmatch_lines(["error: contract-broken: body code: *test_client.py::test_state?5?*"])


def test_a_strict_test_fails_under_workers(suite: pytest.Pytester) -> None:
    """What a worker found reaches the terminal."""
    code = """
@pytest.mark.mockserver(strict=True)
def test_broken(mockserver):
    create(mockserver, code="nope")
"""
    result = run(suite, code, "-n1")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Captured contract call*", "*body code: expected pattern*"])


def test_a_run_that_uses_none_of_it_imports_nothing(tmp_path: Path) -> None:
    """Neither the server nor a client library is loaded for other tests."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    loaded = {name for name in sys.modules if name.startswith('mockserver.')}\n"
        "    assert loaded == {f'mockserver.{name}' for name in ('settings', 'testing', 'testing.pytest_plugin')}\n"
        "    assert not {'connexion', 'uvicorn', 'starlette'} & set(sys.modules)\n"
    )
    plugins = ("xdist", "anyio", "schemathesis", "hypothesispytest", "faker", "cacheprovider")
    switched_off = [word for name in plugins for word in ("-p", f"no:{name}")]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *switched_off],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "contracts" not in done.stdout


def test_unittest_and_scripts_judge_through_the_python_api() -> None:
    """`judging` finds what a test's calls broke, test by test, and raises at the end where that is asked for."""

    with (
        mockserver.intercepting(str(SPECS / "acme_doors.yaml")) as server,
        mockserver.judging(server) as judgement,
    ):
        headers = server["acme_doors"].headers
        httpx.get(f"{BASE}/parcels?size=0", headers=headers)
        with pytest.raises(mockserver.ContractBrokenError, match="query size: expected minimum 1, came 0"):
            judgement.check()
        judgement.begin("another test")
        httpx.get(f"{BASE}/parcels", headers=headers)
        judgement.check()

        assert judgement.summary().count(kind="operations") == (1, 5)

    with (
        pytest.raises(mockserver.ContractBrokenError),
        mockserver.intercepting(str(SPECS / "acme_doors.yaml")) as server,
        mockserver.judging(server, strict=True),
    ):
        httpx.get(f"{BASE}/parcels?size=0", headers=server["acme_doors"].headers)


def test_a_reset_ends_what_clients_did_before() -> None:
    """A cursor, a key or a failure of before a reset is no evidence against what comes after."""

    with (
        mockserver.intercepting("devdraft") as server,
        mockserver.judging(server) as judgement,
    ):
        vendor = server["devdraft"]
        url = f"{vendor.url}/customers/0b5f3c1e-7a52-4f0d-9d0a-2f3f8f0f6a11"
        for _ in range(2):
            httpx.get(url, headers=vendor.headers)
            server.reset()

        assert judgement.verdicts == ()


def test_the_option_texts_name_what_there_is(suite: pytest.Pytester) -> None:
    """`--help` and `--markers` tell of the plugin."""
    text = suite.runpytest_inprocess("--help").stdout.str()
    markers = suite.runpytest_inprocess("--markers").stdout.str()

    assert all(
        f"--mockserver-{name}" in text for name in ("strict", "intercept", "fail-under", "report", "data")
    )
    assert re.search(r"@pytest\.mark\.mockserver\(vendors, variant, credentials, strict", markers)
