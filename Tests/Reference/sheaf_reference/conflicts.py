"""Conflict items (Protocol/7-conflicts.md)."""

import hashlib
from dataclasses import dataclass

RULE_NAMES = {
    1: "membership",
    2: "end",
    3: "late-member",
    4: "reopen",
    5: "timeout",
    6: "orphan",
    7: "take",
    8: "shared-commit",
    9: "register",
    10: "score",
    11: "claim",
    12: "clock",
    13: "signature",
    14: "fork",
    15: "gap",
}


def conflict_id(rule, hashes):
    text = f"{rule}\n" + "".join(f"{item}\n" for item in sorted(hashes))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass
class Item:
    """One judgement; `lines`, `winner` and `losers` are line hashes, `concerned` the records whose acknowledgement closes it."""

    rule: int
    open: bool
    session: str
    field: str
    lines: frozenset
    decided_by: str
    winner: str = ""
    losers: frozenset = frozenset()
    concerned: tuple = ()

    @property
    def id(self):
        return conflict_id(self.rule, self.lines)

    def document(self, acknowledged):
        return {
            "id": self.id,
            "rule": RULE_NAMES[self.rule],
            "rule_number": self.rule,
            "status": "open" if self.open else "noted",
            "session": self.session,
            "field": self.field,
            "winner": self.winner,
            "losers": sorted(self.losers),
            "decided_by": self.decided_by,
            "lines": sorted(self.lines),
            "acknowledged": acknowledged,
        }


def hashes(nodes):
    return frozenset(node.hash for node in nodes)


def acknowledged_ids(record):
    return {item for node in record.of_kind("acknowledged") for item in node.fact.fields["conflicts"]}
