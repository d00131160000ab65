"""folds/*.json: one session record each, from lines to view, conflicts and displays."""

from sheaf_reference.state import State
from sheaf_reference.story import HOUR, MINUTE, SECRET, START, Story, oid

SCENARIOS = []
ZERO_SIGNATURE = b"A" * 86


def scenario(about, displays=(0, 20 * MINUTE, 45 * MINUTE, 3 * HOUR), elsewhere=()):
    """Registers a function that fills a Story; `elsewhere` is (replica, ms after START) of facts in other records."""

    def register(fill):
        name = fill.__name__.replace("_", "-")
        SCENARIOS.append((name, about, fill, displays, elsewhere))
        return fill

    return register


def files():
    return {f"folds/{entry[0]}.json": vector(*entry) for entry in SCENARIOS}


def vector(name, about, fill, displays, elsewhere):
    story = fill()
    lines = sorted(set(story.all))
    state = State([(story.kind, lines)])
    latest = state.last_fact()
    other = [{"replica": SECRET[replica].id, "at": START + at} for replica, at in elsewhere]
    for entry in other:
        latest[entry["replica"]] = max(latest.get(entry["replica"], 0), entry["at"])
    document = {
        "name": name,
        "about": about,
        "path": story.path,
        "lines": [line.decode("utf-8") for line in lines],
        "elsewhere": other,
        "conflicts": state.conflicts(),
        "display": [session.display(START + at, latest) for session in state.sessions for at in displays],
    }
    if state.sessions:
        document["view"] = state.views()[0]
    return document


def spoil(line):
    """The same line under a signature that does not verify."""
    return line[:-86] + ZERO_SIGNATURE


# Rule 0


@scenario("An opening alone: periods, owner and worktree come from it; opened_at comes from the record id.")
def opening_alone():
    s = Story()
    s.open("alice", worktree="00000000000000aa")
    return s


@scenario("Two openings that did not know each other: the smaller line hash decides, both worktrees count, nothing is reported.")
def opening_concurrent():
    s = Story()
    s.open("alice", worktree="00000000000000aa", timeout_s=1200)
    s.open("bob", worktree="00000000000000bb", timeout_s=2400)
    return s


@scenario("An opening that knew another opening is ignored, with its worktree, whatever its hash.")
def opening_that_knew_another():
    s = Story()
    s.open("alice", worktree="00000000000000aa")
    s.sync("alice", "bob")
    for salt in range(8):
        s.open("bob", at=salt, worktree="00000000000000bb", author="intruder")
    return s


@scenario("No opening: author unknown, default periods, no owner; the members count all the same.")
def opening_missing():
    s = Story()
    s.commit("alice", 1, 0)
    s.commit("alice", 2, 5 * MINUTE)
    return s


@scenario("Periods beyond the bounds are clamped: timeout 300...7200, warning 60...min(3600, timeout), orphan 1800...604800.")
def opening_periods_clamped_high():
    s = Story()
    s.open("alice", timeout_s=9_999_999, warning_s=9_999_999, orphan_s=9_999_999)
    return s


@scenario("Periods below the bounds, negative ones too, are clamped from below; the warning never passes the timeout.")
def opening_periods_clamped_low():
    s = Story()
    s.open("alice", timeout_s=-5, warning_s=4000, orphan_s=0)
    return s


@scenario("An opening that is not valid for its kind (a period is a string) is ignored whole; it is still a node of the graph.")
def opening_invalid():
    s = Story()
    s.open("alice", timeout_s="1800")
    s.commit("alice", 1, 0)
    return s


# Activity


@scenario("A committer clock an hour fast: the member is counted no later than what its writer knew plus the timeout.")
def activity_fast_clock_clamped():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.commit("alice", 2, 2 * MINUTE, time=60 * MINUTE)
    return s


@scenario("A committer clock a day slow: the member is counted no earlier than the activity its writer knew.")
def activity_slow_clock_clamped():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 10 * MINUTE)
    s.commit("alice", 2, 12 * MINUTE, time=-24 * HOUR)
    return s


@scenario("keep-open moves the end by its own `at`; a title, a note and a score do not move it.", (40 * MINUTE, 55 * MINUTE))
def activity_keep_open():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.write("alice", "titled", 15 * MINUTE, human=True, title="Faster joins")
    s.write("alice", "kept", 20 * MINUTE, human=True)
    s.write("alice", "noted", 25 * MINUTE, human=True, text="Second part tomorrow")
    return s


@scenario("A keep-open from a slow clock does not lower what the next writer knew: the fast commit after it is clamped from there.")
def activity_keep_open_slow_clock():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 10 * MINUTE)
    s.write("alice", "kept", -60 * MINUTE, human=True)
    s.commit("alice", 2, 12 * MINUTE, time=5 * HOUR)
    return s


@scenario("A keep-open from a clock at the end of time: idle_end saturates at 2^53 - 1.")
def activity_saturates():
    s = Story()
    s.open("alice")
    s.write("alice", "kept", 2**53 - 1 - START, human=True)
    return s


