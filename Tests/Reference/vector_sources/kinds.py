"""facts/<kind>.json: bodies and whether they are valid facts of their kind."""

from sheaf_reference import canonical, facts, ids
from sheaf_reference.story import SECRET, START, oid

SESSION = ids.derived_session_id(START, "dev-1", f"commit:{oid(1)}")
CLAIM = ids.uuid7(START, bytes(10))
ALICE, BOB = SECRET["alice"], SECRET["bob"]
BIG = 2**53 - 1


def files():
    groups = {}
    for name, document in all_documents():
        groups.setdefault(f"facts/{name}.json", []).append(document)
    return groups


def all_documents():
    for name, about, expected, body in ENVELOPES:
        yield "envelope", document(name, about, "sessions", SESSION, ALICE.id, body, expected)
    for kind, (path_kind, base, valid, invalid) in KINDS.items():
        record = {"sessions": SESSION, "claims": CLAIM, "replicas": ALICE.id[:32]}[path_kind]
        yield kind, document("base", "the required fields", path_kind, record, ALICE.id, body_of(kind, base), "valid")
        for name, changes in valid.items():
            yield kind, document(name, "", path_kind, record, ALICE.id, body_of(kind, base, changes), "valid")
        for name, changes in {**invalid, **missing(base)}.items():
            yield kind, document(name, "", path_kind, record, ALICE.id, body_of(kind, base, changes), "invalid")
        surplus = body_of(kind, base, {"colour": "blue"})
        yield kind, document("unexpected-field", "", path_kind, record, ALICE.id, surplus, "invalid")
        stranger = {"sessions": "work", "claims": "sessions", "replicas": "claims"}[path_kind]
        if kind != "acknowledged":
            yield kind, document("in-another-record", "", stranger, record, ALICE.id, body_of(kind, base), "unknown")
    card = body_of("card", KINDS["card"][1])
    yield "card", document("by-another-replica", "only the replica itself", "replicas", ALICE.id[:32], BOB.id, card, "invalid")
    yield "acknowledged", document(
        "in-an-unknown-record", "valid everywhere", "zoo", CLAIM, BOB.id, body_of("acknowledged", KINDS["acknowledged"][1]), "valid"
    )


GONE = object()


def body_of(kind, base, changes=None):
    fields = {"kind": kind, "at": START, **base, **(changes or {})}
    return canonical.encode({key: value for key, value in fields.items() if value is not GONE})


def missing(base):
    return {f"without-{key}": {key: GONE} for key in base}


def document(name, about, path_kind, record, replica, body, expected):
    reason = ""
    try:
        facts.check_kind(facts.read_envelope(body), path_kind, record, replica)
        got = "valid"
    except facts.Refused as error:
        reason = str(error)
        got = "invalid" if readable(body) else "unreadable"
        if reason == "unknown kind":
            got = "unknown"
    assert got == expected, f"BUG: {name} {body} is {got}: {reason}"
    return {
        "name": name,
        "about": about or reason,
        "path_kind": path_kind,
        "record": record,
        "replica": replica,
        "json": body.decode("utf-8"),
        "verdict": got,
    }


def readable(body):
    try:
        facts.read_envelope(body)
        return True
    except facts.Refused:
        return False


def kept(**changes):
    return body_of("kept", {}, changes)


def names(*values):
    return ["%032x" % value for value in values]


