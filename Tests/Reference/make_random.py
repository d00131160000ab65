#!/usr/bin/env python3
"""Prints random states with the reference's verdict, one JSON document a line, for another fold to be compared with.

The same seed gives the same bytes. Each document: {"seed", "index", "shards": {path: [lines without LF]}, "views",
"cards", "claims", "conflicts", "display": [{"record", "at", "state", "trigger", "ended_at"}]}. With --retention instead:
random decisions about what is pushed under a policy, in the shape of Protocol/vectors/retention.

The states hold what real ones do and worse: clones that share a key, lost lines, forged signatures, unreadable and
invalid facts, unknown kinds, facts that under-claim or name lines nobody holds, commits shared between sessions.
"""

import argparse
import json
import random
import sys

from sheaf_reference import ids
from sheaf_reference.documents import state_document
from sheaf_reference.state import State
from sheaf_reference.story import HOUR, MINUTE, SECRET, START, Story, oid
from vector_sources import retentions

NAMES = ["alice", "bob", "carol", "dave"]
TOKENS = ["00000000000000aa", "00000000000000bb"]
# Few instants, so that ties are common; around the periods' ends, so that they are crossed.
INSTANTS = [0, 1, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 31 * MINUTE, 60 * MINUTE, 151 * MINUTE, 6 * HOUR, -HOUR]