@scenario("Activity that two replicas could not know of each other: the latest of both counts.")
def activity_of_two_branches():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.commit("alice", 1, 5 * MINUTE)
    s.commit("bob", 2, 12 * MINUTE)
    s.sync("alice", "bob")
    s.commit("alice", 3, 20 * MINUTE)
    return s


# Rule 1


@scenario("One commit told three times by two replicas counts once.")
def membership_told_three_times():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.commit("alice", 1, 1 * MINUTE, time=0, via="hook")
    s.open("bob")
    s.commit("bob", 1, 0)
    return s


@scenario("A remove cancels the adds that it knew; nothing is reported.")
def membership_removed():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.commit("alice", 2, 5 * MINUTE)
    s.sync("alice", "bob")
    s.write("bob", "removed", 6 * MINUTE, human=True, commit=oid(2))
    return s


@scenario("An add that knew the remove brings the commit back, even automatically.")
def membership_added_again():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.write("alice", "removed", 1 * MINUTE, human=True, commit=oid(1))
    s.commit("alice", 1, 2 * MINUTE, time=0)
    return s


@scenario("A human remove beats a concurrent automatic add: noted.")
def membership_human_remove_wins():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("bob", "removed", 3 * MINUTE, human=True, commit=oid(2))
    s.commit("alice", 2, 4 * MINUTE)
    return s


@scenario("A human add beats a concurrent human remove: open, the remover's wish is lost.")
def membership_human_add_wins():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("bob", "removed", 3 * MINUTE, human=True, commit=oid(2))
    s.commit("alice", 2, 4 * MINUTE, via="hand")
    return s


@scenario("An automatic add stands against a concurrent automatic remove: noted.")
def membership_automatic_remove_loses():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("bob", "removed", 3 * MINUTE, commit=oid(2))
    s.commit("alice", 2, 4 * MINUTE)
    return s


@scenario("A pull request is removed against a concurrent telling of it by hand and an automatic one: one item for the key.")
def membership_of_a_pull_request():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.pull("alice", 7, 2 * MINUTE)
    s.pull("carol", 7, 2 * MINUTE, human=True)
    s.write("bob", "removed", 3 * MINUTE, human=True, pr=7)
    return s


@scenario("A contest that a later add settled is not reported any more.")
def membership_contest_settled():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("bob", "removed", 3 * MINUTE, human=True, commit=oid(2))
    s.commit("alice", 2, 4 * MINUTE)
    s.sync("alice", "bob")
    s.commit("bob", 2, 5 * MINUTE, time=4 * MINUTE, via="hand")
    return s


@scenario("An add that one remove knew is out of the contest with another remove: nothing is reported.")
def membership_add_superseded():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.commit("alice", 2, 4 * MINUTE)
    s.sync("alice", "bob")
    s.write("bob", "removed", 5 * MINUTE, human=True, commit=oid(2))
    s.write("carol", "removed", 5 * MINUTE, human=True, commit=oid(2))
    return s


@scenario("The human remove that beat an add was superseded, an automatic remove is left: the item names that one.")
def membership_beaten_by_a_superseded_remove():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    add = s.commit("alice", 2, 4 * MINUTE)
    human = s.write("bob", "removed", 3 * MINUTE, human=True, commit=oid(2))
    again = s.commit("bob", 2, 5 * MINUTE, time=4 * MINUTE, after=[human])
    s.write("carol", "removed", 6 * MINUTE, commit=oid(2), after=[again])
    assert add
    return s


# Rule 2


@scenario("An explicit end: completed at the `at` of the fact, whatever the members' times.")
def end_complete():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    return s


@scenario("An abandoned session.")
def end_abandon():
    s = Story()
    s.open("alice")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="abandon")
    return s


@scenario("An end whose writer's clock is an hour slow does not end the session before the activity that it knew.")
def end_slow_clock():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 5 * MINUTE)
    s.write("alice", "ended", -60 * MINUTE, human=True, verdict="complete")
    return s


@scenario("A member with an anchored mark completes the session at its own activity.")
def end_by_mark():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.commit("alice", 2, 8 * MINUTE, mark=True)
    return s


@scenario("A marked member that someone removed ends nothing.")
def end_by_removed_mark():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.commit("alice", 2, 8 * MINUTE, mark=True)
    s.write("alice", "removed", 9 * MINUTE, human=True, commit=oid(2))
    return s


@scenario("A later end supersedes the one it knew, against complete > abandon; nothing is reported.")
def end_superseded():
    s = Story()
    s.open("alice")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.sync("alice", "bob")
    s.write("bob", "ended", 11 * MINUTE, human=True, verdict="abandon")
    return s


@scenario("Concurrent ends that differ: complete wins over abandon although it is later; open.")
def end_differing():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="abandon")
    s.write("bob", "ended", 30 * MINUTE, human=True, verdict="complete")
    return s


@scenario("Concurrent ends that agree: the earlier `at` is the end; equal verdicts are no conflict.")
def end_agreeing_earlier_time():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "ended", 12 * MINUTE, human=True, verdict="complete")
    s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete")
    return s


