"""The request path, inside a Connexion application."""

import warnings

with warnings.catch_warnings():
    # Connexion 3.3 imports names that jsonschema has deprecated: nothing that a user with `-W error` could mend.
    warnings.simplefilter("ignore", DeprecationWarning)
    import connexion  # noqa: F401
