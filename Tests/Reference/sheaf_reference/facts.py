"""Envelopes and kinds (Protocol/2-facts.md, section 7)."""

import re
from dataclasses import dataclass, field

from . import canonical

KIND = re.compile(r"[a-z][a-z-]{0,31}")
NAME = re.compile(r"[0-9a-f]{32}")
SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
OID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
TOKEN = re.compile(r"[0-9a-f]{16}")
HASH = re.compile(r"[0-9a-f]{64}")
SCORER = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}@[0-9A-Za-z._-]{1,32}")
SUBJECT = re.compile(r"[a-z0-9][a-z0-9:/._-]{0,127}")
CARD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,63}")
ENVELOPE = {"kind", "at", "c", "after", "by"}
INT_MAX = canonical.INTEGER_MAX


class Refused(ValueError):
    """Why an envelope is unreadable, or a fact not valid for its kind."""


@dataclass(frozen=True)
class Fact:
    """A readable envelope and the other fields, not yet checked against the kind."""

    kind: str
    at: int
    c: int
    after: tuple
    by_human: bool
    fields: dict = field(hash=False)


def read_envelope(body):
    """The fact in the JSON of a line; raises Refused when it is unreadable."""
    try:
        value = canonical.decode(body)
    except canonical.NotCanonical as error:
        raise Refused(f"not canonical: {error}") from None
    if not isinstance(value, dict):
        raise Refused("not an object")
    kind, at, c = value.get("kind"), value.get("at"), value.get("c", 0)
    after, by = value.get("after", []), value.get("by", "automatic")
    need(text(kind, KIND), "kind")
    need(integer(at, 0, INT_MAX), "at")
    need("c" not in value or integer(c, 1, 2**31 - 1), "c")
    need("after" not in value or ascending(after, NAME), "after")
    need("by" not in value or by == "human", "by")
    rest = {key: value[key] for key in value if key not in ENVELOPE}
    return Fact(kind, at, c, tuple(after), by == "human", rest)


def check_kind(fact, record_kind, record, replica):
    """Raises Refused unless the fact is valid for its kind in a record of this path kind."""
    rules = KINDS.get((record_kind, fact.kind)) or KINDS.get(("any", fact.kind))
    if rules is None:
        raise Refused("unknown kind")
    required, optional, whole = rules
    for key in required:
        need(key in fact.fields, f"missing {key}")
    for key, value in fact.fields.items():
        check = required.get(key) or optional.get(key)
        need(check is not None, f"unexpected {key}")
        need(check(value), key)
    if whole is not None:
        whole(fact.fields)
    if fact.kind == "card":
        need(replica[:32] == record, "a card by another replica")


def need(condition, reason):
    if not condition:
        raise Refused(reason)


def integer(value, low, high):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def text(value, pattern):
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def ascending(values, pattern):
    """1 to 64 distinct strings of the pattern, ascending."""
    return (
        isinstance(values, list)
        and 1 <= len(values) <= 64
        and all(text(value, pattern) for value in values)
        and all(first < second for first, second in zip(values, values[1:]))
    )


def matches(pattern):
    return lambda value: text(value, pattern)


def between(low, high):
    return lambda value: integer(value, low, high)


def one_of(*words):
    return lambda value: isinstance(value, str) and value in words


def utf8(bytes_max):
    return lambda value: isinstance(value, str) and len(value.encode("utf-8")) <= bytes_max


def boolean(value):
    return isinstance(value, bool)


def only_true(value):
    return value is True


def hashes(value):
    return ascending(value, HASH)


def versions(value):
    """1 to 64 distinct positive integers, ascending."""
    return (
        isinstance(value, list)
        and 1 <= len(value) <= 64
        and all(integer(item, 1, INT_MAX) for item in value)
        and all(first < second for first, second in zip(value, value[1:]))
    )


def one_key(fields):
    need(("commit" in fields) != ("pr" in fields), "exactly one of commit and pr")


def member_whole(fields):
    one_key(fields)
    need(("state" in fields) == ("pr" in fields), "state goes with pr")


ANY_INTEGER = between(-INT_MAX, INT_MAX)
KEY_FIELDS = {"commit": matches(OID), "pr": between(1, 2**31 - 1)}

# (path kind, kind) -> (required fields, optional fields, a check of the whole)
KINDS = {
    ("sessions", "opened"): (
        {
            "author": matches(SLUG),
            "timeout_s": ANY_INTEGER,
            "warning_s": ANY_INTEGER,
            "orphan_s": ANY_INTEGER,
            "heuristic": boolean,
        },
        {"worktree": matches(TOKEN)},
        None,
    ),
    ("sessions", "member"): (
        {"time": between(0, INT_MAX)},
        {
            **KEY_FIELDS,
            "tests": only_true,
            "docs": only_true,
            "mark": only_true,
            "via": one_of("hook", "hand", "mark"),
            "worktree": matches(TOKEN),
            "state": one_of("open", "closed", "merged"),
        },
        member_whole,
    ),
    ("sessions", "removed"): ({}, KEY_FIELDS, one_key),
    ("sessions", "ended"): ({"verdict": one_of("complete", "abandon")}, {}, None),
    ("sessions", "reopened"): ({}, {}, None),
    ("sessions", "kept"): ({}, {}, None),
    ("sessions", "titled"): ({"title": utf8(1024)}, {}, None),
    ("sessions", "noted"): ({"text": utf8(4096)}, {}, None),
    ("sessions", "taken"): ({"author": matches(SLUG)}, {"worktree": matches(TOKEN)}, None),
    ("sessions", "scored"): ({"scorer": matches(SCORER), "members": matches(HASH), "value": ANY_INTEGER}, {}, None),
    ("sessions", "corrected"): ({"commit": matches(OID), "automatic": boolean}, {}, None),
    ("replicas", "card"): ({"name": matches(CARD_NAME), "formats": versions, "rules": versions}, {}, None),
    ("claims", "claim"): (
        {"subject": matches(SUBJECT), "fence": between(1, INT_MAX), "lease_s": between(10, 86_400)},
        {},
        None,
    ),
    ("claims", "released"): ({}, {}, None),
    ("any", "acknowledged"): ({"conflicts": hashes}, {}, None),
}