@scenario("Concurrent ends in one millisecond: the smaller counter comes first, then the smaller line hash.")
def end_agreeing_counter_and_hash():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete", c=2)
    s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete", c=1)
    s.write("carol", "ended", 10 * MINUTE, human=True, verdict="complete", c=1)
    return s


@scenario("Three ends: two abandons and a mark. The mark's completion wins; both abandons lose.")
def end_mark_against_abandons():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.commit("alice", 2, 8 * MINUTE, mark=True)
    s.write("bob", "ended", 5 * MINUTE, human=True, verdict="abandon")
    s.write("carol", "ended", 6 * MINUTE, human=True, verdict="abandon")
    return s


# Rule 3


@scenario("A member whose writer did not know the end: admitted as late, revision 1, noted.")
def late_by_one():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.commit("alice", 2, 5 * MINUTE)
    return s


@scenario("A member that its writer added by itself although it knew the end does not count; one added by hand does.")
def late_known_end():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.commit("alice", 2, 11 * MINUTE)
    s.commit("alice", 3, 12 * MINUTE, via="hand")
    return s


@scenario("The same late commit told by two replicas raises the revision once.")
def late_told_twice():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.commit("alice", 2, 5 * MINUTE)
    s.commit("carol", 2, 5 * MINUTE)
    s.commit("alice", 3, 6 * MINUTE)
    return s


@scenario("Told late by one replica but known to the end by another: in time, nothing is reported.")
def late_but_known_otherwise():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.commit("bob", 2, 5 * MINUTE)
    s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.commit("alice", 2, 6 * MINUTE, time=5 * MINUTE)
    return s


@scenario("Two clones import one history with a completion mark: 0 conflicts, nobody is late.")
def late_never_by_double_import():
    s = Story()
    for name, delay in (("alice", 3 * HOUR), ("bob", 5 * HOUR)):
        s.open(name, at=delay)
        for number in (1, 2, 3):
            marks = {"mark": True} if number == 3 else {}
            s.commit(name, number, delay + number, time=(number - 1) * MINUTE, **marks)
    return s


@scenario("Late for one of two concurrent ends, in time for the other: late for the one that did not know it.")
def late_for_one_of_two_ends():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.commit("alice", 2, 5 * MINUTE)
    s.write("alice", "ended", 9 * MINUTE, human=True, verdict="complete")
    s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete")
    return s


@scenario("Best standing of a key: late beats by hand; normal beats both.")
def late_best_standing():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    end = s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.commit("alice", 2, 5 * MINUTE)
    s.commit("bob", 2, 11 * MINUTE, time=5 * MINUTE, via="hand", after=[end])
    s.commit("bob", 3, 12 * MINUTE, via="hand")
    return s


@scenario("A hand-added member that knew the end and carries a mark is itself an end that supersedes the first.")
def late_marked_by_hand_after_an_end():
    s = Story()
    s.open("alice")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="abandon")
    s.commit("alice", 2, 15 * MINUTE, via="hand", mark=True)
    return s


@scenario("An automatic marked member that knew the end neither counts nor ends anything.")
def late_marked_automatic_after_an_end():
    s = Story()
    s.open("alice")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="abandon")
    s.commit("alice", 2, 15 * MINUTE, mark=True)
    return s


@scenario("Two ends of which the hand-adder knew one: by hand its add is not late; the other replica's is, and only that is listed.")
def late_not_by_hand():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.write("bob", "ended", 11 * MINUTE, human=True, verdict="complete")
    s.commit("alice", 2, 12 * MINUTE, time=5 * MINUTE, via="hand")
    s.commit("carol", 2, 6 * MINUTE, time=5 * MINUTE)
    return s


