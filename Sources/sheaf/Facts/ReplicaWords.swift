import SheafCore

/// Who wrote something.
enum ReplicaWords {
    /// The name on the card, which anybody may choose, and the key's first digits, which nobody can.
    static func text(_ replica: ReplicaID, name: String?) -> Text {
        name.map { "\($0, .heading) (\(short(replica)))" } ?? "replica \(short(replica))"
    }

    static func short(_ replica: ReplicaID) -> Text { "\(replica.hex.prefix(8))" }
}
