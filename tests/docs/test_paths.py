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


def test_what_is_said_of_adding_a_part_is_where_it_is_said_to_be() -> None:
    """Each registry and class that CONTRIBUTING names stands in a file, or the folder, that its row names."""
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Add a part")[2]
    rows = [row for row in table.splitlines() if row.startswith("| ") and "mockserver/" in row]
    lost = []
    for row in rows:
        places = [ROOT / name for name in PATHS.findall(row)]
        files = [place / "__init__.py" if place.is_dir() else place for place in places]
        text = "\n".join(file.read_text("utf-8") for file in files)
        names = re.findall(r"`([A-Z][A-Z]+|[A-Z][a-z]+[A-Z]\w+|Settings)`", row)
        lost += [
            f"{row}: {name}" for name in names if not re.search(rf"^(class )?{name}\b", text, re.MULTILINE)
        ]

    assert len(rows) > 15
    assert lost == []