@scenario("The end knew the commit only as one that was removed: told again it is news, late.")
def late_though_known_as_removed():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.commit("bob", 2, 5 * MINUTE)
    s.write("bob", "removed", 6 * MINUTE, commit=oid(2))
    s.write("bob", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.commit("alice", 2, 7 * MINUTE, time=5 * MINUTE)
    return s


# Rule 4


@scenario("A reopen cancels the end it knew; members after it are ordinary ones.")
def reopen_known_end():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.write("alice", "reopened", 20 * MINUTE, human=True)
    s.commit("alice", 2, 25 * MINUTE)
    return s


@scenario("A reopen against an end it did not know: the end stays in force, open.")
def reopen_unknown_end():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.write("bob", "reopened", 12 * MINUTE, human=True)
    return s


@scenario("Of two concurrent ends a reopen knew one: that one is cancelled, against the other it is an open item.")
def reopen_one_of_two_ends():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.write("bob", "ended", 11 * MINUTE, human=True, verdict="abandon")
    s.sync("bob", "carol")
    s.write("carol", "reopened", 12 * MINUTE, human=True)
    return s


@scenario("A member concurrent with a reopen that knew its end: the end is cancelled for everybody, so the member is ordinary.")
def reopen_makes_members_ordinary():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.sync("alice", "bob")
    s.commit("bob", 2, 11 * MINUTE)
    s.write("alice", "reopened", 12 * MINUTE, human=True)
    return s


@scenario("Ended again after a reopen.")
def reopen_then_end():
    s = Story()
    s.open("alice")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.write("alice", "reopened", 12 * MINUTE, human=True)
    s.write("alice", "ended", 14 * MINUTE, human=True, verdict="abandon")
    return s


# Rule 5


@scenario("No explicit end: open, idle after the warning, ended by timeout; the instants themselves belong to the next state.",
          (15 * MINUTE - 1, 15 * MINUTE, 30 * MINUTE - 1, 30 * MINUTE))
def timeout_states():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    return s


@scenario("Tests and docs touched: the idle warning ends the session, trigger heuristic.", (15 * MINUTE - 1, 15 * MINUTE, 16 * MINUTE))
def timeout_heuristic():
    s = Story()
    s.open("alice", heuristic=True)
    s.commit("alice", 1, 0, tests=True)
    s.commit("alice", 2, 1000, docs=True)
    return s


@scenario("Tests and docs touched, but the heuristic is off: timeout.")
def timeout_heuristic_off():
    s = Story()
    s.open("alice", heuristic=False)
    s.commit("alice", 1, 0, tests=True, docs=True)
    return s


@scenario("Tests and docs touched, but the warning is not below the timeout: trigger timeout.")
def timeout_heuristic_without_warning():
    s = Story()
    s.open("alice", heuristic=True, timeout_s=900, warning_s=900)
    s.commit("alice", 1, 0, tests=True, docs=True)
    return s


@scenario("The only pull request was merged: the idle warning ends the session, trigger forge, before heuristic.")
def timeout_forge():
    s = Story()
    s.open("alice", heuristic=True)
    s.commit("alice", 1, 0, tests=True, docs=True)
    s.pull("alice", 7, 2 * MINUTE)
    s.pull("alice", 7, 9 * MINUTE, state="merged")
    return s


@scenario("One pull request closed, one still open: timeout.")
def timeout_forge_one_open():
    s = Story()
    s.open("alice")
    s.pull("alice", 7, 2 * MINUTE, state="closed")
    s.pull("alice", 8, 2 * MINUTE, state="open")
    return s


@scenario("An open pull request that was removed is no member: forge.")
def timeout_forge_ignores_removed():
    s = Story()
    s.open("alice")
    s.pull("alice", 7, 2 * MINUTE, state="merged")
    s.pull("alice", 8, 2 * MINUTE, state="open")
    s.write("alice", "removed", 3 * MINUTE, human=True, pr=8)
    return s


@scenario("A removed commit touched the docs: they do not count for the heuristic.")
def timeout_heuristic_ignores_removed():
    s = Story()
    s.open("alice", heuristic=True)
    s.commit("alice", 1, 0, tests=True)
    s.commit("alice", 2, 1000, docs=True)
    s.write("alice", "removed", 2000, human=True, commit=oid(2))
    return s


@scenario("Every kind that shows that its writer saw the end, at the very millisecond of it, and none a millisecond before.")
def timeout_every_observing_kind():
    s = Story()
    first = s.open("alice")
    bodies = (
        ("titled", {"title": "x"}),
        ("noted", {"text": "x"}),
        ("scored", {"scorer": "rubric@1.0", "members": "11" * 32, "value": 1}),
        ("kept", {}),
        ("reopened", {}),
        ("removed", {"commit": oid(9)}),
        ("corrected", {"commit": oid(9), "automatic": True}),
        ("acknowledged", {"conflicts": ["ab" * 32]}),
        ("sparkled", {}),
        ("taken", {"author": "dev-2"}),
        ("ended", {"verdict": "complete"}),
    )
    for kind, fields in bodies:
        s.write("bob", kind, 30 * MINUTE, after=[first], **fields)
        s.write("bob", kind, 30 * MINUTE - 1, after=[first], **fields)
    s.commit("alice", 2, 12 * MINUTE)
    return s


@scenario("A commit of a third replica is not the owner's: nothing is reported.")
def timeout_only_the_owners_members():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("bob", "titled", 40 * MINUTE, human=True, title="Seen")
    s.commit("carol", 2, 12 * MINUTE)
    return s


@scenario("What the owner's own clone saw is the owner's: nothing is reported.")
def timeout_only_other_observers():
    s = Story()
    first = s.open("alice")
    s.write("alice", "noted", 41 * MINUTE, human=True, text="Seen", after=[first])
    s.commit("alice", 3, 13 * MINUTE, after=[first])
    return s


@scenario("The observer had told the commit itself: the owner's telling is no news, only the other commit is.")
def timeout_observer_knew_the_commit():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.commit("bob", 2, 38 * MINUTE, time=12 * MINUTE)
    s.write("bob", "titled", 43 * MINUTE, human=True, title="Seen")
    s.commit("alice", 2, 12 * MINUTE)
    s.commit("alice", 3, 13 * MINUTE)
    return s


@scenario("Somebody scored after the displayed end, while the owner worked on offline: noted.")
def timeout_owner_continued():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("bob", "scored", 40 * MINUTE, scorer="rubric@1.0", members="11" * 32, value=3000)
    s.commit("alice", 2, 20 * MINUTE)
    s.commit("alice", 3, 25 * MINUTE)
    return s


@scenario("A later fact inside the window moves the derived end for everybody; who saw the earlier end had written nothing: no item.")
def timeout_moved():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.commit("alice", 1, 29 * MINUTE)
    s.write("bob", "titled", 20 * MINUTE, human=True, title="Seen while open")
    return s


@scenario("The title came long after the displayed end, but its writer had imported the owner's commits itself: no item.")
def timeout_known_by_import():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.commit("alice", 2, 5 * MINUTE)
    s.open("bob", at=6 * HOUR)
    s.commit("bob", 1, 6 * HOUR + 1, time=0)
    s.commit("bob", 2, 6 * HOUR + 2, time=5 * MINUTE)
    s.write("bob", "titled", 6 * HOUR + 3, human=True, title="Imported")
    return s


# Rule 6


@scenario("The owner vanished: ended by timeout, then orphaned at idle_end + orphan period, not a millisecond before.",
          (30 * MINUTE, 150 * MINUTE - 1, 150 * MINUTE, 40 * HOUR))
def orphan_display():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    return s


@scenario("The owner wrote into another record at idle_end: not orphaned.", (150 * MINUTE,), (("alice", 30 * MINUTE),))
def orphan_owner_seen_elsewhere():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    return s


@scenario("The owner's last sign of life was a millisecond before idle_end: orphaned.", (150 * MINUTE,), (("alice", 30 * MINUTE - 1), ("bob", 5 * HOUR)))
def orphan_owner_seen_before():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    return s


@scenario("No opening is held, so there is no owner to have been seen: orphaned once the period passed.", (150 * MINUTE - 1, 150 * MINUTE))
def orphan_without_owner():
    s = Story()
    s.commit("alice", 1, 0)
    return s


@scenario("The owner returns with commits that the one who scored the orphan did not know: late, revision 2, noted.")
def orphan_returned():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("bob", "scored", 150 * MINUTE, scorer="rubric@1.0", members="11" * 32, value=3000)
    s.commit("alice", 2, 10 * MINUTE)
    s.commit("alice", 3, 12 * MINUTE)
    return s


@scenario("An importing clone writes old members at today's time; that is no sign of an orphan: 0 conflicts, all normal.")
def orphan_not_by_import():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.open("bob", at=20 * HOUR)
    s.commit("bob", 1, 20 * HOUR + 1, time=0)
    s.commit("alice", 2, 10 * MINUTE)
    return s


@scenario("One observer saw the displayed end, another the orphan: one item of rule 5 and one of rule 6.")
def orphan_and_continued():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("bob", "noted", 31 * MINUTE, human=True, text="Seems done")
    s.write("carol", "titled", 151 * MINUTE, human=True, title="Left behind")
    s.commit("alice", 2, 12 * MINUTE)
    return s


# Rule 7


@scenario("An orphan is taken; its taker continues. A session that was taken is no orphan any more.", (151 * MINUTE, 6 * HOUR))
def take_continued():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2", worktree="00000000000000bb")
    return s


@scenario("A take supersedes the take it knew.")
def take_superseded():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2")
    s.sync("bob", "carol")
    s.write("carol", "taken", 160 * MINUTE, human=True, author="dev-3")
    return s


@scenario("Rival takers: the smaller line hash holds it, open.")
def take_rivals():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2")
    s.write("carol", "taken", 155 * MINUTE, human=True, author="dev-3")
    return s


@scenario("Two takes by one replica that forked: no rivals.")
def take_twice_by_one_replica():
    s = Story()
    first = s.open("alice")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2", after=[first])
    s.write("bob", "taken", 156 * MINUTE, human=True, author="dev-2", after=[first])
    return s


@scenario("The owner returns with commits that the taker did not know: late, noted under take; by hand they are ordinary.")
def take_owner_returned():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2")
    s.commit("bob", 5, 156 * MINUTE)
    s.commit("alice", 2, 10 * MINUTE)
    s.commit("alice", 3, 11 * MINUTE, via="hand")
    return s


@scenario("The taker's own facts that its take did not know (a restored backup) are not late by it.")
def take_by_a_fork_of_itself():
    s = Story()
    first = s.open("alice")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2", after=[first])
    s.commit("bob", 2, 5 * MINUTE, after=[first])
    return s


@scenario("A commit late for an end, which the taker knew: late for the end, and no news to the taker.")
def take_knew_the_late_commit():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("carol", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.commit("bob", 2, 11 * MINUTE, time=5 * MINUTE)
    s.sync("bob", "carol")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2")
    s.commit("alice", 2, 12 * MINUTE, time=5 * MINUTE)
    return s


@scenario("The taker and an observer knew the owner's commit only as one that was removed: told again it is news to both.")
def take_and_observer_knew_it_as_removed():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.commit("bob", 2, 5 * MINUTE)
    s.write("bob", "removed", 6 * MINUTE, commit=oid(2))
    s.write("bob", "noted", 50 * MINUTE, human=True, text="Quiet")
    s.write("bob", "noted", 156 * MINUTE, human=True, text="Left")
    s.write("bob", "taken", 157 * MINUTE, human=True, author="dev-2")
    s.commit("alice", 2, 7 * MINUTE, time=5 * MINUTE)
    return s


@scenario("The taker told the returning owner's commit as well, after its take: not news, revision 0.")
def take_commit_told_by_both():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("bob", "taken", 155 * MINUTE, human=True, author="dev-2")
    s.commit("bob", 2, 156 * MINUTE, time=10 * MINUTE)
    s.commit("alice", 2, 10 * MINUTE)
    return s


# Rule 9


@scenario("The later title wins by causality, whatever the clocks say; nothing is reported but the clock.")
def register_later():
    s = Story()
    s.open("alice")
    s.write("alice", "titled", 20 * MINUTE, human=True, title="First")
    s.sync("alice", "bob")
    s.write("bob", "titled", 10 * MINUTE, title="Second")
    return s


@scenario("A person's title beats a concurrent automatic one that is later on the clock: noted.")
def register_human_over_automatic():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "titled", 10 * MINUTE, human=True, title="By a person")
    s.write("bob", "titled", 20 * MINUTE, title="By a program")
    return s


@scenario("Two people: the later clock wins, open. A third wrote the winning words too: a line of the item, no loser.")
def register_later_clock():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("alice", "titled", 10 * MINUTE, human=True, title="Joins")
    s.write("bob", "titled", 12 * MINUTE, human=True, title="Faster joins")
    s.write("carol", "titled", 11 * MINUTE, human=True, title="Faster joins")
    return s


@scenario("One millisecond, two counters: the greater counter is the later clock.")
def register_counter():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "noted", 10 * MINUTE, human=True, text="one", c=3)
    s.write("bob", "noted", 10 * MINUTE, human=True, text="two", c=2)
    return s


