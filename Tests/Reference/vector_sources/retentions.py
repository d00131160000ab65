"""retention/*.json: what a policy leaves out of the next push, what counts as news, and when nothing is pushed."""

from sheaf_reference import ids, l0
from sheaf_reference.retention import Retention, document
from sheaf_reference.story import HOUR, MINUTE, SECRET, START, Story

DAY = 24 * HOUR
JANUARY, FEBRUARY, MARCH = START - 45 * DAY, START - 10 * DAY, START
CASES = []


def case(about):
    def register(fill):
        CASES.append((fill.__name__.replace("_", "-"), about, fill))
        return fill

    return register


def files():
    return {f"retention/{name}.json": {"name": name, "about": about, **fill().document()} for name, about, fill in CASES}


class Case:
    """A policy, a replica and a remote, all of them empty at first."""

    def __init__(self, floor=None, evicted=()):
        self.retention = Retention(floor, frozenset(story.record for story in evicted))
        self.held = {}
        self.pending = set()
        self.remote = {"format": l0.FORMAT_BYTES}

    def holds(self, *stories):
        """Held here and once known to be on the remote."""
        for story in stories:
            put(self.held, story.path, story.all)
        return self

    def waits(self, *stories):
        """Held here and never known to be on the remote."""
        self.pending.update(line for story in stories for line in story.all)
        return self.holds(*stories)

    def shares(self, *stories):
        return self.holds(*stories).there(*stories)

    def there(self, *stories):
        for story in stories:
            put(self.remote, story.path, story.all)
        return self

    def foreign(self, path, data):
        """Bytes that no writer of this protocol puts there."""
        self.remote[path] = self.remote.get(path, b"") + data
        return self

    def without_ref(self):
        self.remote = None
        return self

    def document(self):
        return document(self.retention, self.held, self.pending, self.remote)


def put(tree, path, lines):
    tree[path] = l0.encode_shard(l0.read_shard(tree.get(path, b""), path)[0] | set(lines))


def record(start, number):
    """The ids of one start are neighbours in one shard."""
    return ids.uuid7(start, bytes([number] * 9 + [7]))


def session(start, number=1):
    story = Story(record=record(start, number), start=start)
    story.open("alice")
    story.commit("alice", number, MINUTE)
    return story


def other(kind, start, number=1):
    story = Story(record=record(start, number), kind=kind, start=start)
    story.write("bob", "grew", 0, colour="blue")
    return story


def claim(start, number, fence, subject="spend", release=False, writer="alice", **changes):
    story = Story(record=record(start, number), kind="claims", start=start)
    damage = changes.pop("damage", None)
    story.write(writer, "claim", 0, damage=damage, **{"subject": subject, "fence": fence, "lease_s": 60, **changes})
    if release:
        story.write(writer, "released", MINUTE)
    return story


def card():
    story = Story(record=SECRET["alice"].id[:32], kind="replicas")
    story.write("alice", "card", 0, body={"kind": "card", "at": START, "name": "alice", "formats": [1], "rules": [1]})
    return story


@case("Without a policy the joined tree is pushed.")
def no_policy():
    return Case().shares(session(JANUARY)).waits(session(MARCH))


@case("Without a policy and without a difference nothing is pushed.")
def no_policy_in_sync():
    return Case().shares(session(JANUARY), session(MARCH))


@case("The remote holds a month below the floor and nothing else differs: no reason to push. A person may ask for it.")
def floor_alone_is_no_reason():
    return Case("2026-02").shares(session(JANUARY), session(MARCH))


@case("The replica holds a month below the floor that the remote lacks: no reason to push either.")
def floor_alone_is_no_reason_here():
    return Case("2026-02").holds(session(JANUARY)).shares(session(MARCH))


@case("News takes the months below the floor along: they leave the remote with it.")
def floor_leaves_with_news():
    return Case("2026-03").shares(session(JANUARY), session(FEBRUARY), session(MARCH)).waits(session(MARCH, 2))


