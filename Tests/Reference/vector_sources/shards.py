"""lines/*.json and joins/*.json: blobs and tree entries against L0."""

import base64

from sheaf_reference import ids, l0, lines
from sheaf_reference.story import MINUTE, SECRET, START, Story, oid, path_of

ALICE = SECRET["alice"]
RECORD = ids.derived_session_id(START, "dev-1", f"commit:{oid(1)}")
PATH = path_of("sessions", RECORD, "day")
GOOD = ALICE.line(RECORD, 1, {"kind": "kept", "at": START})
OTHER = ALICE.line(RECORD, 2, {"kind": "kept", "at": START + 1})


def files():
    return {
        "lines/valid.json": [valid(*entry) for entry in VALID],
        "lines/invalid.json": [invalid(*entry) for entry in INVALID],
        "lines/entries.json": [entry_verdict(*entry) for entry in ENTRIES],
        **{f"joins/{name}.json": join(name, about, path, shards) for name, about, path, shards in joins()},
    }


def encoded(data):
    return base64.b64encode(data).decode("ascii")


def record_at(milliseconds, last="a"):
    """An id of that instant whose last digit is `last`."""
    return ids.uuid7(milliseconds, bytes(10))[:-1] + last


def line_of(record, n=1):
    return ALICE.line(record, n, {"kind": "kept", "at": START})


def sized(total):
    """A valid line of exactly `total` bytes with its LF."""
    empty = len(ALICE.line(RECORD, 1, {"kind": "noted", "at": START, "text": ""})) + 1
    return ALICE.line(RECORD, 1, {"kind": "noted", "at": START, "text": "x" * (total - empty)})


def with_json(body):
    """A line whose JSON part is these bytes, well signed."""
    return ALICE.line(RECORD, 1, body)


def with_text(raw):
    """A well signed line whose note holds these raw bytes."""
    return with_json(b'{"at":%d,"kind":"noted","text":"' % START + raw + b'"}')


def valid(name, about, path, blob):
    kept, dropped = l0.read_shard(blob, path)
    assert not dropped, f"BUG: {name} is not valid: {dropped}"
    rows = []
    for piece in sorted(kept):
        line = lines.parse(piece)
        rows.append(
            {
                "record": line.record,
                "replica": line.replica,
                "n": line.n,
                "hash": line.hash,
                "json_base64": encoded(line.body),
                "signature_base64": encoded(line.signature),
                "verifies": line.verifies(),
            }
        )
    return {
        "name": name,
        "about": about,
        "path": path,
        "base64": encoded(blob),
        "shard_base64": encoded(l0.encode_shard(kept)),
        "lines": rows,
    }


def invalid(name, about, path, blob, failures):
    if path == "format":
        got, kept = [], set()
        try:
            l0.check_format(blob)
        except l0.Rejected as rejected:
            got = [rejected.failure]
    else:
        kept, dropped = l0.read_shard(blob, path)
        # A piece that occurs twice is one piece: who has seen a line need not look at it again.
        got = [failure for failure, _ in dict.fromkeys(dropped)]
    got.sort()
    assert got == sorted(failures), f"BUG: {name} fails as {got}"
    return {
        "name": name,
        "about": about,
        "path": path,
        "base64": encoded(blob),
        "failures": got,
        "shard_base64": encoded(l0.encode_shard(kept)),
    }


def entry_verdict(path, mode, about, failure):
    got = ""
    try:
        l0.check_entry(path, mode)
    except l0.Rejected as rejected:
        got = rejected.failure
    assert got == failure, f"BUG: {path} {mode:o} gives {got}"
    return {"path": path, "mode": f"{mode:o}", "about": about, "failure": failure}


LEAP = 1_709_164_800_000  # 2024-02-29T00:00:00.000Z
FIRST = ids.TIME_MIN
LAST = ids.TIME_MAX

