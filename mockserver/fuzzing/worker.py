"""Fuzzing one document: a server and Schemathesis in one process, which ends with them."""

import gc
import json
import logging
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from time import perf_counter
from typing import Any

import schemathesis
from schemathesis.cli.commands import run as command
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.case import Case

from mockserver.contract.model import Operation
from mockserver.errors import MockserverError
from mockserver.fuzzing.answers import Answers
from mockserver.fuzzing.configuration import configuration
from mockserver.fuzzing.identities import caller_named, identities
from mockserver.fuzzing.job import LAWS, Job, Outcome
from mockserver.fuzzing.known_keys import show_keys
from mockserver.fuzzing.laws import LAWS as EVERY_LAW
from mockserver.fuzzing.laws.examining import LawJudge
from mockserver.fuzzing.laws.server_under_test import ServerUnderTest
from mockserver.fuzzing.overlaps import Overlaps
from mockserver.fuzzing.pace import Pace
from mockserver.fuzzing.refusals import Refusals
from mockserver.fuzzing.resets import Resets
from mockserver.fuzzing.undeclared import Undeclared
from mockserver.replies.success_responses import successes
from mockserver.runtime.live import serving
from mockserver.runtime.server import Server
from mockserver.validation.reply import FRAMING

TOOLS_OWN = frozenset({"missing_deserializer"})  # warnings of what Schemathesis cannot read: images, archives


def fuzz(job: Job) -> Outcome:
    """Serve a document and run Schemathesis against it. Never raises what the user can mend.

    To be called once in a process: Schemathesis keeps its hooks for as long as the process lives.
    """
    started = perf_counter()
    try:
        with serving(job.server) as server, tempfile.TemporaryDirectory() as folder:
            pace, outcome = Pace(job.notes, job.time_limit), Outcome(job)
            server.app.journal.listeners.append(pace.hear)
            if set(job.phases) - {LAWS}:
                outcome = _against(server, job, Path(folder), pace)
            if LAWS in job.phases and not pace.over:
                outcome = _with_laws(outcome, _under_test(server, job), pace)
            outcome = replace(outcome, limited=pace.over)
    except MockserverError as error:
        outcome = Outcome(job, trouble=str(error))
    return replace(outcome, seconds=perf_counter() - started)


def _against(server: Server, job: Job, folder: Path, pace: Pace) -> Outcome:
    # Schemathesis also sends what is no HTTP, which is nothing to report.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    (vendor,) = server.app.vendors.values()
    failing = [f"{o.method} {o.path}" for o in vendor.contract.operations if _only_fails(o)]
    refusals = Refusals(server.app.journal, failing)
    undeclared, resets = Undeclared(), Resets(server.reset)
    unserved = [f"{o.method} {o.path}" for o in vendor.contract.operations if o.pointer in vendor.unserved]
    overlaps = Overlaps(vendor.contract)
    schemathesis.hook("filter_failure")(
        lambda context, failure, case, response: (
            case.operation.label not in unserved
            and undeclared.keep(failure, case, response)
            and refusals.keep(failure, response)
            and overlaps.keep(failure, response)
        )
    )
    tested = _under_test(server, job)
    schemathesis.hook("before_load_schema")(lambda context, raw_schema: show_keys(tested, raw_schema))
    schemathesis.hook("before_call")(lambda context, case, kwargs: _prepare(case, resets, pace))
    answers = Answers(vendor.contract)
    server.app.journal.listeners.append(answers.hear)
    report = folder / "report.json"
    auth = identities(vendor.contract, vendor.services.callers, job.credential, folder)
    config = configuration(auth, str(report))
    output, complaints = StringIO(), StringIO()
    with redirect_stdout(output), redirect_stderr(complaints):
        _schemathesis(f"{server.url}/{vendor.contract.segment}/openapi.json", job, config)
    outcome = Outcome(
        job,
        reached=answers.reached,
        unreached=answers.unreached,
        untried=answers.untried,
        undeclared=dict(sorted(undeclared.places.items())),
        left_out=dict(sorted(undeclared.left_out.items())),
        shown=undeclared.shown,
        unserved=unserved,
        limited=pace.over,
        output=output.getvalue(),
        complaints=complaints.getvalue(),
    )
    if not report.exists():
        return replace(outcome, trouble=f"Schemathesis could not run:\n{outcome.output}{outcome.complaints}")
    return _judge(outcome, json.loads(report.read_text("utf-8")), refusals, failing)