@case("The floor itself stays, whatever the path kind; path kinds without months have none.")
def floor_month_stays():
    stories = [other(kind, start) for kind in ("work", "claims") for start in (JANUARY, FEBRUARY, MARCH)]
    return Case("2026-02").shares(card(), session(FEBRUARY), session(JANUARY), *stories).waits(session(MARCH))


@case("A path kind that this version does not know has months, too; in its plain form it has none.")
def floor_of_an_unknown_path_kind():
    policy = Case("2026-02").waits(session(MARCH))
    for start in (JANUARY, MARCH):
        line = other("work", start).all[0]
        day = "%02d" % ids.date_of(line[:32].decode())[2]
        month = "2026-%02d" % ids.date_of(line[:32].decode())[1]
        for path in ("zoo/7", f"zoo/{month}/7", f"zoo/{month}/{day}/7"):
            put(policy.held, path, [line])
            put(policy.remote, path, [line])
    return policy


@case("What was written about a month below the floor is no news, though the remote never had it.")
def old_facts_are_no_news():
    return Case("2026-02").shares(session(MARCH)).waits(session(JANUARY))


@case("Of two records in one shard the evicted one goes, with the next news.")
def evicted_with_news():
    gone, stays = session(MARCH, 1), session(MARCH, 2)
    return Case(evicted=[gone]).shares(gone, stays).waits(session(FEBRUARY))


@case("An evicted record on the remote is no reason to push.")
def evicted_alone_is_no_reason():
    gone = session(MARCH, 1)
    return Case(evicted=[gone]).shares(gone, session(MARCH, 2))


@case("A new fact about an evicted record is no news.")
def facts_about_the_evicted_are_no_news():
    gone = session(MARCH, 1)
    policy = Case(evicted=[gone]).shares(gone, session(MARCH, 2))
    gone.write("alice", "titled", HOUR, human=True, title="Still here")
    put(policy.held, gone.path, gone.all)
    policy.pending.add(gone.all[-1])
    return policy


@case("Lines of an evicted record go wherever they stand, also where somebody copied them, readable or not.")
def evicted_wherever_it_stands():
    gone = session(MARCH, 1)
    gone.write("alice", "", 0, body=b"{}")
    gone.write("alice", "noted", MINUTE, text="forged", damage=lambda line: line[:-86] + b"A" * 86)
    policy = Case(evicted=[gone]).shares(gone).waits(session(MARCH, 2))
    for path in ("zoo/7", "zoo/2026-03/7", "work/2026-03/7"):
        policy.foreign(path, l0.encode_shard(set(gone.all) | set(other("work", MARCH, 3).all)))
    return policy


@case("The remote lost what is kept here and holds what is left out: it is given back, and nothing is taken away by it.")
def giving_back_takes_nothing():
    lost, gone = session(MARCH, 1), session(MARCH, 2)
    return Case("2026-02", [gone]).holds(lost).shares(session(JANUARY), gone)


@case("The remote lost what is kept here and holds nothing that is left out: what is kept is pushed.")
def giving_back_to_a_clean_remote():
    return Case("2026-02").holds(session(JANUARY), session(MARCH, 1)).shares(session(MARCH, 2))


@case("Lost and new at once: what is new is news, so everything is left out.")
def giving_back_with_news():
    return Case("2026-02").holds(session(MARCH, 1)).shares(session(JANUARY)).waits(session(MARCH, 2))


@case("A pending fact that the remote has already, pushed by hand or with a lost answer, is no news.")
def known_to_the_remote_after_all():
    policy = Case("2026-02").shares(session(JANUARY)).waits(session(MARCH))
    return policy.there(session(MARCH)).holds(session(MARCH, 2))


@case("What somebody else pushed and this replica did not know is joined, and no reason to push.")
def news_of_others_is_none():
    return Case("2026-02").shares(session(JANUARY)).there(session(MARCH), session(FEBRUARY))


