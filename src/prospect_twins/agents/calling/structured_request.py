"""Asking a model for JSON of a schema."""

from typing import Any

from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition


def request_for(model: Model, schema: dict[str, Any], name: str) -> ModelRequestParameters:
    """Asks `model` for JSON of this schema: by its provider's means if it has them, else by instructions."""
    return ModelRequestParameters(
        instruction_parts=[],
        output_mode="native" if model.profile.get("supports_json_schema_output", False) else "prompted",
        output_object=OutputObjectDefinition(json_schema=schema, name=name, strict=True),
    )
