"""What this suite promises of itself: it runs anywhere, and in CI it leaves nothing out."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"
SKIPS = """
import pytest

def test_tool():
    pytest.skip("chromium is not installed")

def test_corpus():
    pytest.skip("the corpus is not beside this repository")

@pytest.mark.xfail
def test_known():
    assert False
"""


@pytest.mark.parametrize(
    ("ci", "outcomes"),
    [
        ("", {"skipped": 2, "xfailed": 1}),
        ("true", {"skipped": 1, "xfailed": 1, "failed": 1}),
    ],
)
def test_a_skip_is_a_failure_in_ci_but_for_documents_that_are_not_ours(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, outcomes: dict[str, int]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # what is not needed takes seconds to load
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    pytester.makepyfile(SKIPS)

    done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rs")

    assert done.parseoutcomes() == outcomes
    if not ci:
        done.stdout.fnmatch_lines(["SKIPPED*chromium is not installed"])
