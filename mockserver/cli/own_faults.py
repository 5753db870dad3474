"""What is said of a fault of mockserver's own: never that the user's document has to be mended."""

import logging
from pathlib import Path

import mockserver
from mockserver.printing import printable

logger = logging.getLogger("mockserver")
PACKAGE = Path(mockserver.__file__).parent


def fault_line(error: Exception, command: str) -> str:
    """One line: whose fault it is, what it is, where in a document and in the code it came up, and what to do.

    The traceback goes to the log, at level DEBUG: `mockserver --debug` shows it.

    Args:
        error: What was raised; its notes say where in a document that was (`mockserver.errors.noting`).
        command: The name of the command that ran.
    """
    logger.debug("a fault of mockserver's own", exc_info=error)
    text = str(error).partition("\n")[0]
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    notes: list[str] = getattr(error, "__notes__", [])
    where = [*notes[:1], _line(error)]
    return printable(
        f"mockserver {command}: a fault of mockserver {mockserver.__version__} itself, not of your document: {what} "
        f"(at {'; '.join(each for each in where if each)}). Please report it, with the document and what "
        f"`mockserver --debug {command} ...` prints"
    )


def _line(error: Exception) -> str:
    """The last line of ours that it went through."""
    found, step = "", error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(PACKAGE):
            found = f"{file.relative_to(PACKAGE.parent)}:{step.tb_lineno}"
        step = step.tb_next
    return found
