import SheafCore

/// Finds the one replica that a person means: by key, by the name on its card, or by the name it was given here.
///
/// Anybody may put any name on a card, so a name that fits several is never resolved by guessing.
struct ReplicaLookup {
    let entries: [ReplicaEntry]

    /// As many digits as lists show stand for a whole key.
    private static let keyDigitCountMin = 8
    /// Fewer characters begin too much.
    private static let prefixCountMin = 3

    /// - Throws: `ReplicaError.unknown`, `.ambiguous`.
    func replica(_ text: String) throws(ReplicaError) -> ReplicaEntry {
        let whole = entries.filter { $0.cardName == text || $0.decision?.name == text || Self.isKey(text, of: $0) }
        if let only = try Self.only(whole, text) { return only }
        let begun = text.count < Self.prefixCountMin ? [] : entries.filter { entry in
            let names = [entry.cardName, entry.decision?.name, entry.id.hex].compactMap(\.self)
            return names.contains { $0.lowercased().hasPrefix(text.lowercased()) }
        }
        if let only = try Self.only(begun, text) { return only }
        guard let unseen = ReplicaID(text.lowercased()) else { throw .unknown(text, candidates: entries.map(\.candidate)) }
        return ReplicaEntry(
            id: unseen, cardName: nil, isOwn: false, standing: .known, decision: nil, written: nil, takesNameOf: nil)
    }

    private static func isKey(_ text: String, of entry: ReplicaEntry) -> Bool {
        text.utf8.count >= keyDigitCountMin && entry.id.hex.hasPrefix(text.lowercased())
    }

    private static func only(_ found: [ReplicaEntry], _ text: String) throws(ReplicaError) -> ReplicaEntry? {
        guard found.count <= 1 else { throw .ambiguous(text, candidates: found.map(\.candidate)) }
        return found.first
    }
}

extension ReplicaEntry {
    var candidate: ReplicaError.Candidate { ReplicaError.Candidate(id: id, name: name) }
}
