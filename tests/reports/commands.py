"""What the tests of `coverage` and `check` share: a project with a document, and how a command ends."""

from click.testing import CliRunner, Result

from mockserver.cli.main import main


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def told(result: Result, code: int, *texts: str) -> None:
    """An exit code, and texts of its output; never a traceback."""
    assert result.exit_code == code, result.output
    assert not result.exception or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    for text in texts:
        assert text in result.output
