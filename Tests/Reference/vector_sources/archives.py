"""archives.json: files that are archives, and files that are not, with what is wrong with them."""

import base64

from sheaf_reference import archive, canonical
from sheaf_reference.story import MINUTE, START, Story

from . import retentions, states

AT = START + 60 * MINUTE


def files():
    return {"archives.json": [vector(name, about, data) for name, about, data in cases()]}


def vector(name, about, data):
    try:
        lines = [line.decode("utf-8") for _, line in archive.read(data)]
        verdict = {"defect": "", "lines": lines}
    except archive.Defect as defect:
        verdict = {"defect": str(defect)}
    return {"name": name, "about": about, "base64": base64.b64encode(data).decode("ascii"), **verdict}


def shards(*stories):
    result = {}
    for story in stories:
        result.setdefault(story.path, []).extend(story.all)
    return result


def rows(*stories):
    placed = sorted((path.encode(), line) for path, lines in shards(*stories).items() for line in set(lines))
    return [path + b" " + line + b"\n" for path, line in placed]


def session():
    story = Story(author="dev-1", first=1)
    story.open("alice")
    story.commit("alice", 1, 0)
    story.sync("alice", "bob")
    story.write("alice", "titled", MINUTE, human=True, title="Faster joins")
    story.write("bob", "titled", 2 * MINUTE, human=True, title="Joins")
    return story


def cases():
    one = session()
    good = archive.write(shards(one), AT)
    head, manifest, body = good.split(b"\n", 2)
    two = rows(one)
    several = [one, *states.earlier_opening(), retentions.claim(START, 1, 1), retentions.card(), retentions.other("work", START)]
    future = Story(record=retentions.record(START, 3), kind="zoo")
    future.write("carol", "fed", 0, animal="bear")
    future.write("carol", "titled", MINUTE, title="forged", damage=lambda line: line[:-86] + b"A" * 86)
    yield "nothing", "no facts", archive.write({}, AT)
    yield "one-session", "a session with a conflict", good
    yield "several-kinds", "one commit of two sessions, a claim, a card, kinds of the future, a forged line", archive.write(
        shards(*several, future), AT
    )
    yield "another-key", "keys that this version does not know are ignored", archive.write(shards(one), AT, origin="elsewhere")
    yield "other-rules", "folded by rules that this reader does not have: the views are not looked at", archive.write(
        shards(one), AT, rules=2, views_sha256="ab" * 32
    )
    yield "empty-file", "no bytes", b""
    yield "state-format", "the file format of a state", b"sheaf 1\n"
    yield "zero", "no format has the number 0", b"sheaf archive 0\n" + manifest + b"\n" + body
    yield "leading-zero", "a number has one spelling", b"sheaf archive 01\n" + manifest + b"\n" + body
    yield "newer", "a format of the future", b"sheaf archive 2\nanything\n"
    yield "much-newer", "a number beyond 64 bits", b"sheaf archive 99999999999999999999\n"
    yield "without-manifest", "the first line alone", head + b"\n"
    yield "manifest-missing-key", "every key is there", head + b"\n" + canonical.encode({"archived_at": AT, "facts": 4}) + b"\n" + body
    yield "manifest-not-canonical", "the manifest has one spelling", head + b"\n" + manifest.replace(b",", b", ", 1) + b"\n" + body
    yield "manifest-wrong-type", "a count is an integer", archive.write(shards(one), AT, facts="4")
    yield "no-rules", "rules are numbered from 1", archive.write(shards(one), AT, rules=0)
    yield "cut", "the last line is missing", good[: good.rstrip(b"\n").rfind(b"\n") + 1]
    yield "changed", "one byte is another", good[:-30] + bytes([good[-30] ^ 1]) + good[-29:]
    yield "longer", "one more LF", good + b"\n"
    yield "lines-descending", "the lines ascend", archive.assemble(two[::-1], AT)
    yield "line-twice", "each line is there once", archive.assemble([two[0], *two], AT)
    yield "line-without-lf", "each line ends with an LF", archive.assemble([*two[:-1], two[-1][:-1]], AT)
    yield "line-without-path", "each line has its path", archive.assemble([one.all[0] + b"\n"], AT)
    yield "line-in-a-wrong-place", "a line stands where it belongs", archive.assemble([b"sessions/2026-03/03/f " + one.all[0] + b"\n"], AT)
    yield "line-behind-two-spaces", "one space", archive.assemble([two[0].replace(b" ", b"  ", 1)], AT)
    yield "fewer-facts", "the count of facts", archive.write(shards(one), AT, facts=5)
    yield "more-records", "the count of records", archive.write(shards(one), AT, records=2)
    yield "other-views", "they mean something else than stated", archive.write(shards(one), AT, views_sha256="ab" * 32)