class Dice:
    """One random state."""

    def __init__(self, seed, index):
        self.random = random.Random(f"sheaf {seed} {index}")
        self.stories = []
        for number in range(self.random.choice([1, 1, 2, 2, 3])):
            self.session(number)
        if self.chance(0.3):
            self.stories += self.claims()
        if self.chance(0.2):
            self.stories.append(self.card())
        for story in self.stories:
            self.damage(story)
        if self.chance(0.1):
            # The id of a replica's record has no date, which the other path kind would need.
            dated = [story for story in self.stories if story.kind != "replicas"]
            self.stories.append(self.copied(self.random.choice(dated)))

    def chance(self, probability):
        return self.random.random() < probability

    def at(self):
        return self.random.choice(INSTANTS) + self.random.choice([0, 0, 0, 1, 1000])

    def session(self, number):
        story = Story(author=f"dev-{number}", first=number, start=START + self.random.choice([0, 10 * MINUTE, 3 * HOUR]))
        self.stories.append(story)
        names = self.random.sample(NAMES, self.random.randint(1, 4))
        for _ in range(self.random.randint(1, 24)):
            if len(names) > 1 and self.chance(0.35):
                story.sync(*self.random.sample(names, self.random.randint(2, len(names))))
            name = self.random.choice(names)
            if name != "dave" and "dave" in names and self.chance(0.05):
                story.copy(name, "dave")
                self.shared_key = name
            self.fact(story, name)

    def fact(self, story, name):
        kind = self.random.choices(list(WRITERS), [weight for weight, _ in WRITERS.values()])[0]
        extra = {}
        if self.chance(0.4):
            extra["human"] = True
        if self.chance(0.1):
            extra["c"] = self.random.randint(1, 2)
        if self.chance(0.12):
            extra["after"] = self.claimed(story)
        if self.chance(0.04):
            extra["damage"] = lambda line: line[:-1] + (b"g" if line[-1:] != b"g" else b"w")
        if self.chance(0.03):
            extra["n"] = self.random.choice([1, 2, 3, 9_007_199_254_740_993])
        if name == "dave" and self.chance(0.5):
            extra["key"] = getattr(self, "shared_key", "dave")
        WRITERS[kind][1](self, story, name, extra)

    def claimed(self, story):
        """What a liar or a restored backup says it knew: some of what exists, or nothing, or lines of no one."""
        known = [line for line in story.all if line in story.named]
        chosen = self.random.sample(known, min(len(known), self.random.randint(0, 3)))
        if self.chance(0.2):
            chosen.append(SECRET["carol"].line(story.record, 77, {"kind": "lost", "at": 0}))
        return chosen

    def damage(self, story):
        """Lines that never arrived."""
        if self.chance(0.3):
            keep = self.random.choice([0.5, 0.8, 0.95])
            story.all = [line for line in story.all if self.chance(keep)]

    def copied(self, story):
        """Lines that somebody has put into a record of another path kind as well: no signature covers a path."""
        copy = Story(record=story.record, kind="zoo")
        copy.all = [line for line in story.all if self.chance(0.7)]
        if copy.all and self.chance(0.3):
            listed = [item["id"] for item in State([("zoo", copy.all)]).conflicts()]
            copy.write("carol", "acknowledged", self.at(), conflicts=sorted(listed)[:64] or ["ab" * 32])
        return copy

    # What replicas write

    def opened(self, story, name, extra):
        changes = {
            "timeout_s": self.random.choice([300, 900, 1800, 1800, 1800, 7200, 99_999]),
            "warning_s": self.random.choice([60, 900, 900, 900, 5000]),
            "orphan_s": self.random.choice([1800, 7200, 7200]),
            "heuristic": self.chance(0.5),
        }
        if self.chance(0.6):
            changes["worktree"] = self.random.choice(TOKENS)
        if self.chance(0.05):
            changes["timeout_s"] = True
        story.open(name, self.at(), **changes, **extra)

    def commit(self, story, name, extra):
        fields = dict(extra)
        for flag, probability in (("tests", 0.2), ("docs", 0.2), ("mark", 0.08)):
            if self.chance(probability):
                fields[flag] = True
        if self.chance(0.5):
            fields["via"] = self.random.choice(["hook", "hand", "mark", "hook"])
        if self.chance(0.3):
            fields["worktree"] = self.random.choice(TOKENS)
        if self.chance(0.02):
            fields["docs"] = False
        story.commit(name, self.random.randint(0, 5), self.at(), time=self.at(), **fields)

    def pull(self, story, name, extra):
        state = self.random.choice(["open", "closed", "merged", "merged"])
        story.pull(name, self.random.randint(1, 2), self.at(), state=state, **extra)

    def removed(self, story, name, extra):
        number = self.random.randint(0, 6)
        key = {"pr": 1} if number == 6 else {"commit": oid(number)}
        story.write(name, "removed", self.at(), **key, **extra)

    def ended(self, story, name, extra):
        story.write(name, "ended", self.at(), verdict=self.random.choice(["complete", "abandon"]), **extra)

    def plain(kind):
        return lambda self, story, name, extra: story.write(name, kind, self.at(), **extra)

    def titled(self, story, name, extra):
        title = self.random.choice(["", "one", "two", "Caf\u00e9", "Cafe\u0301", "\U0001f916"])
        story.write(name, "titled", self.at(), title=title, **extra)

    def noted(self, story, name, extra):
        story.write(name, "noted", self.at(), text=self.random.choice(["", "one", "two\n\"three\""]), **extra)

    def taken(self, story, name, extra):
        story.write(name, "taken", self.at(), author=f"taker-{name}", **extra)

    def scored(self, story, name, extra):
        fields = {
            "scorer": self.random.choice(["rubric@1.0", "rubric@1.1"]),
            "members": self.random.choice(["11" * 32, "22" * 32]),
            "value": self.random.choice([-4000, 0, 3000]),
        }
        story.write(name, "scored", self.at(), **fields, **extra)

    def corrected(self, story, name, extra):
        fields = {"commit": oid(self.random.randint(0, 1)), "automatic": self.chance(0.5)}
        story.write(name, "corrected", self.at(), **fields, **extra)

    def acknowledged(self, story, name, extra):
        listed = [item["id"] for item in State([(other.kind, other.all) for other in self.stories]).conflicts()]
        chosen = self.random.sample(listed, min(len(listed), 3)) or ["ab" * 32]
        story.write(name, "acknowledged", self.at(), conflicts=sorted(chosen), **extra)

    def unknown(self, story, name, extra):
        story.write(name, self.random.choice(["sparkled", "card", "z"]), self.at(), colour="blue", **extra)

    def unreadable(self, story, name, extra):
        bodies = [b"{}", b'{"at":1,"kind":"kept" }', b'{"at":1.0,"kind":"kept"}', b'{"kind":"kept","at":1}', b"{{}"]
        bodies += [b'{"at":1,"c":0,"kind":"kept"}', b'{"after":[],"at":1,"kind":"kept"}', b'{"at":1,"by":"robot","kind":"kept"}']
        story.write(name, "", 0, body=self.random.choice(bodies), **{key: extra[key] for key in extra if key in ("n", "key")})

    # Other records

    def claims(self):
        stories = []
        for number in range(self.random.randint(1, 4)):
            record = ids.uuid7(START + number, bytes([self.random.randint(0, 255)] * 10))
            story = Story(record=record, kind="claims")
            name = self.random.choice(NAMES)
            fields = {"subject": self.random.choice(["work:1", "budget:2026-03"]), "fence": self.random.randint(1, 2), "lease_s": 60}
            for _ in range(self.random.choice([1, 1, 1, 2])):
                story.write(name, "claim", self.at(), **fields)
            for _ in range(self.random.choice([0, 0, 1, 3])):
                self.squat(story)
            if self.chance(0.3):
                story.write(self.random.choice([name, "bob"]), "released", self.at())
            stories.append(story)
        return stories

    def squat(self, story):
        """What others put into somebody's claim record, knowing what is there or not."""
        name = self.random.choice(NAMES)
        if self.chance(0.4):
            story.sync(name, *story.held)
        extra = {"after": self.claimed(story)} if self.chance(0.3) else {}
        kind = self.random.choice(["claim", "claim", "claim", "released", "sparkled", "acknowledged"])
        if kind == "claim":
            extra["subject"] = self.random.choice(["work:1", "budget:2026-03"])
            extra |= {"fence": self.random.randint(0, 3), "lease_s": 60}
        if kind == "acknowledged":
            listed = [item["id"] for item in State([("claims", story.all)]).conflicts()]
            extra["conflicts"] = sorted(listed)[:64] or ["ab" * 32]
        story.write(name, kind, self.at(), **extra)

    def card(self):
        name = self.random.choice(NAMES)
        story = Story(record=SECRET[name].id[:32], kind="replicas")
        for index in range(self.random.randint(1, 3)):
            extra = {"after": []} if self.chance(0.5) else {}
            writer = name if self.chance(0.8) else self.random.choice(NAMES)
            body = {"kind": "card", "at": START + index, "name": f"{name}-{index % 2}", "formats": [1], "rules": [1, 2][: 1 + index % 2]}
            if not extra and story.heads(writer):
                body["after"] = story.heads(writer)
            story.write(writer, "", 0, body=body)
        return story

    def document(self, seed, index):
        moments = [START + instant for instant in (0, 20 * MINUTE, 40 * MINUTE, 200 * MINUTE, 9 * HOUR)]
        stories = [story for story in self.stories if story.all]
        return {"seed": seed, "index": index, **state_document(stories, moments)}


