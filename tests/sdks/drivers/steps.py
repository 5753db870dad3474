"""What each driver of an SDK tells: steps, each with what went wrong in it, if anything.

It is read with the driver, in the SDK's own environment, so that it needs nothing but Python.
"""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

URL = os.environ["SDK_URL"]  # where the document is served, with the path of its first server


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print a line of JSON about what is done in it: how it is called, and why it failed where it did."""
    fault = ""
    try:
        yield
    except AssertionError as error:
        fault = f"not so: {error} ({_line()})"
    except Exception as error:  # noqa: BLE001 - whatever an SDK raises is what is told
        fault = f"{type(error).__name__}: {error} ({_line()})"
    print(json.dumps({"step": name, "fault": fault}), flush=True)


@contextmanager
def fails(name: str, error: type[Exception]) -> Iterator[None]:
    """A step in which the SDK has to raise its own error."""
    with step(name):
        try:
            yield
        except error as raised:
            print(f"{name}: {type(raised).__name__}: {raised}", file=sys.stderr)
            return
        raise AssertionError(f"no {error.__name__}")


def _line() -> str:
    """The driver's line that failed, and where in the SDK."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    own = [frame for frame in frames if frame.filename == sys.argv[0]]
    deepest = f", in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames[-1] not in own else ""
    return f"line {own[-1].lineno}: {own[-1].line}{deepest}" if own else ""
