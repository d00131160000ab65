extension Conflict {
    /// The item as a store keeps it; its id is derived again on reading.
    package var storedBytes: [UInt8] {
        var writer = StoredWriter()
        writer.integer(Int64(rule.rawValue))
        writer.text(status.rawValue)
        writer.record(record)
        writer.text(field)
        writer.optional(winner) { $0.hash($1) }
        writer.list(losers) { $0.hash($1) }
        writer.text(step.rawValue)
        writer.list(lines) { $0.hash($1) }
        writer.flag(isAcknowledged)
        return writer.bytes
    }

    package init(storedBytes: [UInt8]) throws(StoredFormFailure) {
        var reader = StoredReader(storedBytes)
        self.init(
            try reader.require(Rule(rawValue: Int(try reader.integer()))), try reader.choice(),
            record: try reader.record(), field: try reader.text(),
            winner: try reader.optional { reader throws(StoredFormFailure) in try reader.hash() },
            losers: try reader.list { reader throws(StoredFormFailure) in try reader.hash() },
            step: try reader.choice(),
            lines: try reader.list { reader throws(StoredFormFailure) in try reader.hash() })
        isAcknowledged = try reader.flag()
        guard reader.isAtEnd else { throw StoredFormFailure() }
    }
}

extension RecordFold {
    /// Commits that a person took out of this session, whether or not one was added again; ascending.
    package var commitsRemovedByHand: [ObjectID] {
        guard let session else { return [] }
        let commits = session.kinds.removed.compactMap { node, key -> ObjectID? in
            guard case .commit(let id) = key, session.fact(node).isHuman else { return nil }
            return id
        }
        return Set(commits).sorted()
    }
}
