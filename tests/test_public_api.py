"""What users import and call; a change here is a change for them."""

import inspect
import subprocess
import sys
from typing import Any, get_type_hints

import httpx
import pytest
import uvicorn

import mockserver
from mockserver.keywords import ServerKeywords
from mockserver.settings import ServerOptions, Settings


def parameters(function: Any) -> list[str]:
    """Names of parameters: `*name` for several, `name=` for those that go by name alone."""
    marks: dict[Any, str] = {
        inspect.Parameter.VAR_POSITIONAL: "*{}",
        inspect.Parameter.KEYWORD_ONLY: "{}=",
        inspect.Parameter.VAR_KEYWORD: "**{}",
    }
    return [
        marks.get(found.kind, "{}").format(name)
        for name, found in inspect.signature(function).parameters.items()
    ]


def test_the_names() -> None:
    assert sorted(mockserver.__all__) == [
        "CallsError",
        "ContractBrokenError",
        "Exchange",
        "Interception",
        "Judgement",
        "MockApp",
        "MockserverError",
        "Server",
        "SpecError",
        "UnexpectedCallError",
        "UsageError",
        "VerdictMissingError",
        "create_app",
        "intercepting",
        "judging",
        "running",
    ]
    assert list(mockserver.__all__) == sorted(mockserver.__all__)


@pytest.mark.parametrize("name", mockserver.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(mockserver, name).__doc__
    assert name in dir(mockserver)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'runing'"):
        mockserver.runing  # noqa: B018


@pytest.mark.parametrize(
    ("function", "needed"),
    [
        (
            mockserver.running,
            {
                "*documents",
                "host=",
                "port=",
                "seed=",
                "rows=",
                "variants=",
                "overlays=",
                "validate_responses=",
                "settings=",
            },
        ),
        (mockserver.intercepting, {"*documents", "seed=", "rows=", "variants=", "overlays="}),
        (
            mockserver.create_app,
            {"documents", "seed=", "rows=", "variants=", "overlays=", "validate_responses=", "settings="},
        ),
    ],
    ids=["running", "intercepting", "create_app"],
)
def test_what_may_be_asked_for(function: Any, needed: set[str]) -> None:
    assert needed <= set(parameters(function))


@pytest.mark.parametrize("function", [mockserver.running, mockserver.intercepting, mockserver.create_app])
def test_every_option_of_a_server_may_be_asked_for_by_name(function: Any) -> None:
    options = get_type_hints(ServerOptions) | get_type_hints(Settings)
    del options["documents"]

    assert set(options) == set(ServerKeywords.__annotations__)
    for name, kind in get_type_hints(ServerKeywords).items():
        assert kind in (options[name], options[name] | None), name
    assert {f"{name}=" for name in ServerKeywords.__annotations__} <= set(parameters(function))
    with (
        pytest.raises(TypeError, match="unexpected keyword argument 'sed'; did you mean 'seed'"),
        function(sed=7),
    ):
        pass


def test_a_server() -> None:
    """The lines of the manual, as they stand there."""
    with mockserver.running("rotor", "juicyway") as server:
        rotor = server["rotor"]
        assert rotor.url == f"{server.url}/rotor/open-api"
        assert rotor.credentials["test_full"] == {"x-api-key": "test_full"}
        asked = httpx.get(f"{rotor.url}/customers", headers=rotor.credentials["test_full"])
        assert asked.status_code == 200
        (exchange,) = server.requests
        assert (exchange.vendor, exchange.caller) == ("rotor", "test_full")

        mark, before = server.snapshot(), server.clock.time()
        server.clock.advance(60)
        assert 60 <= server.clock.time() - before < 90
        server.restore(mark)
        server.reset()
        assert server.requests == []
        assert server.clock.time() - before < 30


@pytest.mark.parametrize(
    ("vendor", "path", "headers"),
    [
        ("rotor", "/rotor/open-api", {"x-api-key": "test_full"}),
        ("devdraft", "/devdraft/api/v0", {"x-client-key": "test_full", "x-client-secret": "test_secret"}),
        ("commenda", "/commenda/api/v1", {"Authorization": "Bearer test_full"}),
        ("hydracore", "/hydracore", {"X-Api-Key": "test_full"}),
        ("juicyway", "/juicyway", {"Authorization": "test_full"}),
    ],
)
def test_where_a_vendor_is_and_how_it_is_asked(vendor: str, path: str, headers: dict[str, str]) -> None:
    with mockserver.running(vendor) as server:
        assert server[vendor].url == f"{server.url}{path}"
        assert server[vendor].credentials["test_full"] == headers
        assert list(server[vendor].credentials)[:5] == [
            "test_full",
            "test_limited",
            "test_metered",
            "test_exhausted",
            "test_other",
        ]


def test_an_application_for_any_asgi_server() -> None:
    app = mockserver.create_app(["rotor"])

    assert isinstance(app, mockserver.MockApp)
    assert list(app.vendors) == ["rotor"]
    assert len(inspect.signature(app).parameters) == 3


def test_a_vendor_that_is_not_served() -> None:
    with (
        mockserver.running("rotor") as server,
        pytest.raises(mockserver.UsageError, match="'juicyway' is not served here; served: rotor"),
    ):
        server["juicyway"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"documents": ["roter"]}, "did you mean 'rotor'?"),
        ({"documents": ["rotor"], "variants": {"rotor": ["nope"]}}, "rotor has no variant 'nope'"),
        ({"documents": ["rotor"], "variants": {"juicyway": ["waas"]}}, "no document of that name is served"),
        ({"documents": ["rotor", "rotor"]}, "two documents are named 'rotor'"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(options: dict[str, Any], says: str) -> None:
    with pytest.raises(mockserver.UsageError) as caught:
        mockserver.create_app(**options)

    assert says in str(caught.value)


def test_every_error_is_one_error() -> None:
    for error in (mockserver.SpecError, mockserver.UsageError):
        assert issubclass(error, mockserver.MockserverError)


def test_a_port_that_is_taken() -> None:
    with mockserver.running("rotor") as server:
        port = int(server.url.rpartition(":")[2])
        with (
            pytest.raises(mockserver.UsageError, match=r"cannot listen on .*choose another"),
            mockserver.running("rotor", port=port),
        ):
            pass


def test_the_package_imports_no_server_until_one_is_wanted() -> None:
    code = "import sys, mockserver; sys.exit(bool({'connexion', 'uvicorn', 'faker', 'starlette'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_any_asgi_server_knows_what_the_application_is() -> None:
    """Servers tell ASGI 3 from ASGI 2 by whether a call is a coroutine function."""
    config = uvicorn.Config(mockserver.create_app(["rotor"]), interface="auto")
    config.load()

    assert config.interface == "asgi3"
