"""The vendors that ship and the worked examples of the pages, in one folder."""

from pathlib import Path

import pytest

from tests.docs.pages import FILES, ROOT


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the vendors that ship and the worked examples."""
    folder = tmp_path_factory.mktemp("worked")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for kind in ("specs", "fixtures"):
        for path in (ROOT / kind).iterdir():
            (folder / kind / path.name).symlink_to(path)
    return folder
