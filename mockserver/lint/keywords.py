"""Keywords that no schema has: mostly typos. OpenAPI 3.0 refuses them; 3.1 allows them, and they do nothing."""

import difflib
from collections.abc import Iterator

from mockserver.contract.document import Document
from mockserver.contract.document_nodes import nodes
from mockserver.errors import Problem

KNOWN = frozenset(
    """
    $anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema $vocabulary additionalProperties allOf anyOf
    const contains contentEncoding contentMediaType contentSchema default dependentRequired dependentSchemas deprecated
    description discriminator else enum example examples exclusiveMaximum exclusiveMinimum externalDocs format if items
    maxContains maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum multipleOf
    not oneOf pattern patternProperties prefixItems properties propertyNames readOnly required then title type
    unevaluatedItems unevaluatedProperties uniqueItems writeOnly xml
    """.split()  # noqa: SIM905 - a list of sixty quoted words is harder to read
)
OLD = {"nullable": '`type: [..., "null"]`', "definitions": "`$defs`"}


def check_keywords(document: Document) -> Iterator[Problem]:
    """A warning for each keyword that does nothing."""
    if document.version < (3, 1):
        return
    for place, pointer, node in nodes(document.data):
        if place != "schema":
            continue
        for keyword in node:
            if keyword in KNOWN or keyword.startswith("x-"):
                continue
            near = difflib.get_close_matches(keyword, KNOWN, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            if keyword in OLD:
                hint = f"; OpenAPI 3.1 says {OLD[keyword]}"
            elif node[keyword] is None:
                hint = "; was this a text with a comma in it? Put it in quotes"
            message = f"the keyword {keyword!r} does nothing{hint}"
            yield document.problem(f"{pointer}/{keyword}", message, severity="warning")
