"""The fold of many records: views, cross-record rules 8 and 11, and the list of conflicts."""

from . import shown
from .conflicts import Item, acknowledged_ids, hashes
from .graph import Record
from .registers import settle
from .session import Session, key_of


class State:
    """Records given as (path kind, lines); lines of one record are given together or apart, in any order."""

    def __init__(self, lines_by_kind):
        groups = {}
        for kind, data in lines_by_kind:
            for line in data:
                groups.setdefault((kind, line[:32]), set()).add(line)
        self.records = [Record(kind, group) for (kind, _), group in sorted(groups.items())]
        self.by_id = {(record.kind, record.id): record for record in self.records}
        folded = [record for record in self.records if record.kind == "sessions" and record.nodes]
        self.sessions = [Session(record) for record in folded]
        self.cards = [Card(record) for record in self.records if record.kind == "replicas" and record.nodes]
        self.claims = claim_subjects([record for record in self.records if record.kind == "claims"])

    def views(self):
        return [session.view() for session in self.sessions]

    def conflicts(self):
        documents = []
        for record in self.records:
            known = acknowledged_ids(record)
            documents += [item.document(item.id in known) for item in shown.items(record)]
        for session in self.sessions:
            known = acknowledged_ids(session.record)
            documents += [item.document(item.id in known) for item in session.items]
        for card in self.cards:
            known = acknowledged_ids(card.record)
            documents += [item.document(item.id in known) for item in card.items]
        documents += self.crossing(shared_commits(self.sessions), "sessions")
        documents += self.crossing([subject.item for subject in self.claims if subject.item], "claims")
        return sorted(once(documents), key=lambda document: (document["rule_number"], document["id"]))

    def crossing(self, items, kind):
        """Items over several records: an acknowledgement in any of them counts."""
        documents = []
        for item in items:
            known = set().union(*(acknowledged_ids(self.by_id[kind, record]) for record in item.concerned))
            documents.append(item.document(item.id in known))
        return documents

    def primaries(self):
        """oid -> the session that counts it, of every member commit."""
        alone = {key[1]: session.id for session in self.sessions for key in session.best if key[0] == "commit"}
        return alone | {item.field.removeprefix("commit:"): item.session for item in shared_commits(self.sessions)}

    def last_fact(self):
        """replica -> greatest `at` of its nodes in any record."""
        latest = {}
        for record in self.records:
            for node in record.nodes:
                latest[node.replica] = max(latest.get(node.replica, 0), node.fact.at)
        return latest


def once(documents):
    """Each id once: a line that was copied to a record of another path kind is judged there, too."""
    listed = {}
    for document in documents:
        known = listed.get(document["id"])
        if known is None or known["acknowledged"]:
            listed[document["id"]] = document
    return listed.values()


# Rule 8
class Share:
    """One session's part in a commit that several sessions count."""

    def __init__(self, session, key):
        self.session = session
        told = [add for add in session.counted if key_of(add) == key]
        others = [session.act[add] for add in session.counted if key_of(add) != key]
        self.best = session.best[key]
        time = self.best.fact.fields["time"]
        until = max([session.opened_at] + others) + session.timeout
        vias = {add.fact.fields.get("via") for add in told}
        tokens = {add.fact.fields.get("worktree") for add in told}
        self.rank = [
            ("by-hand", "hand" not in vias),
            ("by-hook", "hook" not in vias),
            ("window", not session.opened_at <= time <= until),
            ("worktree", not tokens & set(session.worktrees)),
            ("earlier-opening", session.opened_at),
            ("smaller-id", session.id),
        ]

    @property
    def order(self):
        return [value for _, value in self.rank]


def shared_commits(sessions):
    holders = {}
    for session in sessions:
        for key in session.best:
            if key[0] == "commit":
                holders.setdefault(key, []).append(session)
    items = []
    for key, group in sorted(holders.items()):
        if len(group) < 2:
            continue
        first, second, *rest = sorted((Share(session, key) for session in group), key=lambda share: share.order)
        step = next(name for (name, mine), (_, other) in zip(first.rank, second.rank) if mine != other)
        losers = hashes(share.best for share in [second, *rest])
        items.append(
            Item(
                8,
                False,
                first.session.id,
                f"commit:{key[1]}",
                losers | {first.best.hash},
                step,
                first.best.hash,
                losers,
                tuple(session.id for session in group),
            )
        )
    return items


# Rule 9 in a replica record
class Card:
    """A replica's own account of itself."""

    def __init__(self, record):
        self.record = record
        self.node, item = settle(record.of_kind("card"), lambda node: node.fact.fields, 9, record.id, "card")
        self.items = [item] if item else []

    def view(self):
        view = {"id": self.record.id, "facts": len(self.record.nodes)}
        if self.node:
            view["card"] = {**self.node.fact.fields, "line": self.node.hash}
        return view


# Rule 11
class Subject:
    """Who holds what one subject names."""

    def __init__(self, subject, claims, released):
        self.subject = subject
        fence = max(claim.fact.fields["fence"] for claim in claims)
        top = [claim for claim in claims if claim.fact.fields["fence"] == fence]
        unreleased = [claim for claim in top if claim not in released]
        self.claim = min(unreleased or top, key=lambda claim: claim.hash)
        self.released = not unreleased
        self.item = None
        if len(unreleased) > 1:
            self.item = Item(
                11,
                True,
                self.claim.line.record,
                f"claim:{subject}",
                hashes(unreleased),
                "smaller-hash",
                self.claim.hash,
                hashes(unreleased) - {self.claim.hash},
                tuple(claim.line.record for claim in unreleased),
            )

    def view(self):
        return {
            "subject": self.subject,
            "fence": self.claim.fact.fields["fence"],
            "record": self.claim.line.record,
            "holder": self.claim.replica,
            "line": self.claim.hash,
            "released": self.released,
        }


def claim_subjects(records):
    claims, released = {}, set()
    for record in records:
        told = record.of_kind("claim")
        for claim in told:
            if any(claim.knew(other) for other in told):
                continue
            claims.setdefault(claim.fact.fields["subject"], []).append(claim)
            if any(node.replica == claim.replica and node.knew(claim) for node in record.of_kind("released")):
                released.add(claim)
    return [Subject(subject, group, released) for subject, group in sorted(claims.items())]
