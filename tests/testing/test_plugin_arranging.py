"""What the marker arranges before a test, and which verdicts it expects of its calls."""

import pytest

from tests.testing.suites import run

pytest_plugins = ["pytester"]


def test_rows_and_stubs_are_there_before_their_test_and_gone_after_it(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mockserver(
    rows={"acme_doors": {"parcels": [{"code": "AB1"}, {"code": "AB2"}]}},
    stubs=[{"operation": "sendParcel", "match": {"body": {"/code": "ZZ9"}}, "status": 201}],
)
def test_arranged(mockserver):
    assert total(mockserver) == 2
    assert create(mockserver, code="ZZ9") == 201
    assert total(mockserver) == 2
    mockserver.assert_called("acme_doors", "sendParcel", times=1, body={"code": "ZZ9"})

def test_the_next(mockserver):
    assert (total(mockserver), len(mockserver.stubs)) == (0, 0)
"""
    run(suite, code).assert_outcomes(passed=2)


def test_what_leaves_the_contract_fails_its_test_with_the_place(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mockserver(rows={"acme_doors": {"parcels": [{"code": 7}]}})
def test_row(mockserver):
    pass

@pytest.mark.mockserver(stubs=[{"operation": "sendParcel", "body": {"code": 7}}])
def test_stub(mockserver):
    pass

@pytest.mark.mockserver(rows=[{"code": "AB1"}])
def test_form(mockserver):
    pass

@pytest.mark.mockserver(expect="contract-brokn")
def test_rule(mockserver):
    pass
"""
    result = run(suite, code)

    result.assert_outcomes(errors=4)
    result.stdout.fnmatch_lines(
        [
            "*the row breaks its contract: code*",
            "*the stub breaks the contract of sendParcel*/body/code*",
            '*rows is a mapping of vendors to resources to lists of rows: {"acme": *',
            "*there is no rule 'contract-brokn' to expect; did you mean 'contract-broken'*",
        ]
    )


def test_a_negative_test_expects_its_verdicts_and_fails_without_them(suite: pytest.Pytester) -> None:
    code = """
@pytest.mark.mockserver(expect=["contract-broken"])
def test_negative(mockserver):
    assert create(mockserver, code="nope") == 400

@pytest.mark.mockserver(expect=["contract-broken"])
def test_positive(mockserver):
    assert create(mockserver, code="AB1") == 201

def test_a_part(mockserver):
    with mockserver.expecting("contract-broken"):
        assert create(mockserver, code="nope") == 400

def test_the_next(mockserver):
    assert create(mockserver, code="never") == 400
"""
    result = run(suite, code, "--mockserver-strict")

    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*mockserver: expected contract-broken, and no call of this test was one*",
            "FAILED test_client.py::test_positive*",
            "FAILED test_client.py::test_the_next*",
        ]
    )
    assert "nope" not in result.stdout.str()


@pytest.mark.parametrize(
    ("strict", "data"),
    [
        ("--mockserver-strict-client", "--mockserver-data-file"),
        ("--mockserver-strict", "--mockserver-data"),
    ],
)
def test_the_options_have_the_names_that_commands_have_and_those_that_there_were(
    suite: pytest.Pytester, strict: str, data: str
) -> None:
    code = """
def test_broken(mockserver):
    create(mockserver, code="nope")
"""
    run(suite, code, strict, f"{data}=measured").assert_outcomes(failed=1)

    assert (suite.path / "measured").is_file()
