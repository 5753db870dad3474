"""What this suite promises of itself: it runs anywhere, and in CI it leaves nothing out."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytest_plugins = ["pytester"]

CONFTEST = ROOT / "tests" / "conftest.py"
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


BROWSING = """
import pytest
from tests.browser import dom_of

@pytest.mark.parametrize("page", range(3))
def test_page(page, tmp_path):
    dom_of("http://127.0.0.1/", tmp_path)
"""


def test_a_machine_without_a_browser_is_told_once_how_to_get_one(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(pytester.path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(BROWSING)

    done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rs")

    assert done.parseoutcomes() == {"skipped": 3}
    told = [line for line in done.outlines if line.startswith("SKIPPED")]
    assert len(told) == 1
    assert "chromium is not installed: apt-get install chromium" in told[0]
