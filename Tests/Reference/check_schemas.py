#!/usr/bin/env python3
"""Checks the JSON Schemas of Protocol/schemas, or documents against them.

Without arguments: every schema is a schema of draft 2020-12, and the schema of facts agrees with the vectors of facts as far
as a schema can. `check_schemas.py NAME FILE...` validates outputs of the command (`session-list out.json`; `-` is standard
input) and names keys that the schema does not: readers may meet such, but this version documents what it prints. A file may
hold several documents, one after the other. Exit 0: all is valid; 1: something is not, named on standard output; 2: a file cannot be read.

Needs the package `jsonschema` (`pip install jsonschema`).
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

PROTOCOL = Path(__file__).resolve().parents[2] / "Protocol"

# What a schema cannot say of a fact; the vector's name (or its end) that shows it.
INEXPRESSIBLE = (
    "descending",  # ascending order
    "too-long-in-bytes",  # lengths are in bytes
    "by-another-replica",  # the writer
    "with-lf",  # the expression's $ also matches before a last LF in Python
)


def schemas():
    return {path.name.removesuffix(".schema.json"): json.loads(path.read_bytes()) for path in (PROTOCOL / "schemas").glob("*.json")}


def validator(documents, name):
    resources = [(document["$id"], Resource.from_contents(document)) for document in documents.values() if "$id" in document]
    return Draft202012Validator(documents[name], registry=Registry().with_resources(resources))


def problems_of_schemas(documents):
    for name, document in sorted(documents.items()):
        for error in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(document):
            yield f"{name}.schema.json: {error.json_path}: {error.message}"


def problems_of_facts(check):
    for path in sorted((PROTOCOL / "vectors" / "facts").glob("*.json")):
        for vector in json.loads(path.read_bytes()):
            try:
                accepted = check.is_valid(json.loads(vector["json"]))
            except RecursionError:
                accepted = False
            # The record's path kind and canonical spelling are outside of the JSON value.
            expected = vector["verdict"] in ("valid", "unknown")
            if vector["verdict"] == "unreadable" and vector["name"] == "not-canonical":
                continue
            if accepted != expected and not (accepted and vector["name"].endswith(INEXPRESSIBLE)):
                yield f"facts/{path.name}: {vector['name']} is {vector['verdict']}, the schema says {'valid' if accepted else 'invalid'}"


def documents_of(file):
    """At least one: an empty file is no document."""
    text = (sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")).strip()
    while True:
        document, end = json.JSONDecoder().raw_decode(text)
        yield document
        text = text[end:].lstrip()
        if not text:
            return


class Names:
    """The keys that schemas name, wherever their parts are composed."""

    def __init__(self, documents):
        self.by_id = {document["$id"]: document for document in documents.values() if "$id" in document}

    def parts(self, schema, home):
        """The schema and all that it refers to or is composed of, each with the document that its references are in."""
        if not isinstance(schema, dict):
            return
        yield schema, home
        if "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#")
            target = self.by_id[file] if file else home
            document = target
            for step in filter(None, pointer.split("/")):
                target = target[step]
            yield from self.parts(target, document)
        for key in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(key, []):
                yield from self.parts(part, home)

    def unnamed(self, value, schemas, path="$"):
        """Paths of keys that none of the schemas names. An object of which none names any key may have any."""
        parts = [part for schema, home in schemas for part in self.parts(schema, home)]
        if isinstance(value, list):
            inside = [(part["items"], home) for part, home in parts if "items" in part]
            for element in value:
                yield from self.unnamed(element, inside, f"{path}[]")
        elif isinstance(value, dict) and any("properties" in part for part, _ in parts):
            for key, element in value.items():
                inside = [(part["properties"][key], home) for part, home in parts if key in part.get("properties", {})]
                inside += [(part["additionalProperties"], home) for part, home in parts if "additionalProperties" in part]
                if not inside:
                    yield f"{path}.{key}"
                yield from self.unnamed(element, inside, f"{path}.{key}")


def problems_of_documents(check, names, name, files):
    for file in files:
        try:
            documents = list(documents_of(file))
        except (OSError, ValueError) as error:
            print(f"check_schemas: {file}: {error}", file=sys.stderr)
            sys.exit(2)
        for error in (error for document in documents for error in check.iter_errors(document)):
            yield f"{file}: not a {name}: {error.json_path}: {error.message}"
        schema = names.by_id[f"{name}.schema.json"]
        for path in sorted({path for document in documents for path in names.unnamed(document, [(schema, schema)])}):
            yield f"{file}: the schema {name} does not name {path}"


def main(arguments):
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    documents = schemas()
    if arguments and arguments[0] not in documents:
        print(f"check_schemas: no schema {arguments[0]}; there are {', '.join(sorted(documents))}", file=sys.stderr)
        return 2
    if arguments:
        problems = list(problems_of_documents(validator(documents, arguments[0]), Names(documents), arguments[0], arguments[1:]))
    else:
        problems = [*problems_of_schemas(documents), *problems_of_facts(validator(documents, "fact"))]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