@case("No ref: what is kept is pushed.")
def no_ref():
    return Case("2026-02").without_ref().holds(session(JANUARY)).holds(session(MARCH))


@case("No ref, and nothing of what is held is kept: nothing is pushed, also when a person asks.")
def no_ref_and_nothing_kept():
    return Case("2026-02").without_ref().waits(session(JANUARY))


@case("Nothing of the remote is kept: nothing is pushed unless a person asks; then the state without facts is.")
def nothing_kept():
    gone = session(MARCH)
    return Case("2026-02", [gone]).shares(session(JANUARY), gone)


@case("The policy lets a month in again, so its facts are pending: they are news.")
def let_in_again():
    return Case("2026-01").shares(session(MARCH)).waits(session(JANUARY))


@case("Of each subject the claim with the greatest fence stays below the floor, with all of its record's lines.")
def greatest_fence_stays():
    claims = [claim(JANUARY, 1, 7, release=True), claim(FEBRUARY, 2, 8, release=True), claim(JANUARY, 3, 1, "work:1")]
    return Case("2026-03").shares(*claims).waits(session(MARCH))


@case("Of equal greatest fences all stay.")
def equal_fences_stay():
    claims = [claim(JANUARY, 1, 8), claim(FEBRUARY, 2, 8, writer="bob"), claim(FEBRUARY, 3, 7)]
    return Case("2026-03").shares(*claims).waits(session(MARCH))


@case("A greater fence above the floor does not count: of those that may go the greatest stays.")
def fence_above_the_floor_does_not_count():
    return Case("2026-03").shares(claim(JANUARY, 1, 7), claim(FEBRUARY, 2, 8), claim(MARCH, 3, 9)).waits(session(MARCH))


@case("Fences that nobody signed, or that are not valid, shadow none; their records go.")
def false_fences_shadow_none():
    forged = claim(JANUARY, 2, 99, damage=lambda line: line[:-86] + b"A" * 86)
    invalid = claim(JANUARY, 3, 98, lease_s=1)
    unknown = claim(JANUARY, 4, 97, colour="blue")
    return Case("2026-03").shares(claim(JANUARY, 1, 7), forged, invalid, unknown).waits(session(MARCH))


@case("A claim elsewhere than under claims/ is a line like any other.")
def claim_in_another_path_kind():
    copied = claim(JANUARY, 1, 9)
    copied.kind = "work"
    return Case("2026-03").shares(copied, claim(JANUARY, 2, 7)).waits(session(MARCH))


@case("An evicted claim with the greatest fence stays, a lower one goes.")
def evicted_claims():
    old, greatest = claim(MARCH, 1, 7), claim(MARCH, 2, 8)
    return Case(evicted=[old, greatest]).shares(old, greatest, claim(MARCH, 3, 6)).waits(session(MARCH, 9))


@case("A record of several claims stays for any of them; a claim that knew another shadows none that names no line.")
def several_claims_in_one_record():
    both = claim(JANUARY, 1, 1, "budget")
    both.write("alice", "claim", MINUTE, subject="spend", fence=9, lease_s=60)
    return Case("2026-03").shares(both, claim(JANUARY, 2, 8), claim(FEBRUARY, 3, 2, "budget")).waits(session(MARCH))


@case("The others' greater fence arrives: the former one goes with the next news, and is no reason to push before.")
def greater_fence_arrives():
    return Case("2026-03").shares(claim(JANUARY, 1, 7)).there(claim(FEBRUARY, 2, 8, writer="bob"))


@case("A greater fence below the floor that the remote never had is news: fences outlive the floor.")
def greater_fence_is_news():
    return Case("2026-03").shares(claim(JANUARY, 1, 7)).waits(claim(FEBRUARY, 2, 8))


