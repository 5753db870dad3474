"""Waiting, before a call is answered, until there is something new to show, or its client is gone."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.types import Receive, Send

from mockserver.errors import UnavailableError
from mockserver.exchange import Exchange, Reply
from mockserver.exchange.long_poll import LongPoll
from mockserver.http1.turn import Turn, in_task, while_there
from mockserver.server.streaming import EventQueue

LOOKS = 0.1  # seconds from one look at what the time has brought to the next

Again = Callable[[Exchange], Reply]


async def long_polled(
    reply: Reply, exchange: Exchange, poll: LongPoll, again: Again, receive: Receive, send: Send
) -> Reply:
    """The reply to a call that has waited.

    Args:
        reply: What it is answered where nothing happens.
        exchange: Told whether its client has waited as well.
        poll: What it waits for.
        again: What it is answered by now.
        receive, send: ASGI's.
    """
    await in_task()  # as time limits must be
    if isinstance(send, Turn):
        send.waits = True
    answered = await while_there(_asked(reply, exchange, poll, again), receive)
    exchange.taken = answered is not None
    return reply if answered is None else answered


async def _asked(reply: Reply, exchange: Exchange, poll: LongPoll, again: Again) -> Reply:
    loop, queue = asyncio.get_running_loop(), EventQueue()
    until = loop.time() + poll.seconds
    leave = poll.join(queue.tell)
    try:
        while (left := until - loop.time()) > 0:
            if not await queue.taken(min(left, LOOKS)):
                with suppress(UnavailableError):  # what is due is carried out at a later look
                    poll.settle()
                continue
            reply = again(exchange)
            if poll.once or exchange.call is None or exchange.call.long_poll is None:
                break
    finally:
        leave()
    return reply
