"""Two SDKs of those that `make sdks` tries: a vendor's own, and one that a generator makes of a small document."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sdks.driving import CORPUS, DRIVERS, Step, drive
from tests.sdks.environments import Sdk
from tests.sdks.published import SDKS


def faults(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.fault]


def test_a_vendors_own_sdk_does_all_that_it_is_asked() -> None:
    steps = drive("hetzner-cloud.json", [sys.executable, str(DRIVERS / "drive_hcloud.py")])

    assert faults(steps) == []
    assert len(steps) == 12


def test_a_generated_sdk_does_all_that_it_is_asked(tmp_path: Path) -> None:
    document = "redocly-museum.yaml"
    made = next(sdk.generator for sdk in SDKS if sdk.name == "museum").replace(
        "{home}/bin/python", sys.executable
    )
    command = made.format(document=CORPUS / document, into=tmp_path / "made")
    subprocess.run(["sh", "-c", command], check=True, capture_output=True, timeout=120)
    driver = [sys.executable, str(DRIVERS / "drive_museum.py")]

    steps = drive(document, driver, {"SDK_HOME": str(tmp_path)})

    assert faults(steps) == []
    assert len(steps) == 9


@pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.name)
def test_each_sdk_has_a_driver_and_a_document(sdk: Sdk) -> None:
    assert sdk.driver.is_file()
    assert (CORPUS / sdk.document).is_file()
    assert all("==" in name or "@" in name[1:] for name in sdk.packages), "each has its version"


def test_a_driver_that_does_not_come_to_its_end_is_told(tmp_path: Path) -> None:
    driver = tmp_path / "drive_nothing.py"
    driver.write_text('print(\'{"step": "list", "fault": ""}\')\nraise SystemExit(\'no more\')\n', "utf-8")

    steps = drive("redocly-museum.yaml", [sys.executable, str(driver)])

    assert [step.name for step in steps] == ["list", "the driver"]
    assert "no more" in steps[1].fault
