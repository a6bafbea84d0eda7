"""The composition root: builds every concrete thing and plugs it into what needs it."""

from prospect_twins.app.answerers import LiveAnswerers
from prospect_twins.app.api import build_api, build_asking
from prospect_twins.app.stores import Stores, database_url, open_stores
from prospect_twins.app.worker import open_worker

__all__ = [
    "LiveAnswerers", "Stores", "build_api", "build_asking", "database_url", "open_stores", "open_worker"
]  # fmt: skip
