"""Checks JSON documents against one of Protocol/schemas.

usage: check_schema.py SCHEMA-FILE-NAME < ARRAY-OF-DOCUMENTS
"""

import json
import pathlib
import sys

import jsonschema
import referencing

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "Protocol" / "schemas"


def main():
    resources = []
    for path in SCHEMAS.glob("*.json"):
        document = json.loads(path.read_text())
        resources.append((document["$id"], referencing.Resource.from_contents(document)))
    registry = referencing.Registry().with_resources(resources)
    schema = json.loads((SCHEMAS / sys.argv[1]).read_text())
    validator = jsonschema.Draft202012Validator(schema, registry=registry)
    documents = json.load(sys.stdin)
    errors = [error for document in documents for error in validator.iter_errors(document)]
    for error in errors[:5]:
        print(f"{error.json_path}: {error.message}", file=sys.stderr)
    sys.exit(1 if errors else 0)


main()
