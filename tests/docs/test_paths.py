"""Every file and folder that the pages name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
PAGES = [ROOT / name for name in NAMED if (ROOT / name).exists()] + sorted((ROOT / "docs").glob("*.md"))
PATHS = re.compile(r"`((?:mockserver|tests|specs|fixtures|examples|benchmarks|docs)/[\w./-]*)`")
ROOMS = re.compile(r"`([\w-]+(?:/[\w.-]*)+|[a-z_]+\.py)`")  # as ARCHITECTURE.md has them, below mockserver/
BASES = (ROOT, ROOT / "mockserver")
LINKS = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
MADE = re.compile(r"/acme\b|NAME|RESOURCE")  # by the reader


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    paths = {name for name in PATHS.findall(text) if not MADE.search(name)}
    links = set(LINKS.findall(text))

    assert [name for name in sorted(paths) if not (ROOT / name).exists()] == []
    assert [name for name in sorted(links) if not (page.resolve().parent / name).exists()] == []


def test_every_place_on_the_map_is_there_and_every_room_on_the_map() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = ROOMS.findall(text)
    folders = {path.parent.name for path in (ROOT / "mockserver").glob("*/__init__.py")}
    modules = {path.name for path in (ROOT / "mockserver").glob("*.py")} - {"__init__.py", "__main__.py"}

    assert [name for name in named if not any((base / name).exists() for base in BASES)] == []
    assert {f"{name}/" for name in folders} | modules <= set(named)