WRITERS = {
    "opened": (3, Dice.opened),
    "commit": (14, Dice.commit),
    "pull": (2, Dice.pull),
    "removed": (2, Dice.removed),
    "ended": (2, Dice.ended),
    "reopened": (1, Dice.plain("reopened")),
    "kept": (1, Dice.plain("kept")),
    "titled": (2, Dice.titled),
    "noted": (1, Dice.noted),
    "taken": (1, Dice.taken),
    "scored": (1, Dice.scored),
    "corrected": (1, Dice.corrected),
    "acknowledged": (1, Dice.acknowledged),
    "unknown": (1, Dice.unknown),
    "unreadable": (0.5, Dice.unreadable),
}


def state_document_of(seed, index):
    return Dice(seed, index).document(seed, index)


def retention_document(seed, index):
    decision = retentions.random_document(random.Random(f"sheaf retention {seed} {index}"))
    return {"seed": seed, "index": index, **decision}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True, help="states to print")
    parser.add_argument("--first", type=int, default=0, help="index of the first state, to repeat one")
    parser.add_argument("--retention", action="store_true", help="what a policy leaves out of a push")
    options = parser.parse_args()
    make = retention_document if options.retention else state_document_of
    for index in range(options.first, options.first + options.count):
        document = make(options.seed, index)
        sys.stdout.write(json.dumps(document, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
