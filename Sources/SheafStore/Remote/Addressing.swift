import GRDB
import SheafCore

extension Transaction {
    /// What waits, and what is held back, is about the remote of this URL from now on.
    ///
    /// What people decided about secrets for another remote says nothing about this one. What they decided before there was
    /// any remote holds for the first.
    ///
    /// - Parameter lacking: what the remote is not known to have; not asked for the first one, which lacks all that waits.
    /// - Returns: false when it was so before.
    @discardableResult
    public func address(to url: String, lacking: (StoreReader) throws -> [HeldFact]) throws -> Bool {
        let reader = try reader()
        let former = try reader.addressee()
        guard former != url else { return false }
        if former.isEmpty {
            try db.run("UPDATE withheld_from SET url = ? WHERE url = ''", url)
        } else {
            let waiting = try lacking(reader).map(\.sequence)
            try db.run("DELETE FROM outbox")
            for sequence in waiting { try facts.post(sequence) }
            // What only the former one may not have is in no tree yet.
            if try !reader.heldBack().isEmpty { try noteProjection(tip: nil, upTo: 0) }
        }
        try db.run("UPDATE this SET addressee = ?", url)
        return true
    }

    /// Whether the outbox is about this remote; nil does not care.
    public func isAddressed(to url: String?) throws -> Bool {
        try url.map { try StoreReader(db).addressee() == $0 } ?? true
    }
}

extension StoreReader {
    /// The URL of the remote that the outbox is about; empty before the first.
    public func addressee() throws -> String {
        try db.first("SELECT addressee FROM this") { $0[0] } ?? ""
    }

    /// Under which URL it stands what people have decided about the secrets that a remote may have.
    ///
    /// - Parameter url: nil: the remote that the outbox is about.
    func judge(for url: String?) throws -> String {
        let addressee = try addressee()
        return addressee.isEmpty ? "" : url ?? addressee
    }

    /// What no tree may hold that is written for the addressee.
    public func heldBack() throws -> [ArrivedLine] {
        try withheld().filter { $0.decision != .allowed }.map(\.held.arrived)
    }
}
