"""shared/*.json and records/*.json: states of several records, or of records that are not sessions."""

from sheaf_reference import ids, lines
from sheaf_reference.documents import state_document
from sheaf_reference.story import HOUR, MINUTE, SECRET, START, Story, oid

SHARED = []
RECORDS = []


def scenario(group, about):
    def register(fill):
        group.append((fill.__name__.replace("_", "-"), about, fill))
        return fill

    return register


def files():
    documents = {f"shared/{name}.json": vector(name, about, fill) for name, about, fill in SHARED}
    documents |= {f"records/{name}.json": vector(name, about, fill) for name, about, fill in RECORDS}
    return documents


def vector(name, about, fill):
    return {"name": name, "about": about, **state_document(fill(), [START + HOUR])}


def pair(second_start=5 * MINUTE):
    """Two sessions of two authors, each with one commit of its own."""
    one = Story(author="dev-1", first=1)
    one.open("alice", worktree="00000000000000aa")
    one.commit("alice", 1, 0)
    two = Story(author="dev-2", first=2, start=START + second_start)
    two.open("bob", worktree="00000000000000bb")
    two.commit("bob", 2, 0)
    return one, two


@scenario(SHARED, "By hand beats a hook.")
def by_hand():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE, via="hook")
    two.commit("bob", 9, 5 * MINUTE, via="hand")
    return one, two


@scenario(SHARED, "By hook beats being inside the window.")
def by_hook():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE)
    two.commit("bob", 9, 50 * HOUR, time=50 * HOUR, via="hook")
    return one, two


@scenario(SHARED, "Inside the window of one session's other members, outside of the other's.")
def window():
    one, two = pair(second_start=3 * HOUR)
    one.commit("alice", 9, 3 * HOUR + 10 * MINUTE)
    two.commit("bob", 9, 10 * MINUTE)
    return one, two


@scenario(SHARED, "The window ends a timeout after the other members' last activity and holds that millisecond; the commit itself does not stretch it.")
def window_last_millisecond():
    one, two = pair(second_start=-10 * HOUR)
    one.commit("alice", 9, 30 * MINUTE)
    two.commit("bob", 9, 10 * HOUR + 30 * MINUTE)
    return one, two


@scenario(SHARED, "A millisecond later neither window holds it: the earlier opening.")
def window_missed_by_a_millisecond():
    one, two = pair(second_start=-10 * HOUR)
    one.commit("alice", 9, 30 * MINUTE + 1)
    two.commit("bob", 9, 10 * HOUR + 30 * MINUTE + 1)
    return one, two


@scenario(SHARED, "The window begins, inclusively, at the opening.")
def window_begins_at_the_opening():
    one, two = pair(second_start=10 * MINUTE)
    one.commit("alice", 9, 0, time=10 * MINUTE)
    two.commit("bob", 9, 0, time=0)
    one.commit("alice", 8, 0, time=10 * MINUTE - 1, worktree="00000000000000cc")
    two.commit("bob", 8, 0, time=-1, worktree="00000000000000bb")
    return one, two


@scenario(SHARED, "Both windows hold it; the member's worktree is one of the second session's.")
def worktree():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE, worktree="00000000000000bb")
    two.commit("bob", 9, 5 * MINUTE, worktree="00000000000000bb")
    return one, two


@scenario(SHARED, "Nothing else differs: the earlier id time.")
def earlier_opening():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE)
    two.commit("bob", 9, 5 * MINUTE)
    return one, two


@scenario(SHARED, "Opened in one millisecond: the smaller id.")
def smaller_id():
    one, two = pair(second_start=0)
    one.commit("alice", 9, 10 * MINUTE)
    two.commit("bob", 9, 10 * MINUTE)
    return one, two


@scenario(SHARED, "Three sessions: one item, the step between the first and the second.")
def three_sessions():
    one, two = pair()
    three = Story(author="dev-3", first=3)
    three.open("carol")
    one.commit("alice", 9, 10 * MINUTE, via="hook")
    two.commit("bob", 9, 5 * MINUTE)
    three.commit("carol", 9, 10 * MINUTE, via="hook")
    return one, two, three


@scenario(SHARED, "A mark in the commit is no rank of its own.")
def by_mark():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE)
    two.commit("bob", 9, 5 * MINUTE, via="mark")
    return one, two


@scenario(SHARED, "The rank of a session is that of any of its counted facts of the commit, the item is over the best ones.")
def told_twice_in_one_session():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE)
    two.commit("bob", 9, 5 * MINUTE)
    two.commit("bob", 9, 6 * MINUTE, time=5 * MINUTE, via="hook")
    return one, two


@scenario(SHARED, "Told by hand and five times otherwise: by hand, although the best fact is one of the others.")
def told_by_hand_and_otherwise():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE, via="hook")
    two.commit("bob", 9, 5 * MINUTE, via="hand")
    for minute in range(6, 11):
        two.commit("bob", 9, minute * MINUTE, time=5 * MINUTE)
    return one, two


