"""The ways to a token, each with where it keeps what it has to remember."""

from authlib.oauth2.rfc6749 import grants

SECRET_METHODS = ["client_secret_basic", "client_secret_post"]
METHODS = [*SECRET_METHODS, "none"]


class ClientCredentials(grants.ClientCredentialsGrant):
    """A client for itself (RFC 6749, 4.4); it has to send a secret."""

    TOKEN_ENDPOINT_AUTH_METHODS = SECRET_METHODS
