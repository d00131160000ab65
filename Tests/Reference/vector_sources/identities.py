"""ids.json and signatures.json."""

import base64

from sheaf_reference import ids, lines
from sheaf_reference.conflicts import conflict_id
from sheaf_reference.story import SECRET, START, oid

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def files():
    return {"ids.json": identifiers(), "signatures.json": list(signatures())}


def identifiers():
    return {
        "sessions": [session(*entry) for entry in SESSIONS],
        "lines": [line_names(line) for line in sample_lines()],
        "conflicts": [
            {"rule_number": rule, "lines": group, "id": conflict_id(rule, group)} for rule, group in CONFLICTS
        ],
    }


SESSIONS = [
    ("dev-1", START // 1000, f"commit:{oid(1)}", "an ordinary one"),
    ("dev-1", START // 1000, f"commit:{oid(2)}", "another first member, same instant"),
    ("dev-2", START // 1000, f"commit:{oid(1)}", "another author, same member"),
    ("dev-1", START // 1000, "pr:7", "a pull request came first"),
    ("dev-1", START // 1000, f"commit:{'ab' * 32}", "a SHA-256 object id"),
    ("a", 1_763_700_000, "pr:2147483647", "the largest pull request number"),
    ("dev.name_with-marks0", 1_763_700_000, f"commit:{'0' * 40}", "every mark that a slug may hold"),
    ("dev-1", 0, f"commit:{oid(1)}", "1970 is clamped to 2000-01-01T00:00:00.000Z"),
    ("dev-1", -62_135_596_800, f"commit:{oid(1)}", "year 1 is clamped to the same instant"),
    ("dev-1", ids.TIME_MIN // 1000 - 1, f"commit:{oid(1)}", "one second before 2000"),
    ("dev-1", ids.TIME_MIN // 1000, f"commit:{oid(1)}", "2000-01-01T00:00:00.000Z"),
    ("dev-1", ids.TIME_MAX // 1000, f"commit:{oid(1)}", "2099-12-31T23:59:59.000Z"),
    ("dev-1", ids.TIME_MAX // 1000 + 1, f"commit:{oid(1)}", "2100 is clamped to the last millisecond of 2099"),
    ("dev-1", (2**53 - 1) // 1000, f"commit:{oid(1)}", "the largest time is clamped to the same"),
    ("dev-1", 1_709_251_199, f"commit:{oid(1)}", "2024-02-29T23:59:59Z"),
]

CONFLICTS = [
    (2, ["aa" * 32, "bb" * 32]),
    (2, ["bb" * 32, "aa" * 32]),
    (12, ["aa" * 32, "bb" * 32]),
    (13, ["00" * 32]),
    (1, ["22" * 32, "11" * 32, "33" * 32]),
]


def session(author, seconds, member, about):
    record = ids.derived_session_id(seconds * 1000, author, member)
    year, month, day = ids.date_of(record)
    return {
        "about": about,
        "author": author,
        "seconds": seconds,
        "member": member,
        "id": record,
        "path": f"sessions/{year:04d}-{month:02d}/{day:02d}/{record[-1]}",
        "opened_at": ids.time_of(record),
    }


def sample_lines():
    record = ids.derived_session_id(START, "dev-1", f"commit:{oid(1)}")
    yield SECRET["alice"].line(record, 1, {"kind": "kept", "at": START})
    yield SECRET["alice"].line(record, 2, {"kind": "titled", "at": START, "by": "human", "title": "\U0001f916 \u00e9"})


def line_names(data):
    """The hash covers the line without LF; `after` names its first 32 digits."""
    line = lines.parse(data)
    return {"line": data.decode("utf-8"), "hash": line.hash, "name": line.hash[:32]}


RFC_8032 = [
    # Section 7.1, tests 1 to 3
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def signatures():
    for number, (key, message, signature) in enumerate(RFC_8032, 1):
        yield signed(f"rfc8032-{number}", "RFC 8032, section 7.1", key, bytes.fromhex(message), bytes.fromhex(signature), True)
    line = lines.parse(next(sample_lines()))
    message, key, good = b"sheaf 1\n" + line.signed, line.replica, line.signature
    yield signed("line", "what a line signs: sheaf 1, LF, and the line up to its JSON", key, message, good, True)
    yield signed("without-prefix", "the line alone", key, line.signed, good, False)
    yield signed("with-space", "the space before the signature is not signed", key, message + b" ", good, False)
    yield signed("with-lf", "the LF is not signed", key, message + b"\n", good, False)
    yield signed("another-message", "another counter", key, message.replace(b" 1 {", b" 2 {"), good, False)
    yield signed("another-key", "another replica's key", SECRET["bob"].id, message, good, False)
    yield signed("r-flipped", "one bit of R", key, message, flip(good, 0), False)
    yield signed("s-flipped", "one bit of S", key, message, flip(good, 40), False)
    yield signed("zeros", "64 zero bytes", key, message, bytes(64), False)
    scalar = int.from_bytes(good[32:], "little")
    yield signed("s-plus-order", "S + L satisfies the equation and is refused", key, message, good[:32] + (scalar + GROUP_ORDER).to_bytes(32, "little"), False)
    yield signed("s-high-bits", "S with its top bits set", key, message, good[:63] + bytes([good[63] | 0xE0]), False)
    yield signed("key-no-point", "y = 2 is no point of the curve", "02" + "00" * 31, message, good, False)
    identity = "01" + "00" * 31
    neutral = bytes.fromhex(identity) + bytes(32)
    yield signed("key-of-small-order", "the neutral element as key is not refused: it verifies R = neutral, S = 0", identity, message, neutral, True)
    yield signed("key-not-reduced", "the same point as y = p + 1: the key is read modulo p", "ee" + "ff" * 30 + "7f", message, neutral, True)
    yield signed("key-negative-zero", "the same point with the sign bit of x = 0", "01" + "00" * 30 + "80", message, neutral, True)
    yield signed("r-not-reduced", "R is compared as bytes: y = p + 1 is not its encoding", identity, message, bytes.fromhex("ee" + "ff" * 30 + "7f") + bytes(32), False)


def flip(data, index):
    return data[:index] + bytes([data[index] ^ 1]) + data[index + 1 :]


def signed(name, about, key, message, signature, expected):
    got = lines.verifies(key, message, signature)
    assert got == expected, f"BUG: {name} verifies as {got}"
    return {
        "name": name,
        "about": about,
        "public_key": key,
        "message_base64": base64.b64encode(message).decode("ascii"),
        "signature_base64": base64.b64encode(signature).decode("ascii"),
        "verifies": expected,
    }