@scenario(SHARED, "Removed from one session, the commit is in one session only: nothing is reported.")
def removed_from_one():
    one, two = pair()
    one.commit("alice", 9, 10 * MINUTE)
    two.commit("bob", 9, 5 * MINUTE)
    two.write("bob", "removed", 6 * MINUTE, human=True, commit=oid(9))
    return one, two


@scenario(SHARED, "One pull request in two sessions is not compared.")
def pull_requests_are_not_compared():
    one, two = pair()
    one.pull("alice", 9, 10 * MINUTE)
    two.pull("bob", 9, 5 * MINUTE)
    return one, two


@scenario(SHARED, "Acknowledged in the session that is not the primary: closed for everybody.")
def acknowledged_in_the_other():
    one, two = earlier_opening()
    listed = state_document([one, two])["conflicts"]
    two.write("bob", "acknowledged", 20 * MINUTE, human=True, conflicts=[item["id"] for item in listed])
    return one, two


@scenario(SHARED, "Alice's fact in the second session shows her alive, so her first is ended and not orphaned; Bob's is an orphan.")
def owner_seen_in_another_session():
    one = Story(author="dev-1", first=1, start=START - 5 * HOUR)
    one.open("alice")
    two = Story(author="dev-1", first=2)
    two.open("alice")
    three = Story(author="dev-2", first=3, start=START - 5 * HOUR)
    three.open("bob")
    return one, two, three


def claim(name, number, fence, subject="work:0199", at=0):
    story = Story(record=ids.uuid7(START + number, bytes([number] * 10)), kind="claims")
    story.write(name, "claim", at, subject=subject, fence=fence, lease_s=60)
    return story


@scenario(RECORDS, "The greatest fence holds the subject.")
def claim_greatest_fence():
    return claim("alice", 1, 1), claim("bob", 2, 2), claim("carol", 3, 1, subject="budget:2026-03")


@scenario(RECORDS, "Equal fences: the smaller line hash, open.")
def claim_equal_fences():
    return claim("alice", 1, 3), claim("bob", 2, 3), claim("carol", 3, 2)


@scenario(RECORDS, "Equal fences, one of them released: the other one holds the subject.")
def claim_equal_fences_one_released():
    first, second = claim("alice", 1, 3), claim("bob", 2, 3)
    first.write("alice", "released", MINUTE)
    return first, second


@scenario(RECORDS, "The same with the other one released.")
def claim_equal_fences_other_released():
    first, second = claim("alice", 1, 3), claim("bob", 2, 3)
    second.write("bob", "released", MINUTE)
    return first, second


@scenario(RECORDS, "A release of a greater fence does not give the subject back to a smaller one.")
def claim_released():
    first, second = claim("alice", 1, 1), claim("bob", 2, 2)
    second.write("bob", "released", MINUTE)
    return first, second


@scenario(RECORDS, "Only the claimant releases.")
def claim_released_by_another():
    first = claim("alice", 1, 1)
    first.sync("alice", "bob")
    first.write("bob", "released", MINUTE)
    return (first,)


@scenario(RECORDS, "A second claim in one record that knew the first is ignored.")
def claim_twice_in_one_record():
    first = claim("alice", 1, 1)
    first.write("alice", "claim", MINUTE, subject="work:0199", fence=9, lease_s=60)
    return (first,)


def squat(story, name, fence, subject="work:0199"):
    """A claim in somebody's record by a replica that holds nothing of it, at the first instant that gives it the smallest hash."""
    smallest = min(digest(line) for line in story.all)
    for instant in range(1000):
        trial = Story(record=story.record, kind="claims")
        line = trial.write(name, "claim", instant, subject=subject, fence=fence, lease_s=60)
        if digest(line) < smallest:
            return story.write(name, "claim", instant, subject=subject, fence=fence, lease_s=60)
    raise AssertionError("BUG: no smaller hash in a thousand")


def digest(line):
    return lines.parse(line).hash


@scenario(RECORDS, "A claim on another subject in somebody's record, with a smaller hash: both count, each for its writer, and the fence in use stays known.")
def claim_squatted_by_another_subject():
    first = claim("alice", 1, 1, subject="budget:2026-03")
    squat(first, "dave", 1)
    return (first,)


@scenario(RECORDS, "The same on the same subject with a greater fence: a rival as if it stood in a record of its own.")
def claim_squatted_by_a_greater_fence():
    first = claim("alice", 1, 3)
    squat(first, "dave", 4)
    return (first,)


@scenario(RECORDS, "The same with an equal fence: open, over two lines of one record.")
def claim_squatted_by_an_equal_fence():
    first = claim("alice", 1, 3)
    squat(first, "dave", 3)
    return (first,)


@scenario(RECORDS, "The same with a smaller fence: nothing changes.")
def claim_squatted_by_a_smaller_fence():
    first = claim("alice", 1, 3)
    squat(first, "dave", 2)
    return (first,)


