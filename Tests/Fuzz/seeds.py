"""Inputs that the fuzzer starts from, and the words that it may put in: made from the vectors at every run.

A target that draws structured input from its bytes (Sources/SheafFuzz/Inputs) has seeds of pseudo-random bytes.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "Protocol" / "vectors"
SHARD_PATHS = ["sessions/2026-11/21/a", "claims/2026-11/a", "replicas/1", "zoo/a", "work/2026-11/0"]

# Inputs that once broke something; each also has a test of its own.
FOUND = {
    "arguments": [b"@-9223372036854775808", b"exT::sh -c x"],
    "policy": [b"".join(b"k%d: 1\n" % index for index in range(1500)), b"sessions:\n" + b"".join(b"  timeout_minut%d: 1\n" % index for index in range(300)), b"\f\f&_"],
    "answers": [
        b"\x01\x00\x00\x00\x00remote: Receiving objects: (1/2), nan KiB\n",
        b"\x01\x00\x00\x00\x00Receiving objects: 100% (1/1), 99999999999999999999 GiB | 1 MiB/s\r",
        b"\x04\x00\x00\x00\x00" + b"1" * 40 + b" blob -1",
        b"\x02\x00\x00\x00\x00local\0remote.o.url\n../up\0local\0url.insteadof\n..\0",
        b"\x05\x00\x00\x00\x00" + b"9" * 18 + b"\t-1\ta\0" + b"9" * 19 + b"\t" + b"9" * 19 + b"\tb\0",
    ],
}

MESSAGES = [
    "auto-pr: fix the lexer\n\nSession-ID: ada-20261121-1324-d26f\n",
    "wip: tests\n\nbody [ready]\n\nSession: complete\nCo-authored-by: Claude <noreply@anthropic.com>\n",
    "Fix\n\n```\n[session-complete]\n```\n> [ready]\n<!-- cursor-session: x\n[cursor-session: abc-1] -->\n",
    "[auto] step\n\n---\n\n[cursor-session: ada-20261121-1324-d26f]\n- [ready]\n| [ready] |\nM  path\nR100\tpath\n",
    "checkpoint: \U0001f916 one\n\n\U0001f916 Generated with [Claude Code](https://claude.ai/code)\n\n~~~\ncode\n~~~\n    code\n",
    "Title\r\n\r\nAuto-PR: Session 20261121\r\nAmp-Thread-ID: https://ampcode.com/threads/T-1\r\n",
]


def vectors(pattern):
    for path in sorted(VECTORS.glob(pattern)):
        yield json.loads(path.read_text())


def blobs():
    """(path, blob) of every vector that has one."""
    for name in ("lines/valid.json", "lines/invalid.json"):
        for document in vectors(name):
            for vector in document:
                yield vector["path"], base64.b64decode(vector["base64"])
    for vector in vectors("joins/*.json"):
        for blob in vector["inputs_base64"]:
            yield vector["path"], base64.b64decode(blob)


def noise(count):
    """Pseudo-random seeds of growing length, the same at every run."""
    for index in range(count):
        blocks = (hashlib.sha256(f"seed {index} {block}".encode()).digest() for block in range(1 + index % 24))
        yield b"".join(blocks)


def policies():
    text = (ROOT / "Config" / "policy.default.yaml").read_text()
    yield text.encode()
    bare = "\n".join(line for line in text.splitlines() if line.strip() and not line.strip().startswith("#"))
    yield bare.encode()
    for section in re.split(r"\n(?=[a-z])", bare):
        yield section.encode()
    yield b"sessions: {timeout_minutes: 0x10, idle_warning_minutes: '9'}\nsync:\n  remote: \"-x\"\n"
    yield b"a: &a [1]\nb: *a\n"
    yield b"SHEAF_REMOTE\nupstream\nsheaf.remote\nupstream\nSHEAF_TIMEOUT_MINUTES\n5\n"


def patterns():
    text = (ROOT / "Config" / "policy.default.yaml").read_text()
    sources = re.findall(r"- ['\"](.+?)['\"]\s*$", text, re.M) + [r"^(a+)+$", r"\b[a-z]{2,5}?\b|x(?:y|z)*", "**/a/*.md", "docs/", "a\\*?"]
    for source in sources:
        for syntax in range(3):
            for sample in ("WIP: one", "docs/a/b.md", "aaaaaaaaaaaaaaaaaaaaa!"):
                yield bytes([syntax]) + source.encode() + b"\0" + sample.encode()


def commits():
    header = "tree {0}\nparent {1}\nauthor Ada <{2}> 1795267464 +0100\ncommitter Bob <bob@example.com> {3} +0000\n"
    for index, message in enumerate(MESSAGES):
        email = ["ada@example.com", "123+ada@users.noreply.github.com", "aider@aider.chat"][index % 3]
        time = ["1795267464", "-1", "9223372036854775807", "x"][index % 4]
        yield (header.format("a" * 40, "b" * 40, email, time) + "gpgsig x\n y\n\n" + message).encode()
    yield b"author <\ncommitter >< 1\nparent x\n\n\0"


def answers():
    key = b"\0\0\0\0"
    yield b"\x00\x03\x10\x02\x21" + b"a/b\0c\nend-1-2\nd\0"
    yield b"\x01" + key + b"remote: Counting objects: 12, done.\nReceiving objects:  45% (450/1000), 1.20 MiB | 2.40 MiB/s\r"
    entries = [
        b"local\0remote.origin.url\n../up", b"local\0remote.origin.pushurl\nssh://h/p", b"global\0user.name\nAda",
        b"local\0url.git@h:.insteadof\nhttps://h/", b"worktree\0http.https://h/.proxy\np\n[core]\n\tsshCommand = x",
        b"local\0credential.helper\n!x", b"local\0remote.o\"]x.proxy\na\\b", b"command\0a.b", b"local\0core.bare",
    ]
    yield b"\x02" + key + b"\0".join(entries) + b"\0"
    for entry in entries:
        yield b"\x02" + key + entry + b"\0"
    yield b"\x03" + key + b"1" * 40 + b"\trefs/sheaf/state\n"
    yield b"\x03" + key + b"To u\n!\trefs/sheaf/state:refs/sheaf/state\t[rejected] (fetch first)\nDone\n"
    yield b"\x04" + key + b"1" * 40 + b" commit 123"
    yield b"\x05" + key + b"git version 2.39.5 (Apple Git-154)"
    yield b"\x05" + key + b"12\t3\ta\0-\t-\tb\0"


def arguments():
    texts = [
        "now", "@1795267464.123", "2h", "3 days ago", "+30m", "2026-11-21", "2026-11-21T14:24:24.123+01:00", "HEAD~2^{commit}",
        "origin", "up/stream%2f", "https://h/p.git", "ext::sh -c x", "../p", "git@h:p", "src/a b.swift", "ada@example.com",
        "1+x@users.noreply.github.com", "sesions", "2026-11", "c" * 32, "1" * 40, "e" * 64, "QQ", "_-AA",
    ]
    for entry in json.loads((VECTORS / "lines" / "entries.json").read_text()):
        texts.append(entry["path"])
    for text in texts:
        yield text.encode()


def seeds(target):
    found = FOUND.get(target, [])
    if target == "line":
        lines = [line for _, blob in blobs() for line in blob.split(b"\n")]
        lines += [line.encode() for vector in vectors("folds/*.json") for line in vector["lines"][:2]]
        return found + [b"\0" + line for line in lines] + [b"\1" + seed for seed in noise(16)]
    if target == "json":
        bodies = [base64.b64decode(vector["base64"]) for document in vectors("json/bodies.json") for vector in document]
        facts = [vector["json"].encode() for document in vectors("facts/*.json") for vector in document]
        return found + bodies + facts + list(noise(16))
    if target == "shard":
        raw = [bytes([0, SHARD_PATHS.index(path) if path in SHARD_PATHS else 0]) + blob for path, blob in blobs()]
        return found + raw + [b"\1" + seed for seed in noise(24)]
    if target in ("tree", "fold", "stored"):
        return found + list(noise(48))
    if target == "mailmap":
        names = [b"Ada <ada@x> <a@x>", b"Ada <ada@x> A <a@x>", b"<ada@x> <A@X>", b"Ada <a@x>", b"# x\n<>\n<a@x"]
        return found + [b"A\0a@x\0" + name + b"\n" for name in names] + [b"A\0a@x\0" + b"\n".join(names)]
    if target == "objects":
        entry = [b"100644 a\0", b"40000 sessions\0", b"0100755 x y\0", b"120000 \xff\0"]
        return found + [name + bytes(range(size)) for name in entry for size in (20, 32)] + [
            b"".join(name + b"\x11" * 20 for name in entry), b"".join(name + b"\x11" * 32 for name in entry)]
    made = {"policy": policies, "pattern": patterns, "commit": commits, "answers": answers, "arguments": arguments}
    return found + list(made[target]())


WORDS = {
    "line": ['{"at":', '"kind":"', "member", "opened", '"after":["', '"by":"human"', '"c":1', "} ", '","', "\\u0000", "9007199254740991"],
    "json": ['{"', '":', '","', "[", "]", "{}", "true", "false", "\\u0000", "\\u001f", '\\"', "\\\\", "-0", "-1", "9007199254740991", "\u0301"],
    "policy": [
        "version", "repository", "sessions", "timeout_minutes", "detection", "subject_patterns", "agents", "emails", "branches", "labels",
        "test_paths", "sync", "remote", "transport", "- ", ": ", "\n  ", "{", "}", "[", "]", "&a ", "*a", "!!str ", "---\n", "? ", "| ", "> ",
        "'", '"', "\\x00", "true", "0x1", "%YAML 1.2\n", "\u2028",
    ],
    "pattern": ["(?:", "(", ")", "|", "*", "+", "?", "{2,3}", "{100}", "[^a-z]", "[", "]", "\\d", "\\b", "\\B", "^", "$", ".", "**/", "*", "\0", "\u0130", "\u017f"],
    "commit": [
        "tree ", "parent ", "author ", "committer ", "\n\n", "Session-ID: ", "[cursor-session: ", "]", "Session: complete", "[ready]", "<!--", "-->",
        "```", "~~~", "Co-authored-by: ", "<", ">", "auto-pr: ", "auto-pr: session ", "---\n", "\r\n", "    ", "\u0130", "\u200b",
    ],
    "mailmap": ["<", ">", "\n", "# ", " ", "\0"],
    "answers": [
        "Receiving objects: ", "remote: ", "(1/1), ", "nan", "inf", "1e308", " GiB", " bytes", "refs/sheaf/state", "\t", ":", "local\0", "remote.",
        ".url\n", ".insteadof\n", "url.", "http.", ".proxy\n", "credential.", "\"]\n", "\0", " commit ", " missing", "git version ", "999999999999999999",
    ],
    "arguments": ["@", "-", "9223372036854775808", ".", " ago", "+", "w", "T", "Z", "::", "ext", "fd", "/", "..", "sessions/", "2026-11", "%", "\u0301"],
}


def dictionary(target):
    """In libFuzzer's form: a quoted word a line, bytes beyond plain ASCII escaped."""
    def quoted(word):
        plain = lambda byte: chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\x{byte:02x}"
        return '"' + "".join(plain(byte) for byte in word.encode()) + '"'
    return "".join(quoted(word) + "\n" for word in WORDS.get(target, []))
