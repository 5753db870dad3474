"""The invented vendor whose calls are intercepted."""

from tests.builders import SPECS

ACME = str(SPECS / "acme_doors.yaml")
BASE = "https://api.parcels.invalid/v1"
KEY = {"acme-key": "test_full"}
JSON = {**KEY, "content-type": "application/json"}
