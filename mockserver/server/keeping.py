"""Keeping the state of a server in a store: what is kept, and what becomes of it where a document has changed."""

from collections.abc import Callable, Mapping
from functools import partial
from hashlib import blake2b

from mockserver.errors import UsageError
from mockserver.replies.stubbing import NamespaceStubs
from mockserver.server.vendor import Vendor
from mockserver.settings import ServerOptions
from mockserver.state.changes import Reseeded
from mockserver.state.shared import SharedStates
from mockserver.stores import open_store
from mockserver.stores.base import Store
from mockserver.stores.change_log import ChangeLog
from mockserver.stores.codec import Surroundings
from mockserver.stores.kept_state import KeptState


def opened_log(
    vendors: Mapping[str, Vendor],
    shared: SharedStates,
    stubs: NamespaceStubs,
    options: ServerOptions,
    reseed: Callable[[Reseeded | None], object],
    arrange: Callable[[], object],
) -> ChangeLog:
    """The log of the store that is asked for; the state is the one that it keeps then.

    Args:
        vendors, shared, stubs: What is kept.
        options: Where, and what becomes of a state that other documents began.
        reseed: Puts other seeded rows in the place of all; those of the beginning for None.
        arrange: Arranges rows and stubs of files, where nothing is kept yet.

    Raises:
        UsageError: When the store cannot be opened, or has the state of other documents and shall not lose it.
    """
    contracts = {name: vendor.contract for name, vendor in vendors.items()}
    around = Surroundings(
        contracts,
        stubs.compiled,
        shared.room,
        lambda namespace, vendor: vendors[vendor].namespaces.enter(namespace),
        lambda namespace: [
            each for each in shared.at(namespace).subscriptions.active if each.handler is not None
        ],
    )
    documents = {name: vendor.namespaces for name, vendor in vendors.items()}
    log = ChangeLog(open_store(options.store), KeptState(shared, documents, reseed), around)
    origin = {name: origin_of(vendor, options) for name, vendor in vendors.items()}
    try:
        log.open(partial(_begins, origin=origin, options=options), arrange)
    except BaseException:
        log.close()
        raise
    return log


def origin_of(vendor: Vendor, options: ServerOptions) -> str:
    """What tells a document and its seeded rows from others: a digest, the same in each process."""
    digest = blake2b(digest_size=16)
    digest.update(
        repr((options.seed, options.rows, vendor.contract.document.data)).encode("utf-8", "replace")
    )
    for row in sorted(map(repr, vendor.state.rows.seeded_rows())):
        digest.update(row.encode("utf-8", "replace"))
    return digest.hexdigest()


def _begins(store: Store, origin: Mapping[str, str], options: ServerOptions) -> bool:
    """Whether the state begins with this server.

    Raises:
        UsageError: When another one was kept, and nothing is said of it.
    """
    kept = store.origin()
    if kept == origin:
        return False
    if not kept or options.if_changed == "reset":
        store.begin_anew(origin)
        return True
    if options.if_changed == "keep":
        store.take_origin(origin)
        return False
    changed = [name for name in origin if kept.get(name, origin[name]) != origin[name]]
    gone, new = [name for name in kept if name not in origin], [name for name in origin if name not in kept]
    told = [
        *(
            [f"its document, its seeded rows, --seed or --rows is another now: {', '.join(changed)}"]
            if changed
            else []
        ),
        *([f"it is not served any more: {', '.join(gone)}"] if gone else []),
        *([f"it was not served then: {', '.join(new)}"] if new else []),
    ]
    raise UsageError(
        f"--store {options.store}: the state that is kept began otherwise ({'; '.join(told)}); say --if-changed keep to"
        " go on with all of it that fits, --if-changed reset to begin anew, or choose another file"
    )