ENVELOPES = [
    ("smallest", "kind and at", "valid", kept()),
    ("at-zero", "1970", "valid", kept(at=0)),
    ("at-largest", "2^53 - 1", "valid", kept(at=BIG)),
    ("c-one", "the first counter", "valid", kept(c=1)),
    ("c-largest", "2^31 - 1", "valid", kept(c=2**31 - 1)),
    ("after-one", "one name", "valid", kept(after=names(1))),
    ("after-64", "64 names", "valid", kept(after=names(*range(64)))),
    ("by-human", "written by a person", "valid", kept(by="human")),
    ("kind-longest", "32 characters", "unknown", body_of("k" * 32, {})),
    ("kind-one-letter", "1 character", "unknown", body_of("k", {})),
    ("kind-with-dashes", "dashes after the first letter", "unknown", body_of("k--", {})),
    ("no-kind", "kind is required", "unreadable", kept(kind=GONE)),
    ("kind-empty", "no letter", "unreadable", body_of("", {})),
    ("kind-33", "33 characters", "unreadable", body_of("k" * 33, {})),
    ("kind-upper", "upper case", "unreadable", body_of("Kept", {})),
    ("kind-leading-dash", "a dash first", "unreadable", body_of("-kept", {})),
    ("kind-digit", "a digit", "unreadable", body_of("kept2", {})),
    ("kind-number", "not a string", "unreadable", kept(kind=1)),
    ("kind-with-lf", "an LF after the word", "unreadable", body_of("kept\n", {})),
    ("no-at", "at is required", "unreadable", kept(at=GONE)),
    ("at-negative", "-1", "unreadable", kept(at=-1)),
    ("at-string", "not an integer", "unreadable", kept(at=str(START))),
    ("at-boolean", "true is no integer", "unreadable", kept(at=True)),
    ("c-zero", "absent means 0; 0 is never written", "unreadable", kept(c=0)),
    ("c-negative", "-1", "unreadable", kept(c=-1)),
    ("c-too-large", "2^31", "unreadable", kept(c=2**31)),
    ("c-boolean", "true is no integer", "unreadable", kept(c=True)),
    ("after-empty", "absent means none; [] is never written", "unreadable", kept(after=[])),
    ("after-65", "65 names", "unreadable", kept(after=names(*range(65)))),
    ("after-descending", "order", "unreadable", kept(after=names(2, 1))),
    ("after-twice", "one name twice", "unreadable", kept(after=names(1, 1))),
    ("after-31", "31 digits", "unreadable", kept(after=["0" * 31])),
    ("after-64-digits", "a whole hash", "unreadable", kept(after=["0" * 64])),
    ("after-upper", "upper-case hex", "unreadable", kept(after=["A" * 32])),
    ("after-number", "not strings", "unreadable", kept(after=[1])),
    ("after-string", "not an array", "unreadable", kept(after="0" * 32)),
    ("by-robot", "only human", "unreadable", kept(by="robot")),
    ("by-empty", "only human", "unreadable", kept(by="")),
    ("by-true", "only human", "unreadable", kept(by=True)),
    ("array", "not an object", "unreadable", b"[]"),
    ("empty-object", "no kind", "unreadable", b"{}"),
    ("not-canonical", "white space", "unreadable", b'{"at":1, "kind":"kept"}'),
    ("unknown-with-anything", "an unknown kind may hold any canonical value", "unknown", body_of("zebra", {}, {"x": [{"y": [True]}]})),
]

WORD_31, WORD_32, WORD_33 = "a" * 31, "a" * 32, "a" * 33
TOKEN = "0123456789abcdef"
SLUGS_VALID = {"one": "a", "digit-first": "0-._", "longest": WORD_32}
SLUGS_INVALID = {"empty": "", "too-long": WORD_33, "upper": "Dev", "dash-first": "-a", "space": "a b", "at-sign": "a@b", "accent": "\u00e9", "number": 1, "with-lf": "a\n"}
TOKENS_INVALID = {"15-digits": TOKEN[1:], "17-digits": TOKEN + "0", "upper": TOKEN.upper(), "empty": "", "number": 1}
OIDS_INVALID = {"39-digits": "a" * 39, "41-digits": "a" * 41, "63-digits": "a" * 63, "upper": "A" * 40, "empty": "", "number": 1}
BOOLEANS_INVALID = {"string": "true", "one": 1, "zero": 0}
PRS_INVALID = {"zero": 0, "negative": -1, "too-large": 2**31, "string": "7", "boolean": True}