VALID = [
    ("one-line", "the ordinary case", PATH, GOOD + b"\n"),
    ("two-lines", "sorted", PATH, l0.encode_shard([GOOD, OTHER])),
    ("unsorted", "descending lines are normalised", PATH, b"".join(line + b"\n" for line in sorted([GOOD, OTHER], reverse=True))),
    ("duplicates", "a line three times is one line", PATH, (GOOD + b"\n") * 3),
    ("empty-blob", "no bytes are no lines", PATH, b""),
    ("longest", "8,192 bytes with LF", PATH, sized(8192) + b"\n"),
    ("largest-n", "16 digits", PATH, line_of(RECORD, 9_999_999_999_999_999) + b"\n"),
    ("n-one", "counting starts at 1", PATH, line_of(RECORD, 1) + b"\n"),
    ("n-ten", "a zero that does not lead", PATH, line_of(RECORD, 10) + b"\n"),
    ("first-instant", "2000-01-01T00:00:00.000Z", "sessions/2000-01/01/a", line_of(record_at(FIRST)) + b"\n"),
    ("last-instant", "2099-12-31T23:59:59.999Z", "sessions/2099-12/31/a", line_of(record_at(LAST)) + b"\n"),
    ("leap-day", "2024-02-29 exists", "sessions/2024-02/29/a", line_of(record_at(LEAP)) + b"\n"),
    ("end-of-leap-day", "its last millisecond", "sessions/2024-02/29/a", line_of(record_at(LEAP + 86_399_999)) + b"\n"),
    ("work-month", "a month shard", "work/2024-02/a", line_of(record_at(LEAP)) + b"\n"),
    ("claims-month", "a month shard", "claims/2024-02/f", line_of(record_at(LEAP, "f")) + b"\n"),
    ("replicas", "only the last digit counts", "replicas/" + ALICE.id[31], line_of(ALICE.id[:32]) + b"\n"),
    ("unknown-kind-plain", "an unknown path kind in the form of replicas", "zoo/a", line_of(record_at(0)) + b"\n"),
    ("unknown-kind-month", "an unknown path kind in the form of work", "zoo/2024-02/a", line_of(record_at(LEAP)) + b"\n"),
    ("unknown-kind-day", "an unknown path kind in the form of sessions", "zoo/2024-02/29/a", line_of(record_at(LEAP)) + b"\n"),
    ("record-without-version", "L0 does not look at UUID version and variant", PATH[:-1] + "0", line_of(RECORD[:12] + "0" * 20) + b"\n"),
    ("json-of-two-bytes", "L0 does not parse JSON", PATH, with_json(b"{}") + b"\n"),
    ("json-not-json", "L0 does not parse JSON at all", PATH, with_json(b"{]]}}{,}") + b"\n"),
    ("json-with-spaces", "white space in the JSON part", PATH, with_json(b'{ "kind" : "kept" }') + b"\n"),
    ("json-that-looks-like-an-end", "braces, spaces and 86 letters inside the JSON part", PATH, with_text(b"} " + b"A" * 86 + b" {") + b"\n"),
    ("delete-character", "U+007F is not a control character of the grammar", PATH, with_text(b"\x7f") + b"\n"),
    ("c1-control", "U+0085 and U+009F are allowed", PATH, with_text("\u0085\u009f".encode()) + b"\n"),
    ("line-separators", "U+2028 and U+2029 end nothing", PATH, with_text("\u2028\u2029".encode()) + b"\n"),
    ("byte-order-mark", "U+FEFF inside the JSON part", PATH, with_text("\ufeff".encode()) + b"\n"),
    ("noncharacters", "U+FFFE, U+FFFF and U+10FFFF are UTF-8", PATH, with_text("\ufffe\uffff\U0010ffff".encode()) + b"\n"),
    ("around-surrogates", "U+D7FF and U+E000", PATH, with_text("\ud7ff\ue000".encode()) + b"\n"),
    ("smallest-of-each-length", "U+0080, U+0800, U+10000", PATH, with_text("\u0080\u0800\U00010000".encode()) + b"\n"),
    ("combining-characters", "canonically equivalent letters stay different bytes", PATH, with_text("e\u0301\u00e9".encode()) + b"\n"),
    ("bad-signature", "zeros sign nothing, but L0 does not verify", PATH, GOOD[:-86] + b"A" * 86 + b"\n"),
    ("not-a-key", "a public key that is no point is a matter of the fold", PATH, RECORD.encode() + b" " + b"ff" * 32 + GOOD[97:] + b"\n"),
    ("last-letter-q", "the last character carries two bits: Q", PATH, GOOD[:-1] + b"Q" + b"\n"),
    ("last-letter-g", "g", PATH, GOOD[:-1] + b"g" + b"\n"),
    ("last-letter-w", "w", PATH, GOOD[:-1] + b"w" + b"\n"),
]