@case("What no writer puts there: above the floor it goes with the first push, below it it goes with the month.")
def foreign_files():
    policy = Case("2026-02").shares(session(MARCH)).foreign("README.md", b"hello\n").foreign("zoo/2026-01/odd", b"old\n")
    return policy.foreign("replicas/2026-01/odd", b"no month\n").foreign(session(MARCH).path, b"no line\n")


@case("Only foreign files differ, and only below the floor: no reason to push.")
def foreign_files_below_the_floor():
    policy = Case("2026-02").shares(session(MARCH)).foreign("zoo/2026-01/odd", b"old\n")
    return policy.foreign(session(JANUARY).path, b"no line\n")


@case("An evicted record's line in a shard that is not its own is none of its lines: the join drops it.")
def evicted_in_a_wrong_shard():
    gone, stays = session(FEBRUARY), session(MARCH)
    return Case(evicted=[gone]).shares(stays).foreign(stays.path, l0.encode_shard(gone.all))


@case("A remote without the file format differs by more than the floor: it is mended, and loses nothing by it.")
def remote_without_format():
    policy = Case("2026-02").shares(session(JANUARY), session(MARCH))
    del policy.remote["format"]
    return policy


@case("Two that evict each other's records: this one gives back what it keeps and takes nothing.")
def rivals():
    mine, theirs = session(MARCH, 1), session(MARCH, 2)
    return Case(evicted=[theirs]).holds(mine, theirs).there(theirs, session(FEBRUARY)).holds(session(FEBRUARY))


# Random decisions


class RandomCase(Case):
    """A few records of three months, some of them evicted, held, pending and on the remote at random."""

    def __init__(self, random):
        self.random = random
        pool = self.stories()
        evicted = [story for story in pool if self.chance(0.15)]
        super().__init__(random.choice([None, "2026-01", "2026-02", "2026-03", "2026-04"]), evicted)
        is_quiet = self.chance(0.5)
        for story in pool:
            place = random.choice(["shares", "shares", "holds", "waits", "there", "nowhere"])
            if is_quiet and place in ("holds", "waits") and not self.retention.concerns(story.path, story.all[0]):
                place = "shares"
            if place != "nowhere":
                getattr(self, place)(story)
            if place == "waits" and self.chance(0.2):
                self.there(story)
        if self.chance(0.1):
            self.without_ref()
        elif self.chance(0.3):
            self.spoil(pool)

    def chance(self, probability):
        return self.random.random() < probability

    def stories(self):
        stories = [card()]
        for start in (JANUARY, FEBRUARY, MARCH):
            stories += [session(start, number) for number in (1, 2)] + [other("work", start)]
            for number in range(3, 3 + self.random.randint(0, 3)):
                subject = self.random.choice(["spend", "work:1"])
                stories.append(claim(start, number, self.random.randint(1, 3), subject, release=self.chance(0.3)))
                if self.chance(0.3):
                    again = {"subject": self.random.choice(["spend", "work:1"]), "fence": self.random.randint(1, 6)}
                    writer = self.random.choice(["alice", "bob"])
                    stories[-1].write(writer, "claim", MINUTE, lease_s=60, **again)
            if self.chance(0.3):
                forge = lambda line: line[:-86] + b"A" * 86
                stories.append(claim(start, 8, self.random.randint(2, 9), damage=forge))
            if self.chance(0.3):
                stories.append(claim(start, 9, self.random.randint(2, 9), lease_s=1))
        return stories

    def spoil(self, pool):
        paths = ["README.md", "zoo/2026-01/odd", "replicas/2026-01/odd", "zoo/7", *(story.path for story in pool)]
        for path in self.random.sample(paths, 4):
            stranger = self.random.choice(pool).all[0]
            self.foreign(path, self.random.choice([b"no line\n", stranger + b"\n", stranger, b"\n"]))
        if self.chance(0.2):
            del self.remote["format"]


def random_document(random):
    return RandomCase(random).document()
