"""The web app's files, served from the same origin under a strict content policy."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_FRESH = {**_HEADERS, "Cache-Control": "no-cache"}
_FOR_EVER = {**_HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}

_NOT_BUILT = """<!doctype html><html lang="en"><title>Prospect Digital Twins</title>
<p>The service runs, but its web app was not built: it needs Node. Install Node, then run <code>make web</code>.
<p>The API is documented at <a href="/docs">/docs</a>; the command line is <code>prospect-twins ask "…"</code>."""


class _Assets(StaticFiles):
    """Files whose names carry their content's hash."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_FOR_EVER)
        return response


def mount(app: FastAPI, directory: Path) -> None:
    """Serve the built web app's files by name, its index at `/`; a page that says how to build it if there is none.

    Not as a catch-all: that would answer for the API's own paths, and turn its 405 into a 404.
    """
    index = directory / "index.html"
    if not index.is_file():
        app.add_route("/", _not_built, include_in_schema=False)
        return
    for file in sorted(path for path in directory.iterdir() if path.is_file() and not path.name.startswith(".")):
        path = "/" if file == index else f"/{file.name}"
        app.add_route(path, _serve(file), include_in_schema=False)
    if (directory / "assets").is_dir():
        app.router.routes.append(Mount("/assets", _Assets(directory=directory / "assets"), name="assets"))


def _serve(file: Path) -> Callable[[Request], Awaitable[Response]]:
    async def serve(_: Request) -> Response:
        return FileResponse(file, headers=_FRESH)

    return serve


async def _not_built(_: Request) -> Response:
    return HTMLResponse(_NOT_BUILT, headers=_FRESH)
