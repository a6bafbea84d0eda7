"""The ASGI application: routes, errors, access, the web app's files, and the OpenAPI document."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware import Middleware

from prospect_twins import __version__
from prospect_twins.api import (
    auth,
    errors,
    estimate,
    fidelity,
    health,
    importing,
    live,
    outcomes,
    prospects,
    sessions,
    socket,
    web,
)
from prospect_twins.api.access import AccessMiddleware
from prospect_twins.api.body_limit import BodyLimitMiddleware
from prospect_twins.api.context import ApiContext, ApiOptions
from prospect_twins.api.encoded_slashes import EncodedSlashMiddleware
from prospect_twins.api.manners import Manners

_DESCRIPTION = """Ask the digital twins of your prospects a question, watch the answers come in, read a summary.

Answers are synthetic: a twin's guess, never the person's word. Don't use them for underwriting, for pricing an
individual, or for any decision about a real person.
"""


def create_api(
    options: ApiOptions, provide: Callable[[], AbstractAsyncContextManager[ApiContext]], web_app: Path
) -> FastAPI:
    """The application; `provide` opens the context when it starts and closes them when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with provide() as opened:
            app.state.context = opened
            yield

    app = FastAPI(
        title="Prospect Digital Twins",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        middleware=[
            Middleware(Manners, options.allowed_origins),
            Middleware(AccessMiddleware, options.requests_per_minute),
            Middleware(BodyLimitMiddleware, {importing.IMPORT_PATH: options.max_import_bytes}),
            Middleware(EncodedSlashMiddleware, f"{prospects.PROSPECTS_PATH}/"),
        ],
    )
    errors.install(app)
    for module in (sessions, estimate, live, socket, fidelity, outcomes, importing, prospects, auth, health):
        app.include_router(module.router)
    app.include_router(prospects.ids_router)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    web.mount(app, web_app)
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with the bearer key, and without the validation errors that we never send."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = document.setdefault("components", {})
        components["securitySchemes"] = {"apiKey": {"type": "http", "scheme": "bearer"}}
        for path, operations in document["paths"].items():
            if path.startswith("/api/"):
                for operation in operations.values():
                    operation["security"] = [{"apiKey": []}]
        for unused in ("HTTPValidationError", "ValidationError"):
            components.get("schemas", {}).pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema
