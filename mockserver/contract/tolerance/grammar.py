"""What an OpenAPI document is made of: the objects of OpenAPI 3.0 to 3.2, their keys, and what stands at each.

A kind is `text`, `flag`, `count`, `number`, `any`, the name of an object, `list of ...`, `map of ...`, or one of the
kinds that `kinds.py` gives a meaning of their own.
"""

from collections.abc import Mapping

KindsOfKeys = Mapping[str, str]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
NEWEST = (3, 2)


def _all(kind: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


HEADER: KindsOfKeys = {
    **_all("text", "description style"),
    **_all("flag", "required deprecated allowEmptyValue explode allowReserved"),
    "schema": "schema",
    "example": "any",
    "examples": "examples",
    "content": "content",
}
SCHEMA: KindsOfKeys = {
    **_all("text", "title description format $schema $id $comment contentEncoding contentMediaType"),
    **_all("text", "$anchor $dynamicAnchor $dynamicRef"),
    **_all("flag", "nullable readOnly writeOnly deprecated uniqueItems"),
    **_all(
        "count", "maxLength minLength maxItems minItems maxProperties minProperties maxContains minContains"
    ),
    **_all("number", "maximum minimum"),
    **_all("bound", "exclusiveMaximum exclusiveMinimum"),
    **_all("some schemas", "allOf oneOf anyOf prefixItems"),
    **_all("schema", "items not if then else contains propertyNames contentSchema"),
    **_all("schema or flag", "additionalProperties unevaluatedProperties unevaluatedItems"),
    **_all("map of schema", "properties $defs definitions dependentSchemas"),
    "type": "type",
    "multipleOf": "positive",
    "required": "names",
    "dependentRequired": "map of names",
    "dependencies": "map of dependency",
    "patternProperties": "map of schema",
    "pattern": "pattern",
    "enum": "values",
    "const": "any",
    "default": "any",
    "example": "any",
    "examples": "list of any",
    "discriminator": "discriminator",
    "xml": "xml",
    "externalDocs": "docs",
    "$vocabulary": "any",
}
OBJECTS: Mapping[str, KindsOfKeys] = {
    "document": {
        **_all("text", "openapi $self jsonSchemaDialect"),
        "info": "info",
        "servers": "list of server",
        "paths": "paths",
        "webhooks": "callback",
        "components": "components",
        "security": "requirements",
        "tags": "list of tag",
        "externalDocs": "docs",
    },
    "info": {
        **_all("text", "title summary description termsOfService version"),
        "contact": "contact",
        "license": "license",
    },
    "contact": _all("text", "name url email"),
    "license": _all("text", "name identifier url"),
    "docs": _all("text", "description url"),
    "tag": {**_all("text", "name summary description parent kind"), "externalDocs": "docs"},
    "server": {**_all("text", "url description name"), "variables": "map of variable"},
    "variable": {"enum": "list of text", **_all("text", "default description")},
    "components": {
        "schemas": "map of schema",
        "responses": "map of response",
        "parameters": "map of parameter",
        "examples": "map of example",
        "requestBodies": "map of body",
        "headers": "map of header",
        "securitySchemes": "map of security",
        "links": "map of link",
        "callbacks": "map of callback",
        "pathItems": "map of path",
        "mediaTypes": "map of media",
    },
    "path": {
        **_all("text", "summary description"),
        "servers": "list of server",
        "parameters": "list of parameter",
        **_all("operation", " ".join(METHODS)),
        "additionalOperations": "map of operation",
    },
    "operation": {
        "tags": "list of text",
        **_all("text", "summary description operationId"),
        "externalDocs": "docs",
        "parameters": "list of parameter",
        "requestBody": "body",
        "responses": "responses",
        "callbacks": "map of callback",
        "deprecated": "flag",
        "security": "requirements",
        "servers": "list of server",
    },
    "parameter": {**HEADER, **_all("text", "name in")},
    "header": HEADER,
    "body": {"description": "text", "required": "flag", "content": "content"},
    "response": {
        **_all("text", "summary description"),
        "headers": "map of header",
        "content": "content",
        "links": "map of link",
    },
    "media": {
        **_all("schema", "schema itemSchema"),
        "example": "any",
        "examples": "examples",
        "encoding": "map of encoding",
        "prefixEncoding": "list of encoding",
        "itemEncoding": "encoding",
    },
    "encoding": {
        **_all("text", "contentType style"),
        **_all("flag", "explode allowReserved"),
        "headers": "map of header",
        "encoding": "map of encoding",
        "prefixEncoding": "list of encoding",
        "itemEncoding": "encoding",
    },
    "example": {
        **_all("text", "summary description externalValue serializedValue"),
        **_all("any", "value dataValue"),
    },
    "link": {
        **_all("text", "operationRef operationId description"),
        "parameters": "map of any",
        "requestBody": "any",
        "server": "server",
    },
    "security": {
        **_all("text", "type description name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl"),
        "flows": "flows",
        "deprecated": "flag",
    },
    "flows": _all("flow", "implicit password clientCredentials authorizationCode deviceAuthorization"),
    "flow": {
        **_all("text", "authorizationUrl tokenUrl refreshUrl deviceAuthorizationUrl"),
        "scopes": "map of text",
    },
    "discriminator": {**_all("text", "propertyName defaultMapping"), "mapping": "map of text"},
    "xml": {**_all("text", "name namespace prefix nodeType"), **_all("flag", "attribute wrapped")},
    "schema": SCHEMA,
}

# Objects in whose place OpenAPI admits a Reference Object.
REFERABLE = frozenset(
    {
        "path",
        "parameter",
        "header",
        "body",
        "response",
        "media",
        "example",
        "link",
        "callback",
        "security",
        "schema",
    }
)

# Keys that OpenAPI requires, from the version on that is given; what the server cannot do without is not among them.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "document": ("info",),
    "info": ("title", "version"),
    "license": ("name",),
    "docs": ("url",),
    "tag": ("name",),
    "variable": ("default",),
    "response": ("description",),
    "operation": ("responses",),
    "flow": ("scopes",),
}
OPTIONAL_SINCE: Mapping[tuple[str, str], tuple[int, int]] = {
    ("operation", "responses"): (3, 1),
    ("response", "description"): (3, 2),
}

