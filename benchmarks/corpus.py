"""Print how every document of a folder is served: one table, one total.

    make corpus                                             # ../shared/corpus: about a quarter of an hour
    make corpus ARGS="--only mist,discord --cap 60"         # two of them, 60 valid requests each at most
    make corpus ARGS="--cap 0 --fuzz 0"                     # what is said at start, its CPU time and memory alone
    make corpus ARGS="--fuzz 50 --fuzz-seconds 600"         # more of what `mockserver fuzz` finds
    make corpus ARGS="--folder ~/documents --details"       # other documents, and each fault by itself

Each document is read, served, asked and fuzzed in processes of its own, which end after `--timeout` seconds; no
document is begun after `--time-limit` seconds, and those that are left are named. Requests
are made and judged by the ruler, `measure/any_document.py` beside the corpus: `valid` is the part of the valid requests
that are answered as declared, without those that it takes for its own fault and those that lack a parent row; `right`
the part of the wrong requests that are refused in a declared shape, of those for which one is declared; `let in` the
part that is not refused. CPU time runs until the first answer; memory is its most until then.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import corpus_document
from corpus_document import Row

CORPUS = corpus_document.RULER.parents[1] / "corpus"
SUFFIXES = (".json", ".yaml", ".yml")
COLUMNS = (
    ("served", 7), ("501", 5), ("CPU s", 7), ("MiB", 6), ("valid", 17), ("right", 17), ("let in", 8), ("fuzz", 14),
)  # fmt: skip
HEAD = f"{'document':28}" + "".join(f"{name:>{width}}" for name, width in COLUMNS) + "  warnings"


def documents(folder: Path, only: set[str]) -> Iterator[tuple[str, Path]]:
    """Name and file of each document of a folder; one of several files is a folder, its entry says `openapi` first."""
    for path in sorted(folder.iterdir()):
        name = path.name if path.is_dir() else path.stem
        if only and name not in only:
            continue
        if path.is_dir():
            found = [each for each in sorted(path.rglob("*")) if each.suffix in SUFFIXES and _is_entry(each)]
            yield from ((name, each) for each in found[:1])
        elif path.suffix in SUFFIXES:
            yield name, path


def _is_entry(path: Path) -> bool:
    head = path.read_text("utf-8", "replace").lstrip('{ \n"')
    return head.startswith(("openapi", "swagger"))


def line(row: Row) -> str:
    """A document's line of the table."""
    if row.refusal:
        return f"{row.name:28} refused: {row.refusal.splitlines()[0]}"
    cells = f"{row.name[:27]:28}{row.served:7}{row.unserved:5}{row.cpu:7.2f}{row.memory:6.0f}"
    cells += f"{_share(row.declared, row.valid):>17}{_share(row.right, row.wrong):>17}"
    cells += f"{_percent(row.accepted, row.wrong):>8}"
    fuzzed = "-" if row.findings is None else f"{row.findings} of {row.cases}"
    causes = ", ".join(f"{rule} {count}" for rule, count in Counter(row.causes).most_common())
    notes = [part for part in (causes, f"NOT TO ITS END: {row.trouble}" if row.trouble else "") if part]
    return f"{cells}{fuzzed:>14}  {'; '.join(notes)}".rstrip()


def _share(part: int, whole: int) -> str:
    return f"{_percent(part, whole)} of {whole}" if whole else "-"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def total(rows: list[Row]) -> str:
    """All documents in one line: sums, and the most of time and memory."""
    served = [row for row in rows if not row.refusal]
    fuzzed = [row for row in served if row.findings is not None]
    whole = Row(
        f"total: {len(served)} of {len(rows)}",
        served=sum(row.served for row in served),
        unserved=sum(row.unserved for row in served),
        causes=sum((Counter(row.causes) for row in served), Counter()),
        cpu=max((row.cpu for row in served), default=0),
        memory=max((row.memory for row in served), default=0),
        valid=sum(row.valid for row in served),
        declared=sum(row.declared for row in served),
        wrong=sum(row.wrong for row in served),
        right=sum(row.right for row in served),
        accepted=sum(row.accepted for row in served),
        cases=sum(row.cases or 0 for row in fuzzed) if fuzzed else None,
        findings=sum(row.findings or 0 for row in fuzzed) if fuzzed else None,
        trouble=", ".join(row.name for row in rows if row.trouble),
    )
    return line(whole)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=lambda text: Path(text).expanduser().resolve(), default=CORPUS)
    parser.add_argument("--only", default="", help="names of documents, with commas between")
    parser.add_argument(
        "--cap", type=int, default=2000, help="valid requests a document at most; 0 asks nothing"
    )
    parser.add_argument(
        "--fuzz", type=int, default=1, metavar="EXAMPLES", help="fuzz, with so many examples; 0 for not"
    )
    parser.add_argument("--fuzz-seconds", type=int, default=10, help="for each document at most")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for each step of a document")
    parser.add_argument("--time-limit", type=float, default=3600, help="seconds for all of them")
    parser.add_argument("--details", action="store_true", help="a line for each fault")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all that was measured, too")
    return parser.parse_args()


def main() -> None:
    """Measure each document, and print it as soon as it is known."""
    asked = arguments()
    if not asked.folder.is_dir():
        sys.exit(f"corpus: there is no folder {asked.folder}; name one with --folder")
    if asked.cap and not corpus_document.RULER.is_file():
        sys.exit(f"corpus: the ruler is not at {corpus_document.RULER}; --cap 0 does without it")
    begun, rows = time.monotonic(), []
    print(HEAD, flush=True)
    for name, path in documents(asked.folder, set(filter(None, asked.only.split(",")))):
        late = time.monotonic() - begun > asked.time_limit
        row = Row(name, trouble="no time was left") if late else corpus_document.measure(name, path, asked)
        rows.append(row)
        print(line(row), *(f"    {fault}" for fault in row.faults if asked.details), sep="\n", flush=True)
    print(total(rows))
    print(
        f"{len(rows)} documents in {time.monotonic() - begun:.0f} s; CPU s and MiB of the total are the most of any"
    )
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
    if not rows or any(row.trouble for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
