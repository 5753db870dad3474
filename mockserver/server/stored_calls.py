"""Calls of a server whose state is in a store: each knows what others have changed, and what it changes is kept."""

from mockserver.errors import ApiError, ErrorKind, UnavailableError
from mockserver.exchange import Exchange, Reply
from mockserver.server.dispatcher import Dispatcher, logger


class StoredDispatcher(Dispatcher):
    """A dispatcher whose calls see, and make, changes of its log."""

    def dispatch(self, exchange: Exchange, *, soon: bool = False) -> Reply:
        """The reply to a request, once what it has changed is kept; 503 where that cannot be."""
        log = self.log
        if log is None:
            return super().dispatch(exchange, soon=soon)
        try:
            log.look()
            try:
                return super().dispatch(exchange, soon=soon)
            finally:
                log.give_back()
        except UnavailableError as error:
            return self._unavailable(error, exchange)

    def _unavailable(self, error: UnavailableError, exchange: Exchange) -> Reply:
        logger.error("%s", error)
        vendor = self.vendor_of(exchange)
        if vendor is None:
            return self._unserved(exchange, 503, ErrorKind.UNAVAILABLE, str(error))
        exchange.vendor, exchange.call = vendor.name, None  # nobody is told of what it did
        exchange.request.place = vendor.below(exchange.request.place)
        return vendor.refuse(ApiError(ErrorKind.UNAVAILABLE), exchange)
