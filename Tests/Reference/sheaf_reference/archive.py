"""Archives (Protocol/8-local.md, section 6)."""

import hashlib
import re

from . import canonical, l0
from .state import State

RULES = 1
FIRST_LINE = re.compile(rb"sheaf archive ([1-9][0-9]*)")
MANIFEST = {"archived_at": int, "facts": int, "lines_sha256": str, "records": int, "rules": int, "views_sha256": str}


class Defect(Exception):
    """Why a file is not used, by the chapter's name for it."""


def write(shards, archived_at, **wrong):
    """The archive of these shards, path -> lines; `wrong` replaces parts of the manifest."""
    placed = sorted((path.encode("ascii"), line) for path, lines in shards.items() for line in set(lines))
    rows = [path + b" " + line + b"\n" for path, line in placed]
    return assemble(rows, archived_at, **{"views_sha256": views_digest(placed), **wrong})


def assemble(rows, archived_at, **wrong):
    """A file whose body is these rows, as they are; without the views that they have."""
    body = b"".join(rows)
    placed = [row.rstrip(b"\n").split(b" ", 1) for row in rows]
    manifest = {
        "archived_at": archived_at,
        "facts": len(rows),
        "lines_sha256": hashlib.sha256(body).hexdigest(),
        "records": len({(path.split(b"/")[0], line[:32]) for path, line in placed}),
        "rules": RULES,
        "views_sha256": "00" * 32,
        **wrong,
    }
    return b"sheaf archive 1\n" + canonical.encode(manifest) + b"\n" + body


def read(data):
    """The lines of an archive, as [(path, line)]; raises Defect."""
    first, _, rest = data.partition(b"\n")
    match = FIRST_LINE.fullmatch(first)
    if match is None:
        raise Defect("no-archive")
    if match[1] != b"1":
        raise Defect("newer")
    head, _, body = rest.partition(b"\n")
    manifest = read_manifest(head)
    if hashlib.sha256(body).hexdigest() != manifest["lines_sha256"]:
        raise Defect("checksum")
    placed = read_rows(body)
    records = {(path.split(b"/")[0], line[:32]) for path, line in placed}
    if (len(placed), len(records)) != (manifest["facts"], manifest["records"]):
        raise Defect("count")
    if manifest["rules"] == RULES and views_digest(placed) != manifest["views_sha256"]:
        raise Defect("views")
    return placed


def read_manifest(head):
    try:
        manifest = canonical.decode(head)
    except canonical.NotCanonical:
        raise Defect("manifest") from None
    if not isinstance(manifest, dict):
        raise Defect("manifest")
    for key, kind in MANIFEST.items():
        if not isinstance(manifest.get(key), kind) or isinstance(manifest[key], bool):
            raise Defect("manifest")
    if manifest["rules"] < 1:
        raise Defect("manifest")
    return manifest


def read_rows(body):
    placed = []
    for row, ended in l0.pieces(body):
        path, space, line = row.partition(b" ")
        try:
            name = path.decode("utf-8", errors="strict")
            if not space or l0.form_of(name) in (None, "format"):
                raise Defect("line")
            l0.check_line(line, ended, name)
        except (UnicodeDecodeError, l0.Rejected):
            raise Defect("line") from None
        if placed and placed[-1] >= (path, line):
            raise Defect("line")
        placed.append((path, line))
    return placed


def views_digest(placed):
    state = State([(path.decode("utf-8", "replace").split("/")[0], [line]) for path, line in placed])
    document = {"conflicts": state.conflicts(), "primaries": state.primaries(), "views": state.views()}
    return hashlib.sha256(canonical.encode(document)).hexdigest()
