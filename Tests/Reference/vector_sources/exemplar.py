"""exemplar/: one small state, file by file, with its git object ids and its meaning. Any implementation must read it."""

from sheaf_reference import ids, l0
from sheaf_reference.documents import state_document
from sheaf_reference.git_objects import blob_oid, tree_oid
from sheaf_reference.story import HOUR, MINUTE, SECRET, START, Story

AT = START + 5 * HOUR


def files():
    today, tomorrow = list(records()), list(tomorrows_records())
    document = state_document(today, [AT])
    shards = document.pop("shards")
    expected = {
        "about": "The files of files.json are the whole tree of a state ref. Displays are at `as_of`.",
        "as_of": AT,
        "tree": tree_names(contents_of(shards)),
        **document,
    }
    joined = state_document([*today, *tomorrow], [AT])
    return {
        "exemplar/files.json": listing(contents_of(shards)),
        "exemplar/expected.json": expected,
        "exemplar/tomorrow.json": {
            "about": "What a later version may push: kinds of records, of facts and fields that this one does not know. "
            "`joined` is the join with files.json, and what this version says about it; displays are at `as_of`.",
            "as_of": AT,
            "files": listing(contents_of(state_document(tomorrow)["shards"])),
            "joined": {"tree": tree_names(contents_of(joined["shards"])), **joined},
        },
    }


def contents_of(shards):
    contents = {path: l0.encode_shard(text.encode("utf-8") for text in texts) for path, texts in shards.items()}
    return {"format": l0.FORMAT_BYTES, **contents}


def tree_names(contents):
    return {algorithm: tree_oid(contents, algorithm) for algorithm in ("sha1", "sha256")}


def listing(contents):
    return {
        path: {
            "mode": "100644",
            "sha1": blob_oid(data, "sha1"),
            "sha256": blob_oid(data, "sha256"),
            "text": data.decode("utf-8"),
        }
        for path, data in sorted(contents.items())
    }


def records():
    """Two developers, a completed session, an orphan that was taken, one commit of both, a claim, a kind of the future."""
    one = Story(author="dev-1", first=1)
    one.open("alice", worktree="00000000000000aa", heuristic=True)
    one.commit("alice", 1, 0, tests=True)
    one.commit("alice", 2, 4 * MINUTE, via="hook")
    one.sync("alice", "bob")
    one.write("alice", "titled", 5 * MINUTE, human=True, title="Faster joins \U0001f916")
    one.write("bob", "titled", 6 * MINUTE, human=True, title="Joins")
    one.pull("alice", 7, 7 * MINUTE)
    one.sync("alice", "bob")
    one.write("bob", "ended", 20 * MINUTE, human=True, verdict="complete")
    one.commit("alice", 3, 15 * MINUTE)
    two = Story(author="dev-2", first=4, start=START - 6 * HOUR)
    two.open("carol", worktree="00000000000000cc")
    two.commit("carol", 4, 0)
    two.sync("carol", "bob")
    two.write("bob", "taken", 7 * HOUR, human=True, author="dev-1", worktree="00000000000000bb")
    two.write("bob", "kept", 7 * HOUR + 1, human=True)
    two.commit("bob", 2, 7 * HOUR + MINUTE, time=6 * HOUR + 4 * MINUTE)
    claim = Story(record=ids.uuid7(START, bytes(range(10))), kind="claims")
    claim.write("alice", "claim", 0, subject="work:0199", fence=1, lease_s=600)
    cards = []
    for name in ("alice", "bob"):
        card = Story(record=SECRET[name].id[:32], kind="replicas")
        card.write(name, "", 0, body={"kind": "card", "at": START, "name": name, "formats": [1], "rules": [1]})
        cards.append(card)
    future = Story(record=ids.uuid7(START, bytes(reversed(range(10)))), kind="zoo")
    future.write("carol", "fed", 0, animal="bear", grams=500)
    return [one, two, claim, *cards, future]


def tomorrows_records():
    """Facts of a later version about today's first session, and about records of its own."""
    session = records()[0]
    today = set(session.all)
    session.sync("alice", "bob", "dave")
    session.write("dave", "reviewed", 21 * MINUTE, human=True, by_whom=["alice", "bob"], grade={"points": 3})
    session.write("dave", "titled", 22 * MINUTE, human=True, title="Faster joins, seen", mood="glad")
    session.write("dave", "noted", 23 * MINUTE, human=True, text="Read by every version")
    session.all = [line for line in session.all if line not in today]
    card = Story(record=SECRET["dave"].id[:32], kind="replicas")
    card.write("dave", "", 0, body={"kind": "card", "at": START, "name": "dave", "formats": [1, 2], "rules": [1, 2]})
    work = Story(record=ids.uuid7(START, bytes([1] * 10)), kind="work")
    work.write("dave", "planned", MINUTE, steps=[{"name": "one", "after": []}, {"name": "two", "after": ["one"]}])
    futures = []
    for form in ("plain", "month", "day"):
        future = Story(record=ids.uuid7(START, bytes([2] * 10)), kind=f"future{form}")
        future.write("dave", "begun", MINUTE, of=form)
        future.form = form
        futures.append(future)
    return [session, card, work, *futures]
