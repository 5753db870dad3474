"""What a difference between a recorded reply and its document is called, in the words of a rule."""

from mockserver.coverage.clients.rules.base import Rule

RULE = Rule(
    name="drift",
    severity="error",
    description="A recorded reply is not what the document describes.",
    help=(
        "The vendor has moved, or the document was never right: a status that is not declared, a member that is "
        "missing, a value of another type. Mend the document, then look whether your client still fits it."
    ),
)
