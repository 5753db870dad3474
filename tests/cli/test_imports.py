"""What a command imports, and what it leaves to those that need it."""

import subprocess
import sys

from tests.cli.conftest import ROOT


def test_what_only_other_commands_need_is_not_imported() -> None:
    """`--help` is quick, and so is the first answer of a server."""
    code = (
        "import sys; import mockserver.cli.main; {more}"
        "print([name for name in {names} if name in sys.modules])"
    )
    light = ["connexion", "starlette", "jsonschema_rs", "yaml", "uvicorn"]
    heavy = ["schemathesis", "faker", "phonenumbers", "openapi_spec_validator", "jsonpath", "regress"]
    ours = ["cli.fuzz", "coverage.collector", "fuzzing", "datagen.schemas.generator", "datagen.seeded"]
    heavy += [f"mockserver.{name}" for name in ours]
    serve = "import mockserver.cli.serving; mockserver.create_app(); "

    for more, names in (("", light), (serve, heavy)):
        done = subprocess.run(
            [sys.executable, "-c", code.format(more=more, names=names)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == "[]"


def test_serve_puts_off_what_libraries_import_and_what_nobody_asks_for() -> None:
    """All that the command does before it waits for requests."""
    unasked = [
        "rich",
        "httpcore",
        "httpx._client",
        "requests.api",
        "limits.aio.storage",
        "mockserver.reports",
        "tomllib",
    ]
    code = (
        "import sys, uvicorn; from mockserver.cli.main import main\n"
        "uvicorn.Server.run = lambda self, *_, **__: print(type(self).__name__)\n"
        "try: main(['serve', 'rotor', '--port', '0', '--quiet'])\n"
        "except SystemExit as end: print(end.code)\n"
        f"print([name for name in {unasked} if name in sys.modules])\n"
        "print([type(finder).__name__ for finder in sys.meta_path if 'Lazy' in type(finder).__name__])\n"
        "import httpx; print(httpx.URL('http://a/b').path, 'httpx._client' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["ForegroundServer", "0", "[]", "[]", "/b True"]
