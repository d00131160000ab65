#!/usr/bin/env python3
"""Recomputes the sessions of a history and compares them with what Sheaf says; imports nothing of Sheaf.

The input is a repository (`--repository`, read through `git log`) or a tab-separated timeline (`--timeline`, columns
`author_date_utc`, `author`, ... `subject`, with a header). Automatic commits are those whose subject matches one of the
default patterns. Per author, in order of (committer time, object id), a commit joins the author's session when the gap
to its latest activity is below the timeout and no member carried a completion mark; else it opens a session.

`--list` is a file with the output of `session list --json`, each `--show` one of `session show --json`. Exit 0: they
agree; 1: they differ, with the differences on standard output; 2: the input cannot be read. With `--shift` one commit
is moved before computing, so that the comparison has to fail: a check of the check.

The policy in force must have the heuristic off and the periods given here.
"""

import argparse
import csv
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timezone

PATTERNS = [r"^auto-pr:", r"^wip:", r"^\[auto\]", r"^checkpoint:", r"^cursor-session", "^\N{ROBOT FACE}"]
MARK = r"\[(?:ready|session-complete)\]"
MARKED_LINE = re.compile(rf"^\s*{MARK}|{MARK}\s*$", re.IGNORECASE)
COMPLETE_TRAILER = re.compile(r"^session:\s*complete\s*$", re.IGNORECASE)
DAY = 86_400


@dataclass
class Commit:
    oid: str  # in a timeline: the number of the row
    seconds: int
    author: str
    message: str

    @property
    def subject(self):
        return self.message.split("\n", 1)[0]


@dataclass
class Session:
    author: str
    opened: int
    last: int
    oids: list = field(default_factory=list)
    complete: bool = False


def commits_of_repository(path, revisions):
    """Every commit of the revisions; %aE is the author's address after .mailmap."""
    command = ["git", "--no-replace-objects", "-C", path, "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false"]
    command += ["log", "-z", "--format=%H%n%ct%n%aE%n%B", *revisions]
    output = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8", errors="replace")
    for entry in output.split("\0"):
        if entry:
            oid, seconds, email, message = entry.split("\n", 3)
            yield Commit(oid, int(seconds), slug(email), message)


