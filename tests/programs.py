"""Programs that some tests need beside Python; where one is missing, its tests are skipped and say how to get it."""

import shutil

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def program(*names: str, package: str) -> str:
    """The path of the first of these programs that is installed; without any, the test that asks is skipped.

    Args:
        names: What the program is called, on one system or another.
        package: Debian's package of it, for the advice. `.ci/run` installs it, because CI takes no skip.
    """
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed: apt-get install {package} (Debian), or its like")
    return found
