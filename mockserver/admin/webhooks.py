"""`/__admin/webhooks`: who is told of events, what was delivered, and delivering it again."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mockserver.admin.controlled import Controlled
from mockserver.admin.inputs import body_of, check_names, namespace_of, whole_number
from mockserver.bounds import MOST_DELIVERIES
from mockserver.clock import timestamp
from mockserver.rendering.encoding import to_json
from mockserver.state.subscriptions import Subscription
from mockserver.webhooks.delivery import Delivery
from mockserver.webhooks.namespace_webhooks import ALL, NamespaceWebhooks, NoDeliveryError

FILTERS = ("event", "outcome", "vendor")
LOOK = 0.02  # seconds between two looks whether all is delivered
LONGEST_LOOK = 60  # seconds that a caller may have it waited for


class WebhookRoutes:
    """One method for each route."""

    def __init__(self, app: Controlled) -> None:
        self._app = app
        app.webhooks.listeners.append(self._heard)
        self._readers: Any = None

    def tell(self, command: Any) -> None:
        """Tell readers of what becomes of deliveries by `command`, as of a command that has changed something."""
        self._readers = command

    def _heard(self, delivery: Delivery) -> None:
        if self._readers is not None:
            event = delivery.event
            facts = {"event": event.name, "delivery": delivery.id, "outcome": delivery.outcome}
            self._readers("webhooks", event.vendor, event.namespace, **facts)

    async def webhooks(self, request: Request) -> Response:
        """The events that there are and who is told beside rows; one more of them, or none any more."""
        check_names("parameter", request.query_params, ("namespace",))
        if request.method == "POST":
            given = await body_of(request, "url", "events", "vendor", "secret", "namespace")
            url, vendor, secret = (_text(given, name) for name in ("url", "vendor", "secret"))
            names = _names(given.get("events"))
            made = self._of(request, given).subscribe(url or "", names, vendor=vendor, secret=secret)
            return _json(made.as_json(), 201)
        found = self._of(request)
        if request.method == "DELETE":
            found.clear()
            return _json({})
        sources = self._app.webhooks.sources
        events = [
            {"vendor": name, "event": event} for name, each in sources.items() for event in each.events.names
        ]
        return _json({"events": events, "subscriptions": [each.as_json() for each in found.subscriptions]})

    async def webhook(self, request: Request) -> Response:
        """One subscription, or one less."""
        check_names("parameter", request.query_params, ("namespace",))
        found, asked = self._of(request), request.path_params["id"]
        subscription: Subscription | None = found.find(asked)
        if subscription is None:
            raise HTTPException(404, f"there is no subscription {asked!r}; see /__admin/webhooks")
        if request.method == "DELETE":
            found.remove(subscription)
            return _json({})
        return _json(subscription.as_json())

    async def deliveries(self, request: Request) -> Response:
        """What was delivered, the newest first; once all that is due is, where the query waits for that."""
        query = request.query_params
        check_names("parameter", query, (*FILTERS, "limit", "wait", "namespace"))
        found = self._of(request)
        seconds = whole_number(query, "wait", LONGEST_LOOK) or 0
        until = asyncio.get_running_loop().time() + seconds
        while not found.is_idle() and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110 - threads deliver
            await asyncio.sleep(LOOK)
        limit = whole_number(query, "limit", MOST_DELIVERIES)
        chosen = found.deliveries(query.get("event"), query.get("outcome"), query.get("vendor"))[::-1]
        shown = [delivery_entry(each) for each in chosen[:limit]]
        return _json({"deliveries": shown, "meta": {"total": len(chosen), "idle": found.is_idle()}})

    async def delivery(self, request: Request) -> Response:
        """One delivery."""
        check_names("parameter", request.query_params, ("namespace",))
        return _json(delivery_entry(self._found(request)))

    async def redeliver(self, request: Request) -> Response:
        """Deliver once more, now."""
        await body_of(request, "namespace")
        found = self._found(request)
        self._of(request).redeliver(found)
        return _json(delivery_entry(found), 202)

    def _found(self, request: Request) -> Delivery:
        try:
            return self._of(request).delivery(request.path_params["id"])
        except NoDeliveryError as error:
            raise HTTPException(404, f"{error}; see /__admin/webhooks/deliveries") from None

    def _of(self, request: Request, given: Mapping[str, Any] | None = None) -> NamespaceWebhooks:
        return NamespaceWebhooks(self._app.webhooks, namespace_of(request, given or {}))


def delivery_entry(delivery: Delivery) -> dict[str, Any]:
    """A delivery in JSON types."""
    event, receiver = delivery.event, delivery.receiver
    return {
        "id": delivery.id,
        "vendor": event.vendor,
        "event": event.name,
        "messageId": event.id,
        "namespace": event.namespace,
        "request": str(event.cause) if event.cause is not None else None,
        "url": receiver.url,
        "subscription": receiver.subscription or None,
        "outcome": delivery.outcome,
        "problem": delivery.problem,
        "due": timestamp(delivery.due) if delivery.due is not None else None,
        "body": event.body.decode("utf-8", "backslashreplace"),
        "attempts": [
            {
                "at": timestamp(each.at, "ms"),
                "status": each.status,
                "error": each.error,
                "seconds": round(each.seconds, 4),
                "headers": dict(each.headers),
            }
            for each in delivery.attempts
        ],
    }


def delivery_brief(delivery: Delivery) -> dict[str, Any]:
    """A delivery, as the request that caused it tells of it."""
    told = {"id": delivery.id, "event": delivery.event.name, "url": delivery.receiver.url}
    return told | {"outcome": delivery.outcome, "attempts": len(delivery.attempts)}


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise HTTPException(400, f"{name} is a text")
    return value


def _names(given: Any) -> tuple[str, ...]:
    """The events that a subscription names: a text, or a list of texts; all of them for nothing."""
    names = [given] if isinstance(given, str) else ([] if given is None else given)
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise HTTPException(400, "events is a list of names, `*` in one for any text")
    return tuple(names) or ALL


def _json(data: Any, status: int = 200) -> Response:
    return Response(to_json(data), status, media_type="application/json")