def commits_of_timeline(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, 1):
            moment = datetime.strptime(row["author_date_utc"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
            yield Commit(str(number), int(moment.timestamp()), slug(row["author"]), row["subject"])


def slug(email):
    """The author slug of an e-mail address, or of a name without @."""
    local, _, domain = email.partition("@")
    if domain.lower() == "users.noreply.github.com":
        local = re.sub(r"^[0-9]+\+", "", local)
    lowered = re.sub(r"[A-Z]", lambda letter: letter[0].lower(), local)
    text = re.sub(r"[^a-z0-9._-]", "-", lowered)[:32]
    return re.sub(r"^[^a-z0-9]+", "", text) or "unknown"


def is_automatic(commit):
    return any(re.search(pattern, commit.subject, re.IGNORECASE) for pattern in PATTERNS)


def is_marked(commit):
    lines = commit.message.rstrip("\n").split("\n")
    if any(MARKED_LINE.search(line) for line in lines):
        return True
    paragraph = commit.message.strip("\n").rsplit("\n\n", 1)
    return len(paragraph) == 2 and any(COMPLETE_TRAILER.search(line) for line in paragraph[1].split("\n"))


def sessions_of(commits, timeout):
    """All sessions, in the order of their opening."""
    sessions, latest = [], {}
    for commit in sorted(commits, key=lambda commit: (commit.seconds, commit.oid)):
        session = latest.get(commit.author)
        if session is None or session.complete or commit.seconds - session.last >= timeout:
            session = Session(commit.author, commit.seconds, commit.seconds)
            latest[commit.author] = session
            sessions.append(session)
        session.oids.append(commit.oid)
        session.last = commit.seconds
        session.complete = is_marked(commit)
    return sessions


def derived_id(session):
    """Time of the first member, then ten bytes of a hash, with UUID version 7 and its variant."""
    text = f"session\n{session.author}\ncommit:{session.oids[0]}\n"
    octets = bytearray((session.opened * 1000).to_bytes(6, "big") + hashlib.sha256(text.encode("utf-8")).digest()[:10])
    octets[6] = octets[6] & 0x0F | 0x70
    octets[8] = octets[8] & 0x3F | 0x80
    return octets.hex()


def instant(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def expected_row(session, with_id):
    row = {
        "author": session.author,
        "opened_at": instant(session.opened),
        "last_activity_at": instant(session.last),
        "commit_count": len(session.oids),
        "explicit": session.complete,
    }
    return {"id": derived_id(session), **row} if with_id else row


def listed_row(entry, with_id):
    row = {key: entry[key] for key in ("author", "opened_at", "last_activity_at", "commit_count")}
    row["explicit"] = entry["trigger"] == "explicit"
    return {"id": entry["id"], **row} if with_id else row


def differences_of_list(sessions, document, with_id):
    expected = sorted(json.dumps(expected_row(session, with_id)) for session in sessions)
    listed = sorted(json.dumps(listed_row(entry, with_id)) for entry in document["sessions"])
    for row in subtract(expected, listed):
        yield f"- {row}"
    for row in subtract(listed, expected):
        yield f"+ {row}"


def subtract(rows, others):
    rest = list(others)
    for row in rows:
        if row in rest:
            rest.remove(row)
        else:
            yield row


def differences_of_show(sessions, times, document):
    shown = document["session"]
    expected = next((session for session in sessions if derived_id(session) == shown["id"]), None)
    if expected is None:
        yield f"+ session {shown['id']} of {shown['author']}, which nothing explains"
        return
    want = sorted((times[oid], oid) for oid in expected.oids)
    got = sorted((entry["committed_at"], entry["oid"]) for entry in shown["commits"])
    for time, oid in subtract(want, got):
        yield f"- {shown['id']} {time} {oid}"
    for time, oid in subtract(got, want):
        yield f"+ {shown['id']} {time} {oid}"


def shifted(commits, oid, seconds):
    """The commits with one of them moved; the oid may be a prefix."""
    chosen = [commit for commit in commits if commit.oid == oid] or [commit for commit in commits if commit.oid.startswith(oid)]
    if len(chosen) != 1:
        raise SystemExit(f"check_sessions: {len(chosen)} automatic commits are called {oid}; --shift needs one")
    chosen[0].seconds += seconds
    return commits


def read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        print(f"check_sessions: {path}: {error}", file=sys.stderr)
        sys.exit(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--repository", metavar="PATH")
    source.add_argument("--timeline", metavar="FILE")
    parser.add_argument("--revisions", nargs="+", default=["--branches", "--remotes", "--tags", "HEAD"], help="arguments of git log")
    parser.add_argument("--timeout", type=int, default=1800, metavar="SECONDS")
    parser.add_argument("--list", required=True, metavar="FILE", help="output of: session list --json")
    parser.add_argument("--show", nargs="*", default=[], metavar="FILE", help="outputs of: session show --json (with --repository)")
    parser.add_argument("--shift", metavar="OID", help="move this automatic commit (a timeline's: its row number)")
    parser.add_argument("--by", type=int, default=DAY, metavar="SECONDS", help="how far --shift moves it")
    options = parser.parse_args()
    if options.show and options.timeline:
        parser.error("a timeline has no object ids to compare with --show")
    if options.repository:
        try:
            commits = list(commits_of_repository(options.repository, options.revisions))
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"check_sessions: {options.repository}: {error}", file=sys.stderr)
            return 2
    else:
        commits = list(commits_of_timeline(options.timeline))
    automatic = [commit for commit in commits if is_automatic(commit)]
    if options.shift:
        shifted(automatic, options.shift, options.by)
    sessions = sessions_of(automatic, options.timeout)
    times = {commit.oid: instant(commit.seconds) for commit in automatic}
    try:
        problems = list(differences_of_list(sessions, read_json(options.list), with_id=bool(options.repository)))
        for path in options.show:
            problems += differences_of_show(sessions, times, read_json(path))
    except (KeyError, TypeError) as error:
        print(f"check_sessions: not the JSON of session list or session show: {error!r}", file=sys.stderr)
        return 2
    for problem in problems:
        print(problem)
    print(
        f"{len(commits)} commits, {len(automatic)} automatic, {len(sessions)} sessions expected, "
        f"{len(options.show)} shown, {len(problems)} differences (- expected, + listed)"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
