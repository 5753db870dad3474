"""The pages that users read, and what stands in them to be run."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
}
WRITTEN = "\n".join(PAGES.values())
FILES = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", WRITTEN, re.DOTALL))


def blocks(language: str) -> list[tuple[str, str]]:
    """Every fenced block of a language, empty for none: `page:line`, and what stands in it."""
    return [
        (f"{page}:{text.count(chr(10), 0, block.start()) + 1}", block[2])
        for page, text in PAGES.items()
        for block in re.finditer(r"^```(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if block[1] == language
    ]
