"""What an operation does, carried out: all of it or nothing, and once for each idempotency key."""

from mockserver.behaviours import BEHAVIOURS, Result
from mockserver.behaviours.later_steps import is_read_by, later_steps
from mockserver.behaviours.long_polls import long_polls
from mockserver.behaviours.request_conditions import request_conditions
from mockserver.behaviours.request_parts import behave_of
from mockserver.behaviours.row_files import row_files
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import NOTHING, Call, Reply
from mockserver.language.expressions import Evaluate, compile_expression
from mockserver.replies.byte_ranges import in_ranges
from mockserver.replies.error_writer import ErrorWriter
from mockserver.replies.event_streams import event_streams
from mockserver.replies.writer import ReplyWriter
from mockserver.services import Services
from mockserver.state.idempotency import MismatchError, Slot
from mockserver.state.namespaces import NamespaceState
from mockserver.validation.reply import BROKEN, ReplyValidator
from mockserver.validation.sameness import request_digest


class Acting:
    """Carries out one operation.

    Attributes:
        later: The transitions that it starts.
        validator: What holds a reply against the document before anything changes; None for nothing.
    """

    def __init__(
        self,
        operation: Operation,
        services: Services,
        replies: ReplyWriter,
        errors: ErrorWriter,
        validator: ReplyValidator | None,
    ) -> None:
        """Compile what it does.

        Args:
            operation, services: What, and with what.
            replies, errors: What write its answers.
            validator: As above.

        Raises:
            ValueError: When an expression cannot be understood.
        """
        self._operation = operation
        self._services = services
        self._replies = replies
        self._errors = errors
        self.validator = validator
        self._behave = behave_of(operation, services)
        self.later = later_steps(operation, services)
        self._conditions = request_conditions(operation, services)
        self._counts_reads = is_read_by(operation, services)
        self._files = row_files(operation, services)
        self._cuts = operation.mock.ranges or operation.mock.download
        special = (self._files, self._conditions, self._cuts, self.later, self._counts_reads)
        self._streams = event_streams(operation, services)
        self._polls = long_polls(operation, services)
        self._goes_on = any(special) or self._streams is not None or self._polls is not None
        self._idempotency_key = self._compile_idempotency()
        changes = BEHAVIOURS[operation.mock.behaviour].changes
        self._writes = changes or bool(self._idempotency_key or self.later or self._counts_reads)

    def act(self, call: Call, state: NamespaceState) -> Reply:
        """The behaviour's reply, or the one that an idempotency key brings back.

        Args:
            call: As it was read.
            state: Where it is carried out.

        Raises:
            ApiError: What the behaviour raises, and `idempotency_mismatch`.
        """
        with state.lock if self._writes else state.reading:
            key = self._idempotency_key(call, NOTHING) if self._idempotency_key else None
            if not isinstance(key, str) or not key:
                return self._carry_out(call, state)
            return self._carry_out_once(call, state, (call.caller.name, self._operation.id, key))

    def _carry_out(self, call: Call, state: NamespaceState) -> Reply:
        """The behaviour's reply. When it raises, or the reply breaks its document, nothing has changed."""
        try:
            if self._files is not None:
                self._files.take(call)
            result = self._behave(call)
            reply = self._replies.write(result, call)
            if self._goes_on:
                reply = self._completed(reply, result, call, state)
        except BaseException as error:
            state.rows.undo()
            if not isinstance(error, ApiError):  # a refusal is an answer: what it drew is drawn
                call.draw.undo()
            raise
        if state.rows.changes:
            if self.validator is not None:
                reply = self.validator.validated(reply)
                if reply.kind == BROKEN:
                    state.rows.undo()
                    call.draw.undo()
            call.changes = state.rows.take_changes()
        return reply

    def _completed(self, reply: Reply, result: Result, call: Call, state: NamespaceState) -> Reply:
        """A reply with what few operations have: a file, validators, ranges; and what becomes of rows later."""
        if self._files is not None:
            reply = self._files.settle(reply, result, call, state)
        if self._conditions is not None:
            reply = self._conditions.concluded(reply, result, call)
        if self._cuts:
            reply = in_ranges(reply, call)
        if self._streams is not None:
            reply, call.stream = self._streams.events(reply, result, call, state)
        if self._polls is not None:
            call.long_poll = self._polls.of(reply, result, call, state)
        if self.later or self._counts_reads:
            self._pass_on(result, call, state)
        return reply

    def _pass_on(self, result: Result, call: Call, state: NamespaceState) -> None:
        """See to what becomes of rows later: what was written waits for it, what is shown is counted."""
        if self._counts_reads:
            state.show(call.caller.tenant, self._operation.mock.resource or "", result.rows, call.moment)
        written = [
            change for change in state.rows.changes if change.resource == self._operation.mock.resource
        ]
        for change in written if self.later else ():
            state.transitions.begin(change, self._operation.id, self.later, call)

    def _carry_out_once(self, call: Call, state: NamespaceState, slot: Slot) -> Reply:
        fingerprint = request_digest(call.request)
        try:
            kept = state.replies.get(slot, fingerprint)
        except MismatchError:
            raise ApiError(ErrorKind.IDEMPOTENCY_MISMATCH, resource=self._operation.mock.resource) from None
        if kept is not None:
            call.replayed = True
            return kept
        try:
            reply = self._carry_out(call, state)
        except ApiError as error:
            error.__traceback__ = error.__context__ = None  # as above
            call.refusal = error
            reply = self._errors.write(error, call)
        if reply.kind == BROKEN:
            return reply
        state.replies.keep(slot, fingerprint, reply, self._services.contract.mock.idempotency.ttl)
        return reply

    def _compile_idempotency(self) -> Evaluate | None:
        rule = self._operation.mock.idempotency
        return compile_expression(rule.key) if rule is not None and rule.key is not None else None