@scenario("Equal clocks: the smaller line hash.")
def register_smaller_hash():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "noted", 10 * MINUTE, human=True, text="one")
    s.write("bob", "noted", 10 * MINUTE, human=True, text="two")
    return s


@scenario("Equal values never conflict.")
def register_equal_values():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "titled", 10 * MINUTE, human=True, title="Same")
    s.write("bob", "titled", 12 * MINUTE, human=True, title="Same")
    return s


@scenario("Two spellings of one letter are two values: strings are their UTF-8 bytes.")
def register_unicode_forms_differ():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "titled", 10 * MINUTE, human=True, title="Caf\u00e9")
    s.write("bob", "titled", 12 * MINUTE, human=True, title="Cafe\u0301")
    return s


@scenario("Two programs: noted.")
def register_automatic_both():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "titled", 10 * MINUTE, title="One")
    s.write("bob", "titled", 12 * MINUTE, title="Two")
    return s


@scenario("Two programs in one millisecond: the smaller line hash, noted.")
def register_automatic_smaller_hash():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "titled", 10 * MINUTE, title="One")
    s.write("bob", "titled", 10 * MINUTE, title="Two")
    return s


@scenario("An empty title clears it; against a concurrent title the clearing is a value like any other.")
def register_cleared():
    s = Story()
    s.open("alice")
    s.write("alice", "titled", 10 * MINUTE, human=True, title="Old")
    s.sync("alice", "bob")
    s.write("alice", "titled", 15 * MINUTE, human=True, title="")
    s.write("bob", "titled", 12 * MINUTE, human=True, title="New")
    return s


