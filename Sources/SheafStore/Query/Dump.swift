import GRDB
import SheafCore

extension StoreReader {
    /// Everything that was judged, as canonical bytes: stores with equal facts give equal bytes.
    ///
    /// The document of `MemoryViews.canonicalBytes`, written piece by piece because it can be large.
    public func dump() throws -> [UInt8] {
        var bytes = Array("{\"conflicts\":[".utf8)
        let conflicts = try conflicts(ConflictFilter(includesAcknowledged: true))
        bytes.append(list: conflicts.lazy.map { JSONValue.object($0.document).canonicalBytes })
        bytes.append(contentsOf: "],\"primaries\":{".utf8)
        bytes.append(list: try primaries())
        bytes.append(contentsOf: "},\"views\":[".utf8)
        bytes.append(list: try viewDocuments())
        bytes.append(contentsOf: "]}".utf8)
        return bytes
    }

    private func viewDocuments() throws -> [[UInt8]] {
        let cursor = try db.rows(
            "SELECT content, heads, node_count FROM views WHERE author IS NOT NULL ORDER BY record")
        var documents: [[UInt8]] = []
        while let row = try cursor.next() {
            guard case .session(let view) = try RecordFold.Content(storedBytes: try row.bytes(0)) else { continue }
            documents.append(
                JSONValue.object(view.document(heads: try row.hashes(1), nodeCount: row[2])).canonicalBytes)
        }
        return documents
    }

    private func primaries() throws -> [[UInt8]] {
        let cursor = try db.rows(
            "SELECT member, record FROM members JOIN views USING (view) WHERE is_primary = 1 ORDER BY hex(member)")
        var members: [[UInt8]] = []
        while let row = try cursor.next() {
            members.append(Array("\"\(Hex.encode(try row.bytes(0)))\":\"\(try row.record(1))\"".utf8))
        }
        return members
    }
}

extension [UInt8] {
    fileprivate mutating func append(list: some Sequence<[UInt8]>) {
        for (position, element) in list.enumerated() {
            if position > 0 { append(UInt8(ascii: ",")) }
            append(contentsOf: element)
        }
    }
}
