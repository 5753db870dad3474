"""`/__admin/`: a page to watch and steer, from the files of `browser/`, that loads and calls nothing of elsewhere."""

from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

FOLDER = Path(__file__).with_name("browser")
MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
PAGE = "index.html"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


async def dashboard(request: Request) -> Response:
    """The page."""
    return _file(PAGE)


async def dashboard_file(request: Request) -> Response:
    """A style sheet, a script or a picture of it."""
    name = request.path_params["name"]
    if name == PAGE or name not in {each.name for each in FOLDER.iterdir()}:
        raise HTTPException(404, f"the page has no {name!r}")
    return _file(name)


def _file(name: str) -> Response:
    path = FOLDER / name
    return FileResponse(path, headers=HEADERS, media_type=MEDIA_TYPES[path.suffix])
