"""What is told of the user that a test credential is (OpenID Connect Core 1.0, 5.1)."""

from collections.abc import Collection
from typing import Any

from mockserver.access.oauth.visit import MAIL
from mockserver.exchange import Caller


def claims_of_user(caller: Caller, scopes: Collection[str]) -> dict[str, Any]:
    """The claims of a user that some scopes let a client see."""
    name = str(caller.facts.get("full_name", caller.name.replace("_", " ").title()))
    said: dict[str, Any] = {"sub": caller.name}
    if "profile" in scopes:
        said |= {"name": name, "preferred_username": caller.name}
    if "email" in scopes:
        email = caller.facts.get("email", caller.name + MAIL)
        said |= {"email": str(email), "email_verified": True}
    return said
