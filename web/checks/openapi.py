"""Writes the models of the API's OpenAPI document to a file: what the web app's types are made from.

python web/openapi.py FILE
"""

import json
import sys
from pathlib import Path

from prospect_twins.app import build_api
from prospect_twins.settings import Settings


def main() -> None:
    """Write the document; no database is needed, since nothing is asked."""
    document = build_api(Settings(), "postgresql://nowhere").openapi()
    schemas = document["components"]["schemas"].values()
    for schema in schemas:
        if "properties" in schema:
            schema.pop("anyOf", None)  # which fields go together, which TypeScript would not say so well
    models = {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": {},
        "components": document["components"],
    }
    Path(sys.argv[1]).write_text(json.dumps(models, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