def each(field, values):
    return {f"{field}-{name}": {field: value} for name, value in values.items()}


OPENED = {"author": "dev-1", "timeout_s": 1800, "warning_s": 900, "orphan_s": 7200, "heuristic": True}
PERIODS = ("timeout_s", "warning_s", "orphan_s")
MEMBER = {"commit": oid(1), "time": START}
PULL = {"commit": GONE, "pr": 7, "state": "open"}
TRUE_ONLY = {"false": False, "one": 1, "string": "true"}

KINDS = {
    "opened": (
        "sessions",
        OPENED,
        {
            **each("author", SLUGS_VALID),
            "worktree": {"worktree": TOKEN},
            **{f"{period}-any-integer-{value}": {period: value} for period in PERIODS for value in (0, -BIG, BIG)},
            "heuristic-false": {"heuristic": False},
        },
        {
            **each("author", SLUGS_INVALID),
            **each("worktree", TOKENS_INVALID),
            **each("timeout_s", {"string": "1800", "boolean": True}),
            **each("heuristic", BOOLEANS_INVALID),
        },
    ),
    "member": (
        "sessions",
        MEMBER,
        {
            "sha256": {"commit": "ab" * 32},
            "time-zero": {"time": 0},
            "time-largest": {"time": BIG},
            "everything": {"tests": True, "docs": True, "mark": True, "via": "hook", "worktree": TOKEN},
            "via-hand": {"via": "hand"},
            "via-mark": {"via": "mark"},
            "pull-request": PULL,
            "pull-request-closed": {**PULL, "state": "closed"},
            "pull-request-merged": {**PULL, "state": "merged"},
            "pull-request-largest": {**PULL, "pr": 2**31 - 1},
        },
        {
            **each("commit", OIDS_INVALID),
            **each("time", {"negative": -1, "string": str(START), "boolean": True}),
            **each("tests", TRUE_ONLY),
            **each("docs", TRUE_ONLY),
            **each("mark", TRUE_ONLY),
            **each("via", {"window": "window", "empty": "", "boolean": True}),
            **each("worktree", TOKENS_INVALID),
            "commit-and-pr": {"pr": 7, "state": "open"},
            "commit-with-state": {"state": "open"},
            "pr-without-state": {"commit": GONE, "pr": 7},
            **{f"pr-{name}": {**PULL, "pr": value} for name, value in PRS_INVALID.items()},
            "state-unknown": {**PULL, "state": "draft"},
        },
    ),
    "removed": (
        "sessions",
        {"commit": oid(1)},
        {"sha256": {"commit": "ab" * 32}, "pull-request": {"commit": GONE, "pr": 7}},
        {
            **each("commit", OIDS_INVALID),
            **{f"pr-{name}": {"commit": GONE, "pr": value} for name, value in PRS_INVALID.items()},
            "commit-and-pr": {"pr": 7},
            "time": {"time": START},
        },
    ),
    "ended": ("sessions", {"verdict": "complete"}, {"abandon": {"verdict": "abandon"}}, each("verdict", {"completed": "completed", "empty": "", "boolean": True})),
    "reopened": ("sessions", {}, {"human": {"by": "human"}}, {"verdict": {"verdict": "complete"}}),
    "kept": ("sessions", {}, {"human": {"by": "human"}}, {"until": {"until": START}}),
    "titled": (
        "sessions",
        {"title": "Faster joins"},
        {"cleared": {"title": ""}, "longest": {"title": "x" * 1024}, "longest-in-bytes": {"title": "\u00e9" * 512}, "control": {"title": "a\nb\x1b"}, "robot": {"title": "\U0001f916"}},
        {"too-long": {"title": "x" * 1025}, "too-long-in-bytes": {"title": "\u00e9" * 513}, "number": {"title": 1}},
    ),
    "noted": (
        "sessions",
        {"text": "Two parts"},
        {"cleared": {"text": ""}, "longest": {"text": "x" * 4096}, "longest-in-bytes": {"text": "\U0001f916" * 1024}},
        {"too-long": {"text": "x" * 4097}, "too-long-in-bytes": {"text": "\U0001f916" * 1024 + "x"}, "number": {"text": 1}, "title": {"title": "x"}},
    ),
    "taken": (
        "sessions",
        {"author": "dev-2"},
        {**each("author", SLUGS_VALID), "worktree": {"worktree": TOKEN}},
        {**each("author", SLUGS_INVALID), **each("worktree", TOKENS_INVALID)},
    ),
    "scored": (
        "sessions",
        {"scorer": "rubric@1.0", "members": "11" * 32, "value": 3000},
        {
            "negative": {"value": -4000},
            "largest": {"value": BIG},
            "scorer-longest": {"scorer": WORD_32 + "@" + "A" * 32},
            "scorer-version-marks": {"scorer": "r@0._-Z"},
        },
        {
            **each("scorer", {"no-version": "rubric", "empty-version": "rubric@", "no-name": "@1", "two": "a@1@2", "upper": "Rubric@1", "name-too-long": WORD_33 + "@1", "version-too-long": "r@" + "1" * 33}),
            **each("members", {"63-digits": "1" * 63, "40-digits": "1" * 40, "upper": "AA" * 32, "array": ["11" * 32]}),
            **each("value", {"string": "3", "boolean": True}),
        },
    ),
    "acknowledged": (
        "sessions",
        {"conflicts": ["11" * 32]},
        {"two": {"conflicts": ["11" * 32, "22" * 32]}, "64": {"conflicts": ["%064x" % number for number in range(64)]}},
        each("conflicts", {"empty": [], "65": ["%064x" % number for number in range(65)], "descending": ["22" * 32, "11" * 32], "twice": ["11" * 32] * 2, "prefix": ["11" * 31], "string": "11" * 32}),
    ),
    "corrected": (
        "sessions",
        {"commit": oid(1), "automatic": False},
        {"automatic": {"automatic": True}, "sha256": {"commit": "ab" * 32}},
        {**each("commit", OIDS_INVALID), **each("automatic", BOOLEANS_INVALID), "pr": {"commit": GONE, "pr": 7}},
    ),
    "card": (
        "replicas",
        {"name": "alice-laptop", "formats": [1], "rules": [1]},
        {"name-marks": {"name": "A9 ._-"}, "name-longest": {"name": "x" * 64}, "formats-two": {"formats": [1, 2]}, "rules-64": {"rules": list(range(1, 65))}, "formats-largest": {"formats": [BIG]}},
        {
            **each("name", {"empty": "", "too-long": "x" * 65, "space-first": " a", "accent": "Zo\u00eb", "number": 1}),
            **each("formats", {"empty": [], "zero": [0], "descending": [2, 1], "twice": [1, 1], "strings": ["1"], "number": 1, "booleans": [True], "65": list(range(1, 66))}),
            **each("rules", {"empty": [], "negative": [-1]}),
        },
    ),
    "claim": (
        "claims",
        {"subject": "work:0199", "fence": 1, "lease_s": 60},
        {"subject-longest": {"subject": "a" * 128}, "subject-marks": {"subject": "0:/._-"}, "fence-largest": {"fence": BIG}, "lease-shortest": {"lease_s": 10}, "lease-longest": {"lease_s": 86_400}},
        {
            **each("subject", {"empty": "", "too-long": "a" * 129, "upper": "Work", "slash-first": "/a", "space": "a b", "number": 1}),
            **each("fence", {"zero": 0, "negative": -1, "string": "1", "boolean": True}),
            **each("lease_s", {"too-short": 9, "too-long": 86_401, "string": "60"}),
        },
    ),
    "released": ("claims", {}, {"human": {"by": "human"}}, {"fence": {"fence": 1}}),
}
