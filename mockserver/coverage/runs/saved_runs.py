"""Runs on disk: one JSON file each, the same bytes for the same run."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mockserver.coverage.clients.scopes import ScopeUse
from mockserver.coverage.clients.verdict import Breach, Evidence, Verdict
from mockserver.coverage.items.item import KINDS, Key
from mockserver.coverage.runs.run import Drift, Part, Run, combine_runs
from mockserver.errors import UsageError
from mockserver.written_files import write_file

FORMAT = "mockserver-coverage"
VERSION = 1
DEFAULT_NAME = ".mockserver-coverage"


def worker_files(base: Path) -> list[Path]:
    """The files that workers and machines left beside `base`, in order; without `base` itself."""
    found = base.parent.iterdir() if base.parent.is_dir() else ()
    return sorted(path for path in found if path.name.startswith(f"{base.name}.") and path.is_file())


def write_run(run: Run, path: Path) -> None:
    """Write a run.

    Raises:
        UsageError: When the file cannot be written.
    """
    write_file(path, json_of(run))


def read_run(path: Path) -> Run:
    """The run of a file.

    Raises:
        UsageError: When it cannot be read, holds no run, or was written by a newer version.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    return run_of_json(raw, str(path))


def combine_files(paths: Iterable[Path]) -> Run:
    """One run out of several files, whatever their order.

    Raises:
        UsageError: When one cannot be read, or two of them measured different documents of one name.
    """
    run, origins = Run(), dict[str, Path]()
    for path in paths:
        other = read_run(path)
        for vendor, digest in other.documents.items():
            known = run.documents.get(vendor, digest)
            if known != digest:
                raise UsageError(
                    f"{origins[vendor]} and {path} measured different documents of {vendor} ({known}, {digest}); "
                    "measure again, or combine only the runs of one of them"
                )
            origins.setdefault(vendor, path)
        run = combine_runs([run, other])
    return run


def json_of(run: Run) -> bytes:
    """A run as JSON: sorted, so that equal runs have equal bytes, and one line to each item."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "documents": dict(run.documents),
        "parts": {name: _part(part) for name, part in run.parts.items()},
    }
    return json.dumps(data, sort_keys=True, ensure_ascii=True, indent=1).encode() + b"\n"


def run_of_json(raw: bytes, source: str = "the data") -> Run:
    """The run of a JSON text.

    Args:
        raw: What `json_of` gave.
        source: Where it came from, for messages.

    Raises:
        UsageError: When it is no run, or one of a newer version.
    """
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise UsageError(f"{source}: is damaged, or no coverage data; delete it and measure again") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UsageError(f"{source}: holds no coverage data of mockserver")
    version = data.get("version")
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        advice = "read it with that version, or a newer one" if newer else "measure again"
        raise UsageError(
            f"{source}: holds version {version} of the data, this is version {VERSION}; {advice}"
        )
    try:
        parts = {str(name): _read_part(part) for name, part in data["parts"].items()}
        return Run({str(name): str(digest) for name, digest in data["documents"].items()}, parts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{source}: is damaged ({error!r}); delete it and measure again") from None


def _part(part: Part) -> dict[str, Any]:
    return {
        "exchanges": dict(part.exchanges),
        "seen": [[*key, count] for key, count in sorted(part.seen.items())],
        "verdicts": [verdict._asdict() | _lists(verdict) for verdict in sorted(part.verdicts)],
        "tallies": [[*key, count] for key, count in sorted(part.tallies.items())],
        "drift": [drift._asdict() | {"call": drift.call._asdict()} for drift in sorted(part.drift)],
        "uses": [
            use._asdict() | {"calls": [call._asdict() for call in use.calls]} for use in sorted(part.uses)
        ],
    }


def _lists(verdict: Verdict) -> dict[str, Any]:
    return {
        "calls": [call._asdict() for call in verdict.calls],
        "breaches": [breach._asdict() for breach in verdict.breaches],
    }


def _read_part(data: Mapping[str, Any]) -> Part:
    return Part(
        exchanges={str(vendor): _count(count) for vendor, count in data["exchanges"].items()},
        seen={_key(key): _count(count) for *key, count in data["seen"]},
        verdicts=frozenset(_verdict(each) for each in data["verdicts"]),
        tallies={_triple(key): _count(count) for *key, count in data["tallies"]},
        drift=frozenset(Drift(**{**each, "call": Evidence(**each["call"])}) for each in data["drift"]),
        uses=frozenset(map(_use, data.get("uses", ()))),
    )


def _use(data: Mapping[str, Any]) -> ScopeUse:
    calls = tuple(Evidence(**call) for call in data["calls"])
    return ScopeUse(**{**data, "held": tuple(data["held"]), "needed": tuple(data["needed"]), "calls": calls})


def _verdict(data: Mapping[str, Any]) -> Verdict:
    calls = tuple(Evidence(**call) for call in data["calls"])
    breaches = tuple(Breach(**breach) for breach in data["breaches"])
    return Verdict(**{**data, "calls": calls, "breaches": breaches})


def _key(parts: list[Any]) -> Key:
    vendor, kind, operation, name = map(str, parts)
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    return vendor, kind, operation, name


def _triple(parts: list[Any]) -> tuple[str, str, str]:
    rule, vendor, operation = map(str, parts)
    return rule, vendor, operation


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value
