"""A real browser for the pages that this project shows."""

import subprocess
from pathlib import Path

from tests.programs import CHROMIUM, program

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


def dom_of(url: str, profile: Path, *flags: str) -> str:
    """The page at `url` as the browser has built it, scripts run; `profile` is an empty folder for the browser."""
    command = [
        program(*CHROMIUM, package="chromium"),
        *FLAGS,
        *flags,
        f"--user-data-dir={profile}",
        "--virtual-time-budget=15000",
        "--dump-dom",
        url,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
