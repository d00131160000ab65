import SheafCore
import SheafStore

/// Which items to list; nil does not filter.
public struct ConflictSelection: Hashable, Sendable {
    /// As `SessionLookup` takes it.
    public var session: String?
    /// The latest judged fact is at or after.
    public var since: Instant?
    public var status: Conflict.Status?
    public var includesAcknowledged: Bool
    /// Also items that only replicas which were revoked here have caused.
    public var includesUntrusted: Bool

    public init(
        session: String? = nil, since: Instant? = nil, status: Conflict.Status? = nil, includesAcknowledged: Bool = false,
        includesUntrusted: Bool = false
    ) {
        self.session = session
        self.since = since
        self.status = status
        self.includesAcknowledged = includesAcknowledged
        self.includesUntrusted = includesUntrusted
    }
}

public struct ConflictListing: Sendable {
    public let reports: [ConflictReport]
    /// Items that were left out because only revoked replicas have caused them.
    public let untrustedCount: Int
}

extension Workspace {
    /// Items with all that was judged, in the order of every list.
    ///
    /// - Throws: `SessionError` when the session's name fits none or several.
    public func conflicts(_ selection: ConflictSelection = ConflictSelection()) throws -> ConflictListing {
        try store.read { try conflicts(selection, $0) }
    }

    func conflicts(_ selection: ConflictSelection, _ reader: StoreReader) throws -> ConflictListing {
        let lookup = SessionLookup(reader: reader, repository: repository)
        let filter = ConflictFilter(
            session: try selection.session.map { try lookup.session($0).id }, since: selection.since,
            status: selection.status, includesAcknowledged: selection.includesAcknowledged)
        var names = ConflictNames(reader)
        let all = try reader.conflicts(filter).map { try ConflictReport($0, reader, names: &names) }
        let shown = selection.includesUntrusted ? all : all.filter { !$0.isRevoked }
        return ConflictListing(reports: shown, untrustedCount: all.count - shown.count)
    }
}
