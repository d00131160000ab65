/// A replica whose card takes the name of one that is trusted here, under another key.
public struct NameClash: Hashable, Sendable {
    public let replica: ReplicaID
    /// What its card says.
    public let name: String
    /// Whose name it is.
    public let trusted: ReplicaID
}

extension Trust {
    /// Cards that could be taken for somebody else's. Revoked and trusted replicas take nobody's name.
    ///
    /// - Parameter cards: each replica's name; any order.
    /// - Returns: by replica.
    public func clashes(_ cards: some Sequence<(replica: ReplicaID, name: String)>) -> [NameClash] {
        let cards = cards.sorted { $0.replica < $1.replica }
        var owners: [String: ReplicaID] = [:]
        for (replica, name) in cards where standing(of: replica) == .trusted { owners[Self.look(name)] = replica }
        for replica in trusted { decision(about: replica)?.name.map { owners[Self.look($0)] = replica } }
        return cards.compactMap { card in
            guard standing(of: card.replica) == .known, let trusted = owners[Self.look(card.name)] else { return nil }
            return NameClash(replica: card.replica, name: card.name, trusted: trusted)
        }
    }

    /// What a hasty reader sees of a name: letters and digits without case, look-alikes taken for each other.
    private static func look(_ name: String) -> String {
        String(name.lowercased().compactMap { character in
            switch character {
            case "0": "o"
            case "1", "i": "l"
            default: character.isLetter || character.isNumber ? character : nil
            }
        })
    }
}
