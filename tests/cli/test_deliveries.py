"""Deliveries of a server in a process of its own: it ends although a receiver hangs; a soak of receivers that fail."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import httpx

from tests.cli.conftest import Process
from tests.webhooks.receiver import receiver

SOAK = Path(__file__).parents[2] / "benchmarks" / "deliveries.py"
CUSTOMER = {"first_name": "Ines", "last_name": "Okoro", "phone_number": "+15550102244"}
KEYS = {"x-client-key": "test_full", "x-client-secret": "test_secret"}
GRACE = 8  # seconds; the receiver hangs for much longer


def test_a_signal_ends_it_although_a_receiver_hangs(start: Callable[..., Process]) -> None:
    with receiver() as hook, httpx.Client(trust_env=False) as client:
        hook.hangs = True
        process = start("serve", "devdraft", "--port", "0")
        url = process.line(r"(http://127\.0\.0\.1:\d+)")[1]
        client.post(f"{url}/__admin/webhooks", json={"url": hook.url}).raise_for_status()
        client.post(f"{url}/devdraft/api/v0/customers", json=CUSTOMER, headers=KEYS).raise_for_status()
        while not hook.came:
            client.get(f"{url}/__admin/health")
        began = monotonic()

        assert process.stop() == 0
        assert monotonic() - began < GRACE
        assert process.printed["err"] == ""


def test_each_event_comes_and_none_twice_whatever_receivers_do() -> None:
    done = subprocess.run(
        [sys.executable, str(SOAK), "--events", "30", "--receivers", "2"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 missing, 0 twice" in done.stdout