def rebuilt(old, new):
    """GOOD with one occurrence of `old` replaced."""
    assert GOOD.count(old) == 1, "BUG: ambiguous replacement"
    return GOOD.replace(old, new)


SIGNATURE = GOOD[-86:]
BODY = GOOD.split(b" ", 3)[3][:-87]
HEAD = RECORD.encode() + b" " + ALICE.id.encode()
G = ["bad-grammar"]
U = ["not-utf8"]
W = ["wrong-shard"]

INVALID = [
    # The end of the blob and of the line
    ("missing-final-lf", "an ordinary line without LF", PATH, GOOD, ["missing-lf"]),
    ("missing-final-lf-after-a-good-line", "only the last piece is lost", PATH, GOOD + b"\n" + OTHER, ["missing-lf"]),
    ("missing-final-lf-of-garbage", "missing-lf comes before every other failure", PATH, b"\xff" * 9000, ["missing-lf"]),
    ("empty-line", "two LFs in a row", PATH, GOOD + b"\n\n" + OTHER + b"\n", ["empty-line"]),
    ("only-an-lf", "one empty line", PATH, b"\n", ["empty-line"]),
    ("three-empty-lines", "equal pieces are one piece", PATH, b"\n\n\n", ["empty-line"]),
    ("carriage-return", "CR LF is not LF", PATH, GOOD + b"\r\n", G),
    ("carriage-return-only", "CR ends nothing", PATH, GOOD + b"\r" + OTHER + b"\n", G),
    # Length
    ("one-byte-too-long", "8,193 bytes with LF", PATH, sized(8193) + b"\n", ["line-too-long"]),
    ("much-too-long", "20,000 bytes", PATH, b"x" * 20_000 + b"\n", ["line-too-long"]),
    ("too-long-before-utf8", "length is checked first", PATH, b"\xff" * 8192 + b"\n", ["line-too-long"]),
    ("not-too-long-but-utf8", "8,192 bytes with LF, none of them UTF-8", PATH, b"\xff" * 8191 + b"\n", U),
    # UTF-8
    ("utf8-lone-continuation", "80", PATH, with_text(b"\x80") + b"\n", U),
    ("utf8-overlong-slash", "C0 AF", PATH, with_text(b"\xc0\xaf") + b"\n", U),
    ("utf8-overlong-two", "C1 BF", PATH, with_text(b"\xc1\xbf") + b"\n", U),
    ("utf8-overlong-three", "E0 9F BF", PATH, with_text(b"\xe0\x9f\xbf") + b"\n", U),
    ("utf8-overlong-four", "F0 8F BF BF", PATH, with_text(b"\xf0\x8f\xbf\xbf") + b"\n", U),
    ("utf8-overlong-nul", "C0 80", PATH, with_text(b"\xc0\x80") + b"\n", U),
    ("utf8-high-surrogate", "ED A0 80", PATH, with_text(b"\xed\xa0\x80") + b"\n", U),
    ("utf8-low-surrogate", "ED BF BF", PATH, with_text(b"\xed\xbf\xbf") + b"\n", U),
    ("utf8-surrogate-pair", "CESU-8", PATH, with_text(b"\xed\xa0\xbd\xed\xb8\x80") + b"\n", U),
    ("utf8-beyond-unicode", "F4 90 80 80", PATH, with_text(b"\xf4\x90\x80\x80") + b"\n", U),
    ("utf8-five-bytes", "F8 88 80 80 80", PATH, with_text(b"\xf8\x88\x80\x80\x80") + b"\n", U),
    ("utf8-fe", "FE", PATH, with_text(b"\xfe") + b"\n", U),
    ("utf8-ff", "FF", PATH, with_text(b"\xff") + b"\n", U),
    ("utf8-cut-two", "C3 at the end of the text", PATH, with_text(b"\xc3") + b"\n", U),
    ("utf8-cut-three", "E2 82", PATH, with_text(b"\xe2\x82") + b"\n", U),
    ("utf8-cut-four", "F0 9F 98", PATH, with_text(b"\xf0\x9f\x98") + b"\n", U),
    ("latin-1", "E9 alone", PATH, with_text(b"caf\xe9") + b"\n", U),
    ("utf16", "a line in UTF-16", PATH, GOOD[:100].decode("ascii").encode("utf-16-be") + b"\xd8\x00\n", U),
    # Grammar
    ("byte-order-mark-first", "U+FEFF before the record", PATH, b"\xef\xbb\xbf" + GOOD + b"\n", G),
    ("leading-space", "a space before the record", PATH, b" " + GOOD + b"\n", G),
    ("trailing-space", "a space after the signature", PATH, GOOD + b" \n", G),
    ("two-spaces", "two spaces between record and replica", PATH, rebuilt(RECORD.encode() + b" ", RECORD.encode() + b"  ") + b"\n", G),
    ("tab", "a tab between record and replica", PATH, rebuilt(RECORD.encode() + b" ", RECORD.encode() + b"\t") + b"\n", G),
    ("record-31", "31 digits", PATH, GOOD[1:] + b"\n", G),
    ("record-33", "33 digits", PATH, b"0" + GOOD + b"\n", G),
    ("record-uppercase", "upper-case hex", PATH, GOOD[:32].upper() + GOOD[32:] + b"\n", G),
    ("record-with-dashes", "the dashed spelling of a UUID", PATH, b"019cada2-4380-7000-8000-00000000000a" + GOOD[32:] + b"\n", G),
    ("record-not-hex", "g is no hex digit", PATH, b"g" + GOOD[1:] + b"\n", G),
    ("record-fullwidth-digits", "U+FF10 is no digit of the grammar", PATH, "\uff10".encode() + GOOD[1:] + b"\n", G),
    ("replica-63", "63 digits", PATH, GOOD[:96] + GOOD[97:] + b"\n", G),
    ("replica-65", "65 digits", PATH, GOOD[:97] + b"0" + GOOD[97:] + b"\n", G),
    ("replica-uppercase", "upper-case hex", PATH, GOOD[:33] + GOOD[33:97].upper() + GOOD[97:] + b"\n", G),
    ("n-zero", "counting starts at 1", PATH, line_of(RECORD, 0) + b"\n", G),
    ("n-leading-zero", "01", PATH, HEAD + b" 01 " + BODY + b" " + SIGNATURE + b"\n", G),
    ("n-negative", "-1", PATH, line_of(RECORD, -1) + b"\n", G),
    ("n-plus", "+1", PATH, HEAD + b" +1 " + BODY + b" " + SIGNATURE + b"\n", G),
    ("n-empty", "nothing between the spaces", PATH, HEAD + b"  " + BODY + b" " + SIGNATURE + b"\n", G),
    ("n-17-digits", "one digit too many", PATH, line_of(RECORD, 10**16) + b"\n", G),
    ("n-arabic-digit", "U+0661 is no digit of the grammar", PATH, HEAD + b" " + "\u0661".encode() + b" " + BODY + b" " + SIGNATURE + b"\n", G),
    ("n-hex", "1a", PATH, HEAD + b" 1a " + BODY + b" " + SIGNATURE + b"\n", G),
    ("json-array", "an array instead of an object", PATH, with_json(b"[1]") + b"\n", G),
    ("json-empty", "nothing", PATH, with_json(b"") + b"\n", G),
    ("json-one-brace", "{", PATH, with_json(b"{") + b"\n", G),
    ("json-string", "a string", PATH, with_json(b'"{}"') + b"\n", G),
    ("control-nul", "U+0000", PATH, with_text(b"\x00") + b"\n", G),
    ("control-tab", "U+0009", PATH, with_text(b"\t") + b"\n", G),
    ("control-cr", "U+000D", PATH, with_text(b"\r") + b"\n", G),
    ("control-escape", "U+001B, a terminal's escape", PATH, with_text(b"\x1b[2J") + b"\n", G),
    ("control-1f", "U+001F, the last of them", PATH, with_text(b"\x1f") + b"\n", G),
    ("lf-inside-a-string", "an LF inside the JSON makes two bad lines", PATH, with_text(b"a\nb") + b"\n", G + G),
    ("signature-85", "85 characters", PATH, GOOD[:-1] + b"\n", G),
    ("signature-87", "87 characters", PATH, GOOD + b"A" + b"\n", G),
    ("signature-padded", "base64 with padding", PATH, GOOD + b"==" + b"\n", G),
    ("signature-tail-b", "a last character with bits that belong to no byte", PATH, GOOD[:-1] + b"B\n", G),
    ("signature-tail-minus", "the same: -", PATH, GOOD[:-1] + b"-\n", G),
    ("signature-tail-underscore", "the same: _", PATH, GOOD[:-1] + b"_\n", G),
    ("signature-plus", "the plain base64 alphabet: +", PATH, GOOD[:-86] + b"+" + GOOD[-85:] + b"\n", G),
    ("signature-slash", "the plain base64 alphabet: /", PATH, GOOD[:-86] + b"/" + GOOD[-85:] + b"\n", G),
    ("signature-missing", "no signature", PATH, GOOD[:-87] + b"\n", G),
    ("signature-without-space", "no space before it", PATH, GOOD[:-87] + SIGNATURE + b"\n", G),
    ("conflict-marker", "what a text merge leaves behind", PATH, b"<<<<<<< ours\n" + GOOD + b"\n=======\n>>>>>>> theirs\n", G * 3),
    ("prose", "a sentence", PATH, b"hello\n", G),
    # The shard
    ("wrong-last-digit", "the path's digit is not the record's", PATH[:-1] + ("0" if PATH[-1] != "0" else "1"), GOOD + b"\n", W),
    ("wrong-day", "the day after", "sessions/2026-03/03/" + PATH[-1], GOOD + b"\n", W),
    ("wrong-month", "the month before", "sessions/2026-02/02/" + PATH[-1], GOOD + b"\n", W),
    ("wrong-year", "the year after", "sessions/2027-03/02/" + PATH[-1], GOOD + b"\n", W),
    ("wrong-month-of-work", "a month shard of another month", "work/2026-04/" + PATH[-1], GOOD + b"\n", W),
    ("last-millisecond-before", "2024-02-28T23:59:59.999Z is not the 29th", "sessions/2024-02/29/a", line_of(record_at(LEAP - 1)) + b"\n", W),
    ("first-millisecond-after", "2024-03-01T00:00:00.000Z is not the 29th", "sessions/2024-02/29/a", line_of(record_at(LEAP + 86_400_000)) + b"\n", W),
    ("year-1999", "one millisecond before 2000", "sessions/2000-01/01/a", line_of(record_at(FIRST - 1)) + b"\n", W),
    ("year-2100", "one millisecond after 2099", "sessions/2099-12/31/a", line_of(record_at(LAST + 1)) + b"\n", W),
    ("year-10889", "the largest time of an id", "sessions/2099-12/31/a", line_of(record_at(2**48 - 1)) + b"\n", W),
    ("epoch", "time 0", "sessions/2000-01/01/a", line_of(record_at(0)) + b"\n", W),
    ("wrong-shard-of-replicas", "the record's last digit, not the key's", "replicas/" + ("0" if ALICE.id[31] != "0" else "1"), line_of(ALICE.id[:32]) + b"\n", W),
    ("grammar-before-shard", "a bad line in a wrong shard", PATH[:-1] + ("0" if PATH[-1] != "0" else "1"), GOOD + b"A\n", G),
    # Many at once: each bad line costs that line
    ("mixed", "good, empty, garbage, not UTF-8, good, cut", PATH, GOOD + b"\n\nhello\n\xff\n" + OTHER + b"\n" + GOOD, ["empty-line", "bad-grammar", "not-utf8", "missing-lf"]),
    # The format file
    ("format-empty", "no bytes", "format", b"", ["bad-format"]),
    ("format-without-lf", "sheaf 1 without LF", "format", b"sheaf 1", ["bad-format"]),
    ("format-two", "another major format", "format", b"sheaf 2\n", ["bad-format"]),
    ("format-crlf", "CR LF", "format", b"sheaf 1\r\n", ["bad-format"]),
    ("format-with-more", "a second line", "format", b"sheaf 1\nmore\n", ["bad-format"]),
]

