"""The pytest plugin, in test-suites of its users."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.testing.suites import run

pytest_plugins = ["pytester"]


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


def test_a_run_that_uses_none_of_it_imports_nothing(tmp_path: Path) -> None:
    """Neither the server nor a client library is loaded for other tests."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    loaded = {name for name in sys.modules if name.startswith('mockserver.')}\n"
        "    light = {'bounds', 'environment', 'errors', 'printing', 'settings', 'upstreams'}\n"
        "    assert loaded == {f'mockserver.{name}' for name in light | {'testing', 'testing.pytest_plugin'}}\n"
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


def test_the_option_texts_name_what_there_is(suite: pytest.Pytester) -> None:
    """`--help` and `--markers` tell of the plugin."""
    text = suite.runpytest_inprocess("--help").stdout.str()
    markers = suite.runpytest_inprocess("--markers").stdout.str()

    assert all(
        f"--mockserver-{name}" in text for name in ("strict", "intercept", "fail-under", "report", "data")
    )
    assert re.search(r"@pytest\.mark\.mockserver\(vendors, variant, credentials, strict", markers)