def _only_fails(operation: Operation) -> bool:
    """Whether a document declares errors of an operation, and nothing else."""
    found = successes(operation)
    return bool(found) and found[0][0] >= 400


def _prepare(case: Case[Any], resets: Resets, pace: Pace) -> None:
    """Make a case ready to be sent."""
    pace.check()
    for name in [name for name in case.headers or () if name.lower() in FRAMING]:
        del case.headers[
            name
        ]  # it frames the message: a client that lies about it waits for an answer in vain
    resets.before(case)


def judge_laws(job: Job, seeds: Sequence[int]) -> Iterator[Outcome]:
    """Serve a document once, and judge the laws at several seeds: what `fuzz` says of each, and no rows made twice.

    Raises:
        MockserverError: When the document cannot be served.
    """
    with serving(job.server) as server:
        tested = _under_test(server, job)
        for seed in seeds:
            pace, started = Pace(job.notes, job.time_limit), perf_counter()
            outcome = _with_laws(Outcome(replace(job, seed=seed)), tested, pace)
            yield replace(outcome, limited=pace.over, seconds=perf_counter() - started)


def _with_laws(outcome: Outcome, tested: ServerUnderTest, pace: Pace) -> Outcome:
    """Judge the laws of state and paging."""
    job = outcome.job
    judge = LawJudge(tested, number=job.seed, max_examples=job.max_examples, until=pace.until)
    laws = judge.judge(EVERY_LAW)
    return replace(outcome, laws=laws, cases=outcome.cases + laws.examples)


def _under_test(server: Server, job: Job) -> ServerUnderTest:
    """The rows that the caller of a job has, in a namespace of their own."""
    (vendor,) = server.app.vendors.values()
    gc.freeze()  # the compiled document lives as long as the process: no collection need look at it
    return ServerUnderTest(server.app, vendor, caller_named(vendor.services.callers, job.credential).name)


def _schemathesis(url: str, job: Job, config: dict[str, Any]) -> None:
    """Run it; what it prints is for people, its verdict is in the report that the configuration names."""
    arguments = [
        url,
        "--phases",
        ",".join(phase for phase in job.phases if phase != LAWS),
        "--max-examples",
        str(job.max_examples),
    ]
    try:
        command.main(
            [*arguments, "--seed", str(job.seed)], "schemathesis", obj=SchemathesisConfig.from_dict(config)
        )
    except SystemExit:
        return


def _judge(outcome: Outcome, report: dict[str, Any], refusals: Refusals, failing: Collection[str]) -> Outcome:
    errors = [f"{error['title']} ({error['count']})" for error in report["errors"]]
    warnings = {
        name: [
            place for place in places if place not in failing
        ]  # where nothing succeeds, nothing can be reached
        for name, places in report["warnings"].items()
        if name not in TOOLS_OWN
    }
    # It says that an operation refused every valid request of a phase: known to be the rows' doing where refusals are.
    mismatched = [
        place for place in warnings.get("validation_mismatch", ()) if place not in refusals.operations
    ]
    warnings["validation_mismatch"] = mismatched
    return replace(
        outcome,
        cases=report["test_cases"]["generated"],
        failures=report["test_cases"]["unique_failures"],
        refusals=dict(refusals.dropped),
        warnings={name: places for name, places in warnings.items() if places},
        errors=errors,
        trouble="" if report["complete"] or outcome.limited else "the run ended early",
    )
