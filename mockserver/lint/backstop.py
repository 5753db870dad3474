"""openapi-spec-validator, for what our own checks, which know lines, do not look at."""

import warnings
from collections.abc import Iterator

from mockserver.contract.document import Document, escape
from mockserver.errors import Problem


def check_with_library(document: Document) -> Iterator[Problem]:
    """A problem for each error that openapi-spec-validator finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from openapi_spec_validator import (
            OpenAPIV30SpecValidator,
            OpenAPIV31SpecValidator,
            OpenAPIV32SpecValidator,
        )

        makers = {0: OpenAPIV30SpecValidator, 1: OpenAPIV31SpecValidator, 2: OpenAPIV32SpecValidator}
        for error in makers[document.version[1]](document.data).iter_errors():
            pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
            yield document.problem(pointer, error.message)
