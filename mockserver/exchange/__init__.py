"""What passes through the server: a request, the call that it becomes, the reply, and the entry of the journal."""

from mockserver.exchange.call import (
    FORGOTTEN,
    NOTHING,
    Call,
    Caller,
    Draw,
    EventCall,
    LimitDecision,
    PageInfo,
    State,
    Values,
)
from mockserver.exchange.entry import Exchange
from mockserver.exchange.forwarded import Difference, ForwardedExchange, ForwardedReply, Forwarding
from mockserver.exchange.preferences import Preferences
from mockserver.exchange.reply import HeadReply, Reply, ShortReply, Strike, StruckReply
from mockserver.exchange.request import HOPS, IN_MEMORY, Cut, HeaderField, Headers, Request, join_headers

__all__ = [
    "FORGOTTEN",
    "HOPS",
    "IN_MEMORY",
    "NOTHING",
    "Call",
    "Caller",
    "Cut",
    "Difference",
    "Draw",
    "EventCall",
    "Exchange",
    "ForwardedExchange",
    "ForwardedReply",
    "Forwarding",
    "HeadReply",
    "HeaderField",
    "Headers",
    "LimitDecision",
    "PageInfo",
    "Preferences",
    "Reply",
    "Request",
    "ShortReply",
    "State",
    "Strike",
    "StruckReply",
    "Values",
    "join_headers",
]
