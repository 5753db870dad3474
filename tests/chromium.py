"""Chromium, driven by its own protocol over a pipe: pages that are opened, clicked, typed into and read."""

import base64
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser import FLAGS
from tests.programs import CHROMIUM, program

CLICK = """(within, name) => [...document.querySelectorAll(`${within} :is(a, button, summary)`)].some(each =>
  [each.textContent.trim(), each.getAttribute("aria-label")].includes(name) && each.checkVisibility()
  && (each.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true})), true))"""
FILL = """(label, value) => [...document.querySelectorAll("label")].some(each => {
  const field = each.querySelector("input, select, textarea");
  if (!each.checkVisibility() || !each.textContent.startsWith(label)) return false;
  field.value = value;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, {bubbles: true}));
  return field.value === value;
})"""
HAND_OVER = """import fcntl, os, sys
ends = [fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]]
for number, end in enumerate(ends, 3):
    os.dup2(end, number)
os.execvp(sys.argv[3], sys.argv[3:])
"""  # a browser reads at 3 and writes at 4
TIMEOUT = 90  # seconds that anything may take, on a machine that has much else to do


class Chromium:
    """One tab of a browser."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = read, write
        self._number = 0
        self._rest = b""
        self._session: str | None = None
        self.errors: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> Any:
        """What the browser answers to a command; errors of the page are kept meanwhile."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            came = self._next()
            if came.get("id") == self._number:
                assert "error" not in came, (method, came["error"])
                return came["result"]
            self._note(came)

    def _next(self) -> Any:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], TIMEOUT)
            assert ready, "the browser does not answer"
            self._rest += os.read(self._read, 1 << 20)
        text, _, self._rest = self._rest.partition(b"\0")
        return json.loads(text)

    def _note(self, came: Any) -> None:
        params = came.get("params", {})
        if came["method"] == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description") or details["text"])
        elif came["method"] == "Log.entryAdded" and _is_error(params["entry"]):
            self.errors.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    def evaluate(self, script: str) -> Any:
        """The value of an expression, awaited."""
        result = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def open(self, url: str) -> None:
        """Go to a page."""
        self.send("Page.navigate", url=url)

    def until(self, script: str) -> Any:
        """The value of an expression, once it is true."""
        end = time.monotonic() + TIMEOUT
        while not (
            found := self.evaluate(f"(() => {{ try {{ return {script}; }} catch {{ return null; }} }})()")
        ):
            assert time.monotonic() < end, (script, self.errors, self.evaluate("document.body.innerText"))
        return found

    def see(self, text: str) -> None:
        """Wait for a text."""
        self.until(f"document.body.innerText.includes({json.dumps(text)})")

    def click(self, text: str, within: str = "body") -> None:
        """Click the first link or button of a name that is shown, once there is one."""
        self.until(f"({CLICK})({json.dumps(within)}, {json.dumps(text)})")

    def fill(self, label: str, value: str) -> None:
        """Fill in the first field of a label that is shown, once there is one."""
        self.until(f"({FILL})({json.dumps(label)}, {json.dumps(value)})")

    def look(self, width: int, height: int, scheme: str = "light") -> None:
        """Have a window of that size, and prefer that colour scheme."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        # Without motion: what is looked at is what stays, and no colour on its way from one scheme to the other.
        wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wanted.items()]
        self.send("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path) -> None:
        """Write what is shown as PNG."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))


def _is_error(entry: Any) -> bool:
    """Whether the log tells of a fault of the page; that a server refused something is none."""
    return bool(entry["level"] == "error" and entry["source"] != "network")


@contextmanager
def chromium(profile: Path) -> Iterator[Chromium]:
    """A browser that has not been used before; `profile` is an empty folder for it."""
    binary = program(*CHROMIUM, package="chromium")
    theirs_read, write = os.pipe()
    read, theirs_write = os.pipe()

    pipes = (theirs_read, theirs_write)
    browser = [binary, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
    handed = [sys.executable, "-c", HAND_OVER, str(theirs_read), str(theirs_write), *browser]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(handed, pass_fds=pipes, stdout=nothing, stderr=nothing) as process:
        for each in pipes:
            os.close(each)
        try:
            yield Chromium(read, write)
        finally:
            process.kill()
            os.close(read)
            os.close(write)
