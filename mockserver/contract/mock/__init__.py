"""`x-mock`, typed: a frozen dataclass for each block of the vocabulary, each value with its origin."""

from mockserver.contract.mock.block import Block, Origin
from mockserver.contract.mock.lists import FilterRule, Pagination, SortRule
from mockserver.contract.mock.places import (
    EACH,
    DocumentMock,
    OperationMock,
    ParameterMock,
    PathMock,
    RequestRules,
    ResponseMock,
    SecurityMock,
    Variant,
    rows_inside,
)
from mockserver.contract.mock.refusals import (
    ErrorRule,
    IdempotencyRule,
    LimitHeaders,
    LimitPolicy,
    LimitRules,
    Precondition,
    TokenRules,
)
from mockserver.contract.mock.resources import (
    Condition,
    Fields,
    Messages,
    Reference,
    Relation,
    Resource,
    RowCount,
    SchemaMock,
    UniqueRule,
)
from mockserver.contract.mock.times import Conditional, StreamRule, Transition
from mockserver.contract.mock.webhook_rules import EventRule, SignatureRule, SubscriptionRule, WebhookRules

__all__ = [
    "EACH",
    "Block",
    "Condition",
    "Conditional",
    "DocumentMock",
    "ErrorRule",
    "EventRule",
    "Fields",
    "FilterRule",
    "IdempotencyRule",
    "LimitHeaders",
    "LimitPolicy",
    "LimitRules",
    "Messages",
    "OperationMock",
    "Origin",
    "Pagination",
    "ParameterMock",
    "PathMock",
    "Precondition",
    "Reference",
    "Relation",
    "RequestRules",
    "Resource",
    "ResponseMock",
    "RowCount",
    "SchemaMock",
    "SecurityMock",
    "SignatureRule",
    "SortRule",
    "StreamRule",
    "SubscriptionRule",
    "TokenRules",
    "Transition",
    "UniqueRule",
    "Variant",
    "WebhookRules",
    "rows_inside",
]