@scenario("Three siblings: the step is the one between the winner and the best of the losers.")
def register_three_siblings():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("alice", "titled", 10 * MINUTE, human=True, title="A")
    s.write("bob", "titled", 12 * MINUTE, human=True, title="B")
    s.write("carol", "titled", 30 * MINUTE, title="C")
    return s


@scenario("A merged pull request against a concurrent telling that it is open: noted, the later clock; after a later fact, gone.")
def register_pull_request_state():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.pull("alice", 7, 2 * MINUTE, state="open")
    s.pull("bob", 7, 9 * MINUTE, state="merged")
    s.pull("bob", 8, 10 * MINUTE, state="open")
    s.sync("alice", "bob")
    s.pull("alice", 8, 11 * MINUTE, state="closed")
    return s


@scenario("A merge told after the end does not add a member but does show in the state of one.")
def register_pull_request_merged_after_the_end():
    s = Story()
    s.open("alice")
    s.pull("alice", 7, 2 * MINUTE)
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.pull("alice", 7, 60 * MINUTE, state="merged")
    return s


@scenario("Corrections are registers, one a commit.")
def register_corrections():
    s = Story()
    s.open("alice")
    s.commit("alice", 1, 0)
    s.sync("alice", "bob")
    s.write("alice", "corrected", 10 * MINUTE, human=True, commit=oid(1), automatic=False)
    s.write("bob", "corrected", 11 * MINUTE, human=True, commit=oid(1), automatic=True)
    s.write("bob", "corrected", 12 * MINUTE, human=True, commit=oid(2), automatic=False)
    return s


# Rule 10


