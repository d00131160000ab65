import Foundation
import GRDB
import SheafCore

/// One thing that was done through this database.
public struct Operation: Hashable, Sendable, Identifiable {
    /// From 1.
    public let number: Int64
    public let at: Instant
    public let command: String
    /// Sequences between which the own facts were written by it; nil when it wrote none.
    public let facts: ClosedRange<Int64>?
    /// What takes it back; nil when nothing does.
    public let inverse: [Change]?
    /// The number of the operation that this one took back.
    public let undoes: Int64?

    public var id: Int64 { number }

    /// A fact to be written.
    public struct Change: Hashable, Sendable {
        public let record: RecordKey
        public let body: FactBody

        public init(record: RecordKey, body: FactBody) {
            self.record = record
            self.body = body
        }
    }
}

extension Transaction {
    /// Logs what this transaction has appended since the last call.
    ///
    /// - Parameters:
    ///   - inverse: what `undo` appends; nil when the operation cannot be taken back.
    ///   - undoes: the number of the operation that this one takes back; each at most once.
    /// - Returns: the operation's number.
    @discardableResult
    public func log(_ command: String, inverse: [Operation.Change]?, undoes: Int64? = nil) throws -> Int64 {
        try db.run(
            "INSERT INTO operations (at, command, first_fact, last_fact, inverse, undoes) VALUES (?, ?, ?, ?, ?, ?)",
            now.milliseconds, command, unlogged?.lowerBound, unlogged?.upperBound,
            inverse.map { JSONValue.array($0.map(\.document)).wrappedBytes }, undoes)
        unlogged = nil
        return db.lastInsertedRowID
    }
}

extension StoreReader {
    private static let operationColumns = "number, at, command, first_fact, last_fact, inverse, undoes"

    /// The newest first.
    public func operations(limit: Int) throws -> [Operation] {
        let sql = "SELECT \(Self.operationColumns) FROM operations ORDER BY number DESC LIMIT ?"
        let cursor = try db.rows(sql, limit)
        var operations: [Operation] = []
        while let row = try cursor.next() { operations.append(try row.operation()) }
        return operations
    }

    public func operation(_ number: Int64) throws -> Operation? {
        let sql = "SELECT \(Self.operationColumns) FROM operations WHERE number = ?"
        return try db.first(sql, number) { try $0.operation() }
    }

    /// The number of the operation that took this one back.
    public func undoing(_ number: Int64) throws -> Int64? {
        try db.integer("SELECT number FROM operations WHERE undoes = ?", number)
    }

    /// The facts that an operation wrote.
    public func facts(of operation: Operation) throws -> [HeldFact] {
        guard let range = operation.facts else { return [] }
        return try facts(after: range.lowerBound - 1, limit: range.count).filter(\.isOwn)
    }
}

extension StoredRow {
    fileprivate func operation() throws -> Operation {
        let first: Int64? = self[3]
        let last: Int64? = self[4]
        let inverse = try isNull(5) ? nil : require(Operation.Change.list(try bytes(5)), "inverse")
        return Operation(
            number: self[0], at: Instant(milliseconds: self[1]), command: self[2],
            facts: first.flatMap { first in last.flatMap { first <= $0 ? first...$0 : nil } }, inverse: inverse,
            undoes: self[6])
    }
}

extension Operation.Change {
    /// The body as an object of a fact at time 0.
    fileprivate var document: JSONValue {
        let object = Fact.object(body, time: HybridTime(at: 0), after: [], isHuman: false)
        return ["kind": .string(record.kind.name), "record": .string(record.id.hex), "object": .object(object)]
    }

    fileprivate static func list(_ bytes: [UInt8]) -> [Self]? {
        let values = try? JSONValue.readCanonicalObject(bytes)["changes"]?.array
        let changes = values?.compactMap { $0.object.flatMap(Self.init) }
        return changes?.count == values?.count ? changes : nil
    }

    private init?(_ document: JSONObject) {
        guard let kind = document["kind"]?.string.flatMap({ RecordKind($0) }),
            let id = document["record"]?.string.flatMap({ RecordID($0) }),
            let object = document["object"]?.object, let name = object["kind"]?.string
        else { return nil }
        self.init(record: RecordKey(kind, id), body: FactBody(kind: name, of: object, in: kind))
    }
}

extension JSONValue {
    /// Canonical JSON has an object outermost.
    fileprivate var wrappedBytes: [UInt8] { JSONValue.object(["changes": self]).canonicalBytes }
}