# Keywords of JSON Schema that no version of OpenAPI has; they are read all the same.
FOREIGN = frozenset({("schema", "definitions"), ("schema", "dependencies")})

# The version with which a key came; in an older document it is told, and read as it is meant.
SINCE: Mapping[tuple[str, str], tuple[int, int]] = {
    (owner, key): version
    for version, owner, keys in (
        ((3, 1), "document", "webhooks jsonSchemaDialect"),
        ((3, 1), "components", "pathItems"),
        ((3, 1), "info", "summary"),
        ((3, 1), "license", "identifier"),
        ((3, 1), "schema", "$schema $id $comment $anchor $dynamicAnchor $dynamicRef $defs $vocabulary"),
        (
            (3, 1),
            "schema",
            "contentEncoding contentMediaType contentSchema const examples prefixItems contains",
        ),
        ((3, 1), "schema", "maxContains minContains if then else propertyNames patternProperties"),
        ((3, 1), "schema", "unevaluatedProperties unevaluatedItems dependentSchemas dependentRequired"),
        ((3, 2), "document", "$self"),
        ((3, 2), "components", "mediaTypes"),
        ((3, 2), "path", "query additionalOperations"),
        ((3, 2), "server", "name"),
        ((3, 2), "tag", "summary parent kind"),
        ((3, 2), "response", "summary"),
        ((3, 2), "media", "itemSchema prefixEncoding itemEncoding"),
        ((3, 2), "encoding", "encoding prefixEncoding itemEncoding"),
        ((3, 2), "example", "dataValue serializedValue"),
        ((3, 2), "security", "oauth2MetadataUrl deprecated"),
        ((3, 2), "flows", "deviceAuthorization"),
        ((3, 2), "flow", "deviceAuthorizationUrl"),
        ((3, 2), "discriminator", "defaultMapping"),
        ((3, 2), "xml", "nodeType"),
    )
    for key in keys.split()
}
