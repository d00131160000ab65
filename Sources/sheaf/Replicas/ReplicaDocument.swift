import SheafCore
import SheafWorkspace

extension Document {
    /// One replica of `replicas list`. Protocol: schemas/common, `replica_entry`.
    init(_ entry: ReplicaEntry) {
        self = [
            "id": .string(entry.id.hex), "ssh_key": .string(entry.id.sshKey), "name": Document(entry.name),
            "card_name": Document(entry.cardName), "own": .boolean(entry.isOwn),
            "trust": .string(entry.standing.rawValue), "first_fact_at": Document(entry.written?.firstAt),
            "last_fact_at": Document(entry.written?.latestAt), "facts": Document(entry.written?.factCount ?? 0),
            "records": Document(entry.written?.recordCount ?? 0), "takes_name_of": Document(entry.takesNameOf?.hex),
            "decision": entry.decision.map { Document($0) } ?? .null,
        ]
    }

    private init(_ decision: TrustDecision) {
        var (validity, reason): (TrustDecision.Validity?, String?)
        switch decision.verdict {
        case .trusted(let bounds): validity = bounds
        case .revoked(let why): reason = why
        }
        self = [
            "at": Document(decision.decidedAt), "by": Document(decision.decidedBy), "name": Document(decision.name),
            "reason": Document(reason), "valid_after": Document(validity?.after), "valid_before": Document(validity?.before),
        ]
    }
}
