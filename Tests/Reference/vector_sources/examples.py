"""The example line of every kind, as chapter 2 shows it."""

from pathlib import Path

from sheaf_reference import facts, ids, lines
from sheaf_reference.story import MINUTE, SECRET, Story

CHAPTER = Path(__file__).resolve().parents[3] / "Protocol" / "2-facts.md"


def examples():
    """Name -> line, one for every kind and a second for a member that is a pull request."""
    session = Story()
    session.open("alice", worktree="7f3a90c21b6e4d58")
    session.commit("alice", 1, 0, tests=True, via="hook")
    session.pull("alice", 7, 2 * MINUTE)
    session.write("alice", "removed", 3 * MINUTE, human=True, pr=7)
    session.write("alice", "ended", 4 * MINUTE, human=True, verdict="complete")
    session.write("alice", "reopened", 5 * MINUTE, human=True)
    session.write("alice", "kept", 6 * MINUTE, human=True)
    session.write("alice", "titled", 7 * MINUTE, human=True, title="Faster joins")
    session.write("alice", "noted", 8 * MINUTE, human=True, text="Measured before and after")
    session.write("alice", "taken", 9 * MINUTE, human=True, author="dev-2")
    session.write("alice", "scored", 10 * MINUTE, scorer="rubric@1.0", members="5e" * 32, value=3500)
    session.write("alice", "corrected", 11 * MINUTE, human=True, commit="c0" * 20, automatic=False)
    session.write("alice", "acknowledged", 12 * MINUTE, human=True, conflicts=["9c" * 32])
    card = Story(record=SECRET["alice"].id[:32], kind="replicas")
    body = {"kind": "card", "at": card.start, "name": "alice-laptop", "formats": [1], "rules": [1]}
    card.write("alice", "", 0, body=body)
    claim = Story(record=ids.uuid7(session.start, bytes(range(10))), kind="claims")
    claim.write("alice", "claim", 0, subject="work:0199", fence=1, lease_s=600)
    claim.write("alice", "released", MINUTE)
    result = {}
    for story in (session, card, claim):
        for line in story.all:
            fact = facts.read_envelope(lines.parse(line).body)
            facts.check_kind(fact, story.kind, story.record, SECRET["alice"].id)
            name = "pull request" if "state" in fact.fields else fact.kind
            result[name] = line.decode("utf-8")
    kinds = {kind for _, kind in facts.KINDS}
    assert kinds <= set(result), f"BUG: no example of {kinds - set(result)}"
    return result


def missing():
    """A line for every example that the chapter does not show as it is."""
    text = CHAPTER.read_text(encoding="utf-8")
    for name, line in examples().items():
        if f"\n{line}\n" not in text:
            yield f"{CHAPTER.name}: the example of {name} is not: {line}"
