import os
import sys
from collections.abc import Generator

import pytest
from hypothesis import settings

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
# A change is judged in CI by the same examples each time, so that it fails for what it did; everywhere else new ones
# are looked for. What reproduces a failure is printed, and there is no deadline because shared cores are no clock.
settings.register_profile("gate", derandomize=IN_CI, print_blob=True, deadline=None)
settings.register_profile("fuzz", print_blob=True, deadline=None, max_examples=20_000)  # `make fuzz`
settings.load_profile("gate")

ELSEWHERE = "is not beside this repository"  # other people's documents, which are not ours to ship


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test in CI: what it needs is installed there, and nobody reads the reasons."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail") and ELSEWHERE not in str(report.longrepr):
        report.outcome, report.longrepr = "failed", f"no skip is allowed in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Do not trace property tests and slow ones for coverage: they repeat, many times, what other tests reach."""
    tracer = sys.gettrace()
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False) or item.get_closest_marker("slow"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
