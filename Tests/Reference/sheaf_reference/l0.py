"""L0, the structural check, and the join (Protocol/2-facts.md, section 6; Protocol/3-join.md).

Nothing here parses JSON, verifies a signature or compares two lines for anything but equality.
"""

import re
from datetime import date

from . import ids

LINE_BYTES_MAX = 8192  # with LF
BLOB_MODE = 0o100644
TREE_MODE = 0o40000
FORMAT_BYTES = b"sheaf 1\n"

LINE = re.compile(r"[0-9a-f]{32} [0-9a-f]{64} [1-9][0-9]{0,15} \{[^\x00-\x1f]*\} [A-Za-z0-9_-]{85}[AQgw]")
KIND = re.compile(r"[a-z]{1,16}")
DIGIT = re.compile(r"[0-9a-f]")
MONTH = re.compile(r"(20[0-9]{2})-([0-9]{2})")
DAY = re.compile(r"[0-9]{2}")
FORM_OF_KIND = {"replicas": "plain", "sessions": "day", "work": "month", "claims": "month"}


class Rejected(Exception):
    """A piece that L0 drops, under one of the closed set of failure names."""

    def __init__(self, failure):
        super().__init__(failure)
        self.failure = failure


def form_of(path):
    """"format", "plain", "month" or "day" for the path of a blob, None for any other path."""
    if path == "format":
        return "format"
    parts = path.split("/")
    kind = parts[0]
    if kind == "format" or not KIND.fullmatch(kind) or not DIGIT.fullmatch(parts[-1]):
        return None
    form = {2: "plain", 3: "month", 4: "day"}.get(len(parts))
    if form is None or FORM_OF_KIND.get(kind, form) != form:
        return None
    return form if all_dates(parts[1:-1]) else None


def is_inner(path):
    """Whether a directory of this path can hold blobs."""
    parts = path.split("/")
    if parts[0] == "format" or not KIND.fullmatch(parts[0]) or not all_dates(parts[1:]):
        return False
    depths = {"plain": [1], "month": [1, 2], "day": [1, 2, 3], None: [1, 2, 3]}
    return len(parts) in depths[FORM_OF_KIND.get(parts[0])]


def all_dates(parts):
    """[], [yyyy-mm] or [yyyy-mm, dd] of a real date of 2000-2099."""
    if not parts:
        return True
    month = MONTH.fullmatch(parts[0])
    if not month or len(parts) > 2 or (len(parts) == 2 and not DAY.fullmatch(parts[1])):
        return False
    try:
        date(int(month[1]), int(month[2]), int(parts[1]) if len(parts) == 2 else 1)
    except ValueError:
        return False
    return True


def check_entry(path, mode):
    """Raises Rejected("bad-path" or "bad-mode") for a tree entry that is not descended into or read."""
    if form_of(path) is not None:
        if path == "format" and mode == TREE_MODE:
            raise Rejected("bad-path")
        if mode != BLOB_MODE:
            raise Rejected("bad-mode")
    elif is_inner(path):
        if mode != TREE_MODE:
            raise Rejected("bad-mode")
    else:
        raise Rejected("bad-path")


def check_format(data):
    if data != FORMAT_BYTES:
        raise Rejected("bad-format")


def pieces(data):
    """What lies between the LFs of a blob: (bytes without LF, whether an LF ended it)."""
    parts = data.split(b"\n")
    result = [(part, True) for part in parts[:-1]]
    if parts[-1]:
        result.append((parts[-1], False))
    return result


def check_line(piece, ended, path):
    """Raises Rejected for the first failure that applies, in this order."""
    if not ended:
        raise Rejected("missing-lf")
    if not piece:
        raise Rejected("empty-line")
    if len(piece) + 1 > LINE_BYTES_MAX:
        raise Rejected("line-too-long")
    try:
        text = piece.decode("utf-8", errors="strict")
    except UnicodeDecodeError:
        raise Rejected("not-utf8") from None
    if not LINE.fullmatch(text):
        raise Rejected("bad-grammar")
    if not belongs(text[:32], path):
        raise Rejected("wrong-shard")


def belongs(record, path):
    """Whether the record's id maps to this path."""
    parts = path.split("/")
    if record[-1] != parts[-1]:
        return False
    dated = ids.date_of(record)
    if len(parts) == 2:
        return True
    if dated is None or parts[1] != "%04d-%02d" % dated[:2]:
        return False
    return len(parts) == 3 or parts[2] == "%02d" % dated[2]


def read_shard(data, path):
    """(set of the valid lines without LF, list of (failure, piece) in the blob's order)."""
    lines, dropped = set(), []
    for piece, ended in pieces(data):
        try:
            check_line(piece, ended, path)
            lines.add(piece)
        except Rejected as rejected:
            dropped.append((rejected.failure, piece))
    return lines, dropped


def encode_shard(lines):
    return b"".join(line + b"\n" for line in sorted(lines))


def join(shards, path):
    """The one shard that any order and multiplicity of these blobs joins to."""
    lines = set()
    for shard in shards:
        lines |= read_shard(shard, path)[0]
    return encode_shard(lines)
