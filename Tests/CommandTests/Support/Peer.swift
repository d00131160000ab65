import Testing
import SheafCore
import SheafStore

/// Another replica, whose facts arrive in a scratch repository as if they had been fetched.
struct Peer {
    let key: ReplicaKey
    private(set) var arrived: [ReceivedLine] = []
    private var numbers: [RecordID: Int64] = [:]

    init(_ seed: UInt8) throws {
        key = try #require(ReplicaKey(seed: [UInt8](repeating: seed, count: 32)))
    }

    /// Writes one fact.
    ///
    /// - Parameters:
    ///   - minutes: the writer's clock, from `Scene.start`.
    ///   - after: what the writer knew.
    mutating func say(
        _ body: FactBody, about record: RecordKey, minutes: Int64, after: [Line] = [], isHuman: Bool = false
    ) throws -> Line {
        let time = HybridTime(at: Scene.start.milliseconds + minutes * 60_000)
        return try say(Fact.object(body, time: time, after: after.map(\.hash.name), isHuman: isHuman), about: record)
    }

    /// Writes any object, valid or not.
    mutating func say(_ object: JSONObject, about record: RecordKey, isSigned: Bool = true, skipping: Int64 = 0) throws -> Line {
        let number = numbers[record.id, default: 0] + 1 + skipping
        numbers[record.id] = number
        var line = try key.line(record: record.id, number: number, body: object)
        if !isSigned { line = try Line(bytes: Self.forged(line.bytes)) }
        let path = try #require(ShardPath(kind: record.kind, record: record.id))
        arrived.append(ReceivedLine(path: path, line: line, isSigned: isSigned))
        return line
    }

    /// Another first byte of the signature, which is 86 characters long.
    private static func forged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let position = bytes.count - 86
        bytes[position] = bytes[position] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        return bytes
    }

    /// The next fact gets the number of the last one once more, as in a copied database.
    mutating func forget(_ record: RecordKey) {
        numbers[record.id, default: 1] -= 1
    }
}
