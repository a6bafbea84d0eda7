"""The free `context` of a question: any JSON object, within bounds (contract 3)."""

import json
import math
from typing import Any

from prospect_twins.domain.text import check_text

MAX_LEVELS = 16
MAX_BYTES = 16 * 1024


def check_context(context: dict[str, Any] | None) -> dict[str, Any]:
    """The context, {} for None. Raises ValueError where it is too deep, too large, or can't be stored as JSON."""
    if not context:
        return {}
    _check(context, 1)
    if len(json.dumps(context, ensure_ascii=False, separators=(",", ":")).encode()) > MAX_BYTES:
        raise ValueError("it is larger than 16 KB; send less")
    return context


def _check(value: object, level: int) -> None:
    if isinstance(value, dict | list) and level > MAX_LEVELS:
        raise ValueError("it is nested deeper than 16 levels; flatten it")
    if isinstance(value, dict):
        for key, item in value.items():
            check_text(key)
            _check(item, level + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, level + 1)
    elif isinstance(value, str):
        check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("it contains a number that JSON does not know (NaN or infinity)")
