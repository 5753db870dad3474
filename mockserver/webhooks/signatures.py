"""How deliveries are signed, by the names that `x-mock.webhooks.signature.style` has."""

import hmac
from base64 import b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

from mockserver.contract.mock import SignatureRule

Sign = Callable[[SignatureRule, str, str, int, bytes], Mapping[str, str]]


def sign_standard(rule: SignatureRule, secret: str, id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks; a secret that is no base64 signs as the text that it is."""
    try:
        signer = Webhook(secret)
    except (Base64Error, ValueError):
        signer = Webhook(secret.encode())
    signature = signer.sign(id_, datetime.fromtimestamp(timestamp, UTC), body.decode())
    return {"webhook-id": id_, "webhook-timestamp": str(timestamp), "webhook-signature": signature}


def sign_hmac(rule: SignatureRule, secret: str, id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The header that the rule names, with what it says is signed (RFC 2104)."""
    head, _, tail = rule.signed.partition("{body}")
    parts = [
        part.replace("{id}", id_).replace("{timestamp}", str(timestamp)).encode() for part in (head, tail)
    ]
    signed = parts[0] + body + parts[1] if "{body}" in rule.signed else parts[0]
    digest = hmac.new(secret.encode(), signed, rule.algorithm)
    signature = b64encode(digest.digest()).decode() if rule.encoding == "base64" else digest.hexdigest()
    value = rule.value.replace("{id}", id_).replace("{timestamp}", str(timestamp))
    return {rule.header.lower(): value.replace("{signature}", signature)}


SIGNATURES: Mapping[str, Sign] = {"standard": sign_standard, "hmac": sign_hmac}


def signed_headers(
    rule: SignatureRule | None, secret: str | None, id_: str, timestamp: int, body: bytes
) -> Mapping[str, str]:
    """The headers that sign a delivery; none where there is no rule, or no secret."""
    secret = secret or (rule.secret if rule is not None else None)
    if rule is None or not secret:
        return {}
    return SIGNATURES[rule.style](rule, secret, id_, timestamp, body)