BLOB, TREE = 0o100644, 0o40000
P, M = "bad-path", "bad-mode"

ENTRIES = [
    ("format", BLOB, "the format file", ""),
    ("replicas/0", BLOB, "a shard", ""),
    ("sessions/2026-11/21/a", BLOB, "a day shard", ""),
    ("work/2026-11/a", BLOB, "a month shard", ""),
    ("claims/2026-11/f", BLOB, "a month shard", ""),
    ("zoo/a", BLOB, "an unknown path kind, plain", ""),
    ("zoo/2026-11/a", BLOB, "an unknown path kind, month", ""),
    ("zoo/2026-11/21/a", BLOB, "an unknown path kind, day", ""),
    ("abcdefghijklmnop/a", BLOB, "16 letters", ""),
    ("sessions/2024-02/29/0", BLOB, "a leap day", ""),
    ("sessions/2000-02/29/0", BLOB, "2000 was a leap year", ""),
    ("sessions/2099-12/31/0", BLOB, "the last day", ""),
    ("replicas", TREE, "a directory", ""),
    ("sessions", TREE, "a directory", ""),
    ("sessions/2026-11", TREE, "a directory", ""),
    ("sessions/2026-11/21", TREE, "a directory", ""),
    ("work/2026-11", TREE, "a directory", ""),
    ("zoo", TREE, "a directory of an unknown path kind", ""),
    ("zoo/2026-11/21", TREE, "a directory of an unknown path kind", ""),
    ("format", 0o100755, "an executable format file", M),
    ("format", 0o120000, "a symbolic link", M),
    ("format", TREE, "a directory named format", P),
    ("sessions/2026-11/21/a", 0o100755, "an executable shard", M),
    ("sessions/2026-11/21/a", 0o100664, "a group-writable shard of old git", M),
    ("sessions/2026-11/21/a", 0o120000, "a symbolic link", M),
    ("sessions/2026-11/21/a", 0o160000, "a submodule", M),
    ("sessions/2026-11/21/a", TREE, "a directory in the place of a shard", M),
    ("sessions", BLOB, "a file in the place of a directory", M),
    ("sessions/2026-11", 0o120000, "a symbolic link in the place of a directory", M),
    ("zoo/2026-11", BLOB, "a file in the place of a directory", M),
    ("Format", BLOB, "upper case", P),
    ("README.md", BLOB, "a file of no kind", P),
    ("Sessions/2026-11/21/a", BLOB, "upper case", P),
    ("abcdefghijklmnopq/a", BLOB, "17 letters", P),
    ("zoo2/a", BLOB, "a digit in the path kind", P),
    ("zoo/aa", BLOB, "two digits", P),
    ("zoo/g", BLOB, "no hex digit", P),
    ("zoo/A", BLOB, "upper case", P),
    ("zoo/\u0661", BLOB, "a digit of another script", P),
    ("replicas/2026-11/a", BLOB, "replicas have no month", P),
    ("sessions/a", BLOB, "sessions have a day", P),
    ("sessions/2026-11/a", BLOB, "sessions have a day", P),
    ("work/2026-11/21/a", BLOB, "work has no day", P),
    ("claims/a", BLOB, "claims have a month", P),
    ("replicas/2026-11", TREE, "replicas have no month", P),
    ("work/2026-11/21", TREE, "work has no day", P),
    ("sessions/2026-13/01/a", BLOB, "no 13th month", P),
    ("sessions/2026-00/01/a", BLOB, "no month 0", P),
    ("sessions/2026-11/31/a", BLOB, "November has 30 days", P),
    ("sessions/2026-11/00/a", BLOB, "no day 0", P),
    ("sessions/2026-02/29/a", BLOB, "2026 is no leap year", P),
    ("sessions/1999-12/31/a", BLOB, "before 2000", P),
    ("sessions/2100-01/01/a", BLOB, "after 2099", P),
    ("sessions/2026-1/01/a", BLOB, "a month of one digit", P),
    ("sessions/2026-11/1/a", BLOB, "a day of one digit", P),
    ("sessions/2026-11/21 /a", BLOB, "a space", P),
    ("sessions/2026_11/21/a", BLOB, "no dash", P),
    ("sessions/2026-11/21/", BLOB, "an empty name", P),
    ("../a", BLOB, "a parent directory", P),
    ("zoo/..", BLOB, "a parent directory", P),
    (".git/a", BLOB, "a repository", P),
    ("sessions/2026-11\n/21/a", BLOB, "an LF after the month", P),
    ("zoo/a\n", BLOB, "an LF after the digit", P),
    ("format\n", BLOB, "an LF after format", P),
]