@scenario("Differing scores under one key: open; another scorer and another member set are other keys.")
def score_differing():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "scored", 40 * MINUTE, scorer="rubric@1.0", members="11" * 32, value=3000)
    s.write("bob", "scored", 41 * MINUTE, scorer="rubric@1.0", members="11" * 32, value=-500)
    s.write("bob", "scored", 42 * MINUTE, scorer="rubric@1.1", members="11" * 32, value=1)
    s.write("bob", "scored", 43 * MINUTE, scorer="rubric@1.0", members="22" * 32, value=2)
    return s


@scenario("Scores: a person's beats a program's; equal ones agree; a later one replaces what it knew.")
def score_human_equal_and_later():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "scored", 40 * MINUTE, scorer="hand@1", members="11" * 32, value=3000, human=True)
    s.write("bob", "scored", 50 * MINUTE, scorer="hand@1", members="11" * 32, value=2000)
    s.write("alice", "scored", 41 * MINUTE, scorer="equal@1", members="11" * 32, value=5)
    s.write("bob", "scored", 42 * MINUTE, scorer="equal@1", members="11" * 32, value=5)
    s.write("bob", "scored", 43 * MINUTE, scorer="later@1", members="11" * 32, value=5)
    s.write("bob", "scored", 44 * MINUTE, scorer="later@1", members="11" * 32, value=6)
    return s


@scenario("Equal clocks under one score key: the smaller line hash.")
def score_smaller_hash():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "scored", 40 * MINUTE, scorer="rubric@1.0", members="11" * 32, value=1)
    s.write("bob", "scored", 40 * MINUTE, scorer="rubric@1.0", members="11" * 32, value=2)
    return s


# Rule 12


@scenario("A writer whose clock is behind what it names: noted once for the replica, at its first such fact.")
def clock_behind():
    s = Story()
    s.open("alice", at=30 * MINUTE)
    s.sync("alice", "bob")
    s.commit("bob", 2, 1 * MINUTE)
    s.open("carol", at=40 * MINUTE)
    s.sync("alice", "bob", "carol")
    s.write("bob", "kept", 2 * MINUTE, human=True)
    return s


@scenario("Of several named facts with a greater clock the item holds the greatest, then the smallest hash.")
def clock_behind_several():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.commit("alice", 2, 5 * MINUTE)
    s.commit("bob", 3, 9 * MINUTE)
    s.commit("carol", 4, 9 * MINUTE)
    s.sync("alice", "bob", "carol")
    s.write("dave", "titled", 1 * MINUTE, human=True, title="Slow", after=[line for line in s.all[1:]])
    return s


# Rule 13


@scenario("A bad signature: the fact is no node, what it says and what it names count for nothing; noted.")
def signature_bad():
    s = Story()
    s.open("alice")
    s.write("alice", "titled", 5 * MINUTE, human=True, title="True")
    s.sync("alice", "bob")
    s.write("bob", "titled", 6 * MINUTE, human=True, title="Forged", damage=spoil)
    s.write("bob", "ended", 7 * MINUTE, human=True, verdict="complete", n=1)
    return s


@scenario("A fact that names a badly signed line is not later than what that line named.")
def signature_bad_hides_nothing_and_carries_nothing():
    s = Story()
    s.open("alice")
    s.write("alice", "titled", 5 * MINUTE, human=True, title="Under")
    s.sync("alice", "bob")
    forged = s.write("bob", "noted", 6 * MINUTE, text="x", damage=spoil)
    s.write("carol", "titled", 4 * MINUTE, human=True, title="Over", after=[forged])
    return s


@scenario("Nothing but bad signatures: there is no session, only the items.")
def signature_bad_only():
    s = Story()
    s.open("alice", damage=spoil)
    s.commit("alice", 1, 0, damage=spoil)
    return s


# Rules 14 and 15


@scenario("A copied clone writes with the same key and counter: ordinary branches, each (replica, n) noted as a fork.")
def fork_of_a_clone():
    s = Story()
    s.open("alice")
    s.copy("alice", "dave")
    s.commit("alice", 2, 3 * MINUTE)
    s.commit("dave", 3, 4 * MINUTE, key="alice")
    s.commit("dave", 4, 5 * MINUTE, key="alice")
    return s


@scenario("A missing line hides nothing else: what named it stays, its own ancestors are merely unknown; the gap is noted.")
def gap_in_the_middle():
    s = Story()
    s.open("alice")
    lost = s.commit("alice", 2, 3 * MINUTE)
    s.commit("alice", 3, 4 * MINUTE)
    s.commit("alice", 4, 6 * MINUTE)
    s.all.remove(lost)
    return s


@scenario("The first lines of a replica are missing, and a later number is enormous: one gap each, no counting in between.")
def gap_enormous():
    s = Story()
    s.open("alice", n=4)
    s.commit("alice", 1, 1, n=9_999_999_999_999_999)
    return s


@scenario("After a gap a fork: every signed line of that number is in the gap's item.")
def gap_before_a_fork():
    s = Story()
    first = s.open("alice")
    s.commit("alice", 2, 3 * MINUTE, n=3, after=[first])
    s.commit("alice", 3, 4 * MINUTE, n=3, after=[first])
    return s


