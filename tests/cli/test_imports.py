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


def test_serve_puts_off_what_libraries_import_and_it_never_uses() -> None:
    code = (
        "import sys; from mockserver.cli.lazy_imports import LazyFinder, lazily\n"
        "from mockserver.cli.serve import UNUSED\n"
        "with lazily(UNUSED): import mockserver.cli.serving\n"
        "mockserver.create_app(['rotor'])\n"
        "print([name for name in ('rich', 'httpcore', 'httpx._client', 'requests.api', 'limits.aio.storage')"
        " if name in sys.modules], any(isinstance(finder, LazyFinder) for finder in sys.meta_path))\n"
        "import httpx; print(httpx.URL('http://a/b').path, 'httpx._client' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["[] False", "/b True"]