def join(name, about, path, shards):
    return {
        "name": name,
        "about": about,
        "path": path,
        "inputs_base64": [encoded(shard) for shard in shards],
        "shard_base64": encoded(l0.join(shards, path)),
    }


def joins():
    def shard(*group):
        return l0.encode_shard(group)

    a, b, c = GOOD, OTHER, line_of(RECORD, 3)
    bob = SECRET["bob"].line(RECORD, 1, {"kind": "kept", "at": START + 2})
    yield "nothing", "no inputs give the empty shard, which is omitted from its tree", PATH, []
    yield "one", "a shard with itself", PATH, [shard(a, b), shard(a, b)]
    yield "empty", "the empty shard changes nothing", PATH, [shard(a), b""]
    yield "disjoint", "two replicas' facts", PATH, [shard(a, b), shard(bob)]
    yield "overlapping", "three shards that share lines", PATH, [shard(a, b), shard(b, c), shard(c, a)]
    yield "unsorted", "unsorted and repeated lines are normalised", PATH, [b"\n".join([c, a, c, b]) + b"\n"]
    yield "bad-lines-dropped", "bad lines are lost, the others of the same blob are not", PATH, [
        b"hello\n" + a + b"\n\n" + b + b"\n" + c,
        b"\xff\n" + c[:-1] + b"\n",
    ]
    yield "forks-kept", "two lines of one (replica, n) are two lines", PATH, [
        shard(ALICE.line(RECORD, 2, {"kind": "kept", "at": START + 5})),
        shard(b),
    ]
    yield "bad-signatures-kept", "signatures take no part in the join", PATH, [shard(a[:-86] + b"A" * 86), shard(a)]
    yield "one-body-two-signatures", "the same body under two signatures is two lines", PATH, [shard(a), shard(a[:-1] + b"g"), shard(a[:-1] + b"w")]
    yield "unknown-path-kind", "path kinds that a version does not know join like the others", "zoo/2024-02/a", [
        shard(line_of(record_at(LEAP)), line_of(record_at(LEAP), 2)),
        shard(line_of(record_at(LEAP), 3)),
    ]
    yield "other-records-dropped", "a line of another shard in both inputs", PATH, [
        shard(a, line_of(record_at(LEAP))),
        shard(b, line_of(record_at(LEAP))),
    ]
    yield "bytewise-order", "the order is that of bytes, not of letters, numbers or scalars", PATH, [
        shard(line_of(RECORD, 10), line_of(RECORD, 9), line_of(RECORD, 2)),
        shard(with_text("\uff61".encode()), with_text("\U0001f600".encode()), with_text("\u00e9".encode()), with_text(b"z")),
    ]
    story = Story()
    story.open("alice")
    story.commit("alice", 1, MINUTE)
    story.sync("alice", "bob")
    story.commit("bob", 2, 2 * MINUTE)
    story.commit("alice", 3, 2 * MINUTE)
    yield "a-session", "what two replicas hold of one session", story.path, [
        shard(*story.hold("alice")),
        shard(*story.hold("bob")),
        shard(*story.hold("alice")),
    ]
