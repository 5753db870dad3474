"""Calls of a server whose state is in a store: each knows what others have changed, and what it changes is kept."""

from collections.abc import Callable

from mockserver.errors import ApiError, ErrorKind, UnavailableError
from mockserver.exchange import Exchange, Reply
from mockserver.server.dispatcher import Dispatcher, logger


class StoredDispatcher(Dispatcher):
    """A dispatcher whose calls see, and make, changes of its log."""

    def dispatch(self, exchange: Exchange, *, soon: bool = False) -> Reply:
        """The reply to a request, once what it has changed is kept; 503 where that cannot be."""
        answer = super().dispatch
        return self._kept(lambda: answer(exchange, soon=soon), exchange)

    def again(self, exchange: Exchange) -> Reply:
        """The reply to a call that has waited, with the same."""
        answer = super().again
        return self._kept(lambda: answer(exchange), exchange)

    def _kept(self, answer: Callable[[], Reply], exchange: Exchange) -> Reply:
        log = self.log
        if log is None:
            return answer()
        try:
            log.look()
            try:
                return answer()
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