@scenario("An unreadable but well signed line fills its number: no gap; it is not a node.")
def gap_filled_by_an_unreadable_line():
    s = Story()
    s.open("alice")
    s.write("alice", "", 0, body=b'{"kind":"noted", "text":"white space"}')
    s.commit("alice", 1, 1000)
    return s


# Graph, unknown things, acknowledgements


@scenario("Unknown kinds are nodes: they carry causality, so the second title knew the first; they decide nothing.")
def unknown_kind_carries_causality():
    s = Story()
    s.open("alice")
    s.write("alice", "titled", 5 * MINUTE, human=True, title="First")
    s.sync("alice", "bob")
    unknown = s.write("bob", "sparkled", 6 * MINUTE, colour="blue", depth=[[1], {"x": True}])
    s.write("carol", "titled", 4 * MINUTE, title="Second", after=[unknown])
    return s


@scenario("A fact with a field that its kind does not have is ignored whole and still carries causality.")
def unknown_field_is_ignored_whole():
    s = Story()
    s.open("alice")
    s.write("alice", "titled", 5 * MINUTE, human=True, title="First")
    s.write("alice", "titled", 6 * MINUTE, human=True, title="Second", colour="blue")
    return s


@scenario("A kind of another record kind is unknown here: a card in a session.")
def unknown_kind_of_another_record():
    s = Story()
    s.open("alice")
    s.write("alice", "card", 6 * MINUTE, name="alice", formats=[1], rules=[1])
    return s


@scenario("Names in `after` that nobody holds hide nothing: the writer merely under-claims.")
def false_after_unknown_name():
    s = Story()
    s.open("alice")
    body = {"kind": "titled", "at": START + 1000, "by": "human", "title": "x", "after": ["00" * 16, "ff" * 16]}
    s.write("alice", "titled", 0, body=body)
    return s


@scenario("A liar who leaves out what it knew is only concurrent: it cannot undo the end, and its members are late.")
def false_after_under_claim():
    s = Story()
    first = s.open("alice")
    s.sync("alice", "bob")
    s.write("alice", "ended", 10 * MINUTE, human=True, verdict="complete")
    s.sync("alice", "bob")
    s.commit("bob", 2, 20 * MINUTE, after=[first])
    s.write("bob", "reopened", 21 * MINUTE, human=True, after=[first])
    return s


@scenario("An acknowledged conflict is closed for everybody; a further fact makes a new open item.")
def acknowledged_conflict():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.write("alice", "titled", 10 * MINUTE, human=True, title="One")
    s.write("bob", "titled", 12 * MINUTE, human=True, title="Two")
    s.write("alice", "noted", 10 * MINUTE, human=True, text="one")
    s.write("bob", "noted", 12 * MINUTE, human=True, text="two")
    s.sync("alice", "bob")
    listed = State([("sessions", s.all)]).conflicts()
    s.write("bob", "acknowledged", 15 * MINUTE, human=True, conflicts=sorted(item["id"] for item in listed))
    s.write("carol", "titled", 11 * MINUTE, human=True, title="Three")
    return s


@scenario("An acknowledgement of ids that are no conflicts changes nothing.")
def acknowledged_unknown_id():
    s = Story()
    s.open("alice")
    s.write("alice", "acknowledged", 15 * MINUTE, human=True, conflicts=["ab" * 32])
    return s


@scenario("More than one head: what no other node names.")
def heads_of_three_branches():
    s = Story()
    s.open("alice")
    s.sync("alice", "bob", "carol")
    s.commit("alice", 2, 1 * MINUTE)
    s.commit("bob", 3, 2 * MINUTE)
    s.write("carol", "sparkled", 3 * MINUTE)
    return s


@scenario("Everything at once: a clone, a gap, a forgery, a late member, rival takes, differing ends and titles.")
def everything_at_once():
    s = Story()
    s.open("alice", worktree="00000000000000aa", heuristic=True)
    s.commit("alice", 1, 0, tests=True)
    s.sync("alice", "bob", "carol")
    s.copy("alice", "dave")
    s.commit("alice", 2, 5 * MINUTE, docs=True)
    s.commit("dave", 3, 6 * MINUTE, key="alice", via="hook")
    s.write("bob", "taken", 160 * MINUTE, human=True, author="dev-2")
    s.write("carol", "taken", 161 * MINUTE, human=True, author="dev-3")
    s.write("bob", "titled", 162 * MINUTE, human=True, title="Two")
    s.write("carol", "titled", 163 * MINUTE, human=True, title="Three")
    s.write("bob", "ended", 170 * MINUTE, human=True, verdict="abandon")
    s.write("carol", "ended", 171 * MINUTE, human=True, verdict="complete")
    lost = s.write("dave", "noted", 7 * MINUTE, key="alice", text="lost")
    s.write("dave", "noted", 8 * MINUTE, key="alice", text="kept")
    s.write("dave", "noted", 9 * MINUTE, key="alice", text="forged", damage=spoil)
    s.all.remove(lost)
    return s
