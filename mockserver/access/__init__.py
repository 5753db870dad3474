"""Who calls: credentials, and where each security scheme carries them."""

from mockserver.access.schemes import api_key, basic, bearer

# How a key is taken out of a request, by the `type` of the security scheme (and `scheme` of http ones).
SCHEMES = {
    "apiKey": api_key,
    "http:bearer": bearer,
    "http:basic": basic,
    "oauth2": bearer,
    "openIdConnect": bearer,
}