@scenario(RECORDS, "The squatter's release ends the squatter's claim, and not the other one.")
def claim_squatter_releases():
    first = claim("alice", 1, 3)
    squat(first, "dave", 3)
    first.write("dave", "released", MINUTE)
    return (first,)


@scenario(RECORDS, "Each claim of a record ends by its own writer's release, the holder's too.")
def claim_squatted_and_released():
    first = claim("alice", 1, 3)
    squat(first, "dave", 3)
    first.write("alice", "released", MINUTE)
    return (first,)


@scenario(RECORDS, "One writer's two concurrent claims, by a copied database: a release ends only the one that it knew.")
def claim_released_where_known():
    first = claim("alice", 1, 3)
    first.write("dave", "claim", 1, key="alice", subject="budget:2026-03", fence=5, lease_s=60)
    first.write("alice", "released", MINUTE)
    return (first,)


@scenario(RECORDS, "A claim that knew another one through a fact of an unknown kind is ignored; one that knew only that kind counts.")
def claim_that_knew_through_another_fact():
    first = claim("alice", 1, 1)
    first.sync("alice", "bob")
    first.write("bob", "sparkled", MINUTE)
    first.write("bob", "claim", 2 * MINUTE, subject="work:0200", fence=1, lease_s=60)
    second = Story(record=ids.uuid7(START + 2, bytes([2] * 10)), kind="claims")
    second.write("carol", "sparkled", 0)
    second.write("carol", "claim", MINUTE, subject="work:0201", fence=1, lease_s=60)
    return first, second


@scenario(RECORDS, "Equal fences, acknowledged.")
def claim_acknowledged():
    first, second = claim("alice", 1, 3), claim("bob", 2, 3)
    listed = state_document([first, second])["conflicts"]
    second.write("bob", "acknowledged", MINUTE, human=True, conflicts=[item["id"] for item in listed])
    return first, second


def replica(name):
    return Story(record=SECRET[name].id[:32], kind="replicas")


@scenario(RECORDS, "The later card counts; another replica's is ignored.")
def card():
    story = replica("alice")
    story.write("alice", "card", 0, body={"kind": "card", "at": START, "name": "alice", "formats": [1], "rules": [1]})
    body = {"kind": "card", "at": START + 1, "name": "alice-2", "formats": [1], "rules": [1, 2], "after": story.heads("alice")}
    story.write("alice", "card", 0, body=body)
    story.write("bob", "card", 0, body={"kind": "card", "at": START + 2, "name": "mallory", "formats": [1], "rules": [1]})
    return (story,)


@scenario(RECORDS, "A copied machine names itself otherwise: a fork, and two cards of which the later clock counts.")
def card_of_a_clone():
    story = replica("alice")
    story.write("alice", "card", 0, body={"kind": "card", "at": START, "name": "laptop", "formats": [1], "rules": [1]})
    body = {"kind": "card", "at": START + 5, "name": "copy", "formats": [1], "rules": [1]}
    story.write("dave", "card", 0, key="alice", body=body)
    return (story,)


@scenario(RECORDS, "A replica record with an unknown kind only: no card.")
def card_missing():
    story = replica("alice")
    story.write("alice", "sparkled", 0)
    return (story,)


@scenario(RECORDS, "Records of a path kind that this version does not know: clock, signature, fork and gap are shown, nothing else is.")
def unknown_path_kind():
    story = Story(record=ids.uuid7(START, bytes(10)), kind="zoo")
    story.write("alice", "fed", MINUTE, animal="bear")
    story.sync("alice", "bob")
    story.write("bob", "fed", 0, animal="wolf")
    story.write("alice", "fed", 2 * MINUTE, n=4, animal="bear")
    story.write("alice", "fed", 3 * MINUTE, n=4, animal="bear")
    story.write("bob", "fed", 3 * MINUTE, animal="wolf", damage=lambda line: line[:-86] + b"A" * 86)
    return (story,)


@scenario(RECORDS, "A line copied to a record of another path kind is judged twice and listed once; closed in one record only, it stays.")
def copied_to_another_path_kind():
    story = Story(record=ids.uuid7(START, bytes(10)))
    story.open("alice")
    story.write("alice", "noted", MINUTE, text="seen", damage=lambda line: line[:-86] + b"A" * 86)
    copy = Story(record=story.record, kind="zoo")
    copy.all = list(story.all)
    listed = state_document([copy])["conflicts"]
    copy.write("bob", "acknowledged", 2 * MINUTE, human=True, conflicts=[item["id"] for item in listed])
    return (story, copy)


@scenario(RECORDS, "Work records of this version hold unknown kinds only; an acknowledgement closes what is shown of them.")
def work_record():
    story = Story(record=ids.uuid7(START, bytes(10)), kind="work")
    story.write("alice", "planned", MINUTE)
    story.write("alice", "planned", 0)
    listed = state_document([story])["conflicts"]
    story.write("alice", "acknowledged", 2 * MINUTE, human=True, conflicts=[item["id"] for item in listed])
    return (story,)
