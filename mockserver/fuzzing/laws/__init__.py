"""The laws of state and paging that hold for every document: one a file, and one line here."""

from collections.abc import Mapping

from mockserver.fuzzing.laws.base import Law
from mockserver.fuzzing.laws.changed import LAW as CHANGED
from mockserver.fuzzing.laws.created import LISTED, READ
from mockserver.fuzzing.laws.filters import LAW as FILTERS
from mockserver.fuzzing.laws.gone import LAW as GONE
from mockserver.fuzzing.laws.listed import LAW as READ_AS_LISTED
from mockserver.fuzzing.laws.page_sizes import LAW as LIMITS
from mockserver.fuzzing.laws.same_bytes import LAW as SAME_BYTES
from mockserver.fuzzing.laws.sorts import LAW as SORTS
from mockserver.fuzzing.laws.stable import LAW as STABLE
from mockserver.fuzzing.laws.tenants import LAW as TENANTS
from mockserver.fuzzing.laws.totals import LAW as TOTALS
from mockserver.fuzzing.laws.walks import LAW as WALKS

LAWS: Mapping[str, Law] = {
    "what was created is read": READ,
    "what was created is listed and counted": LISTED,
    "what is listed is read": READ_AS_LISTED,
    "what was changed is read": CHANGED,
    "what was deleted is gone": GONE,
    "other tenants see nothing of it": TENANTS,
    "a walk meets each row once": WALKS,
    "a walk survives inserts and deletes": STABLE,
    "limits are kept": LIMITS,
    "filters keep what they say and lose nothing": FILTERS,
    "sorts sort": SORTS,
    "totals are true": TOTALS,
    "the same seed gives the same bytes": SAME_BYTES,
}

__all__ = ["LAWS", "Law"]
