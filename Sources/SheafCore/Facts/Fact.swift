/// A readable fact: a line's envelope and what it says. With a valid signature it is a node of its record's graph.
///
/// Protocol: 2-facts, sections 4 and 7. Never changes; a class because folds sort and keep many of them.
public final class Fact: Hashable, Sendable {
    /// Names in one `after`; more heads are spread over several facts.
    public static let afterCountMax = 64

    public let line: Line
    public let time: HybridTime
    /// Ascending, at most `afterCountMax`.
    public let after: [LineName]
    /// Somebody did this on purpose; else it was observed.
    public let isHuman: Bool
    public let body: FactBody

    public var hash: LineHash { line.hash }

    /// - Throws: why the line is unreadable: it is then carried and shown, and is no node of the graph.
    public init(_ line: Line, in record: RecordKind) throws(EnvelopeFailure) {
        let object: JSONObject
        do { object = try JSONValue.readCanonicalObject(line.body) } catch { throw .json(error) }
        guard let kind = object["kind"]?.string, Self.isKind(kind) else { throw .field("kind") }
        guard let at = object["at"]?.integer, at >= 0 else { throw .field("at") }
        self.line = line
        time = HybridTime(at: at, counter: try Self.counter(object["c"]))
        after = try Self.names(object["after"])
        isHuman = try Self.isHuman(object["by"])
        let body = FactBody(kind: kind, of: object, in: record)
        // A card is a replica's account of itself.
        let isForeignCard = if case .card = body { line.replica.record != line.record } else { false }
        self.body = isForeignCard ? .invalid(kind: kind, field: "replica") : body
    }

    /// A line read in records of two kinds can say two things.
    public static func == (left: Fact, right: Fact) -> Bool { left.line == right.line && left.body == right.body }

    public func hash(into hasher: inout Hasher) { hasher.combine(line) }

    /// The object of a new fact.
    ///
    /// - Parameter after: what the writer held and no other held line names; any order, the first
    ///   `afterCountMax` in ascending order are used.
    public static func object(
        _ body: FactBody, time: HybridTime, after: some Collection<LineName>, isHuman: Bool
    ) -> JSONObject {
        let (kind, members) = body.fields
        var object = JSONObject(members)
        object["kind"] = .string(kind)
        object["at"] = .integer(time.at)
        if time.counter > 0 { object["c"] = .integer(time.counter) }
        if isHuman { object["by"] = "human" }
        let names = after.sorted().prefix(afterCountMax)
        if !names.isEmpty { object["after"] = .array(names.map { .string($0.hex) }) }
        return object
    }

    private static func isKind(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard (1...32).contains(text.utf8.count), text.utf8.first.map(letters.contains) == true else { return false }
        return text.utf8.allSatisfy { letters.contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func counter(_ value: JSONValue?) throws(EnvelopeFailure) -> Int64 {
        guard let value else { return 0 }
        guard let counter = value.integer, (1...HybridTime.counterMax).contains(counter) else { throw .field("c") }
        return counter
    }

    private static func names(_ value: JSONValue?) throws(EnvelopeFailure) -> [LineName] {
        guard let value else { return [] }
        guard let values = value.array, (1...afterCountMax).contains(values.count) else { throw .field("after") }
        let names = values.compactMap { $0.string.flatMap { LineName($0) } }
        guard names.count == values.count, isStrictlyAscending(names) else { throw .field("after") }
        return names
    }

    private static func isHuman(_ value: JSONValue?) throws(EnvelopeFailure) -> Bool {
        guard let value else { return false }
        guard value == "human" else { throw .field("by") }
        return true
    }
}

/// Why a line's object is unreadable.
public enum EnvelopeFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case json(JSONFailure)
    case field(String)

    public var description: String {
        switch self {
        case .json(let failure): "its body is not canonical JSON (\(failure.rawValue))"
        case .field(let name): "its field \(name) is missing or out of bounds"
        }
    }
}
