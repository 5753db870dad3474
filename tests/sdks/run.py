"""Let vendors' own SDKs, and generated ones, loose on the vendors' documents, served with nothing prepared.

    make sdks                            # each, in an environment of its own below .venvs/sdks
    make sdks ARGS="hcloud svix"         # some of them
    make sdks ARGS="--details hcloud"    # with each of their steps

The first run installs them from PyPI and npm, which takes minutes and some hundred MiB.
"""

import argparse
import sys
from pathlib import Path

from tests.sdks.driving import CORPUS, Step, drive
from tests.sdks.environments import InstallError, Sdk, prepared
from tests.sdks.published import SDKS

HOMES = Path(__file__).parents[2] / ".venvs" / "sdks"


def tried(sdk: Sdk) -> list[Step]:
    """The steps of an SDK's driver; one that failed where the SDK cannot be had."""
    home = HOMES / sdk.name
    try:
        command = prepared(sdk, home, CORPUS / sdk.document)
    except InstallError as error:
        return [Step("install", str(error))]
    return drive(sdk.document, command, {"SDK_HOME": str(home)})


def line(sdk: Sdk, steps: list[Step]) -> str:
    """An SDK's line of the table."""
    well = sum(not step.fault for step in steps)
    return f"{sdk.name:18}{sdk.packages[0]:44}{sdk.document:28}{f'{well} of {len(steps)}':>10}"


def main() -> None:
    """Try each SDK, print what it did, and end with 1 where a step failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="some of them")
    parser.add_argument("--details", action="store_true", help="each step")
    asked = parser.parse_args()
    known = {sdk.name: sdk for sdk in SDKS}
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        sys.exit(f"sdks: there is no {unknown[0]!r}; there are: {', '.join(known)}")
    print(f"{'name':18}{'package':44}{'document':28}{'steps':>10}")
    done, failed = 0, 0
    for sdk in [known[name] for name in asked.names] or SDKS:
        steps = tried(sdk)
        print(line(sdk, steps), flush=True)
        for step in steps:
            if step.fault or asked.details:
                print(f"    {step.name}: {step.fault or 'well'}")
        done += len(steps)
        failed += sum(bool(step.fault) for step in steps)
    print(f"{len(asked.names or SDKS)} SDKs: {done - failed} of {done} steps went well")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
