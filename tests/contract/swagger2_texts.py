"""Documents of Swagger 2.0, converted."""

from mockserver.contract.document import Document
from tests.builders import load

HEAD = "swagger: '2.0'\ninfo: {title: Acme, version: '1'}\n"


def swagger(text: str) -> Document:
    return load(text, head=HEAD)
