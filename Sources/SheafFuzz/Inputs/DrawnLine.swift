@testable import SheafCore

/// Lines of a small world: few records, replicas, commits and times, so that facts meet.
///
/// Nobody signs them: the fold takes the verdict from intake, and millions of signatures would leave no time for folding.
/// A verdict is a function of the line, so the last letter of its signature says which one it gets.
struct DrawnLines {
    /// With the record's kind, in the order in which they were written.
    private(set) var lines: [(kind: RecordKind, held: HeldLine)] = []

    static let countMax = 48

    /// 2026-11-21T13:24:24Z.
    private static let epoch: Int64 = 1_795_267_464_000
    private static let replicas = (1...4).compactMap { ReplicaID(bytes: [UInt8](repeating: $0, count: 32)) }
    private static let sessions = (0..<3).map {
        RecordID(time: Instant(milliseconds: epoch + $0 * 900_000), entropy: [UInt8](repeating: 10, count: 10))
    }
    private static let commits = ["1", "2", "3", "4"].map { String(repeating: $0, count: 40) }

    init(_ draw: inout Draw) {
        while !draw.isEmpty, lines.count < Self.countMax { add(&draw) }
    }

    /// Once in a while a line is odd in such a way that it cannot be one; then nothing is added.
    private mutating func add(_ draw: inout Draw) {
        let replica = draw.pick(Self.replicas)
        let (kind, record) = Self.record(&draw, replica)
        var body = Self.body(&draw, kind)
        if draw.rarely(4) { body["by"] = "human" }
        if draw.rarely(16) { body["c"] = .integer(draw.integer()) }
        let at = Self.time(&draw)
        if draw.rarely(24) { body[draw.pick(["at", "kind", "after", "zoo"])] = Self.odd(&draw, depth: 0) } else { body["at"] = .integer(at) }
        let after = names(&draw)
        if !after.isEmpty { body["after"] = .array(after.map { .string($0) }) }
        let number = draw.rarely(16) ? max(1, draw.integer() % 1_000_000_000_000_000) : Int64(1 + draw.below(4))
        let isSigned = !draw.rarely(16)
        guard let line = Self.line(record, replica, number, JSONValue.object(body).canonicalBytes, isSigned: isSigned) else {
            return
        }
        lines.append((kind, HeldLine(line, isSigned: isSigned)))
    }

    static func line(
        _ record: RecordID, _ replica: ReplicaID, _ number: Int64, _ body: [UInt8], isSigned: Bool = true
    ) -> Line? {
        let signature = String(repeating: "A", count: 85) + (isSigned ? "A" : "Q")
        return try? Line(bytes: Array("\(record) \(replica) \(number) ".utf8) + body + Array(" \(signature)".utf8))
    }

    private static func record(_ draw: inout Draw, _ replica: ReplicaID) -> (RecordKind, RecordID) {
        switch draw.below(12) {
        case 8, 9: (.claim, draw.pick(sessions))
        case 10: (.replica, draw.pick(replicas).record)
        case 11: (RecordKind("zoo") ?? .work, draw.pick(sessions))
        default: (.session, draw.pick(sessions))
        }
    }

    private static func time(_ draw: inout Draw) -> Int64 {
        if draw.rarely(24) { return draw.integer() }
        return epoch + Int64(draw.byte()) * 60_000 + Int64(draw.below(4)) * 7_200_000
    }

    /// Ascending, each once: of lines written before, and sometimes of one that nobody holds.
    private func names(_ draw: inout Draw) -> [String] {
        var names: Set<String> = []
        for _ in 0..<draw.below(4) {
            if lines.isEmpty || draw.rarely(24) {
                names.insert(String(repeating: draw.pick(["0", "a", "f"]), count: 32))
            } else {
                names.insert(lines[lines.count - 1 - draw.below(min(lines.count, 16))].held.line.hash.name.hex)
            }
        }
        return names.sorted()
    }

    /// The fields of a kind, each odd once in a while.
    static func body(_ draw: inout Draw, _ kind: RecordKind) -> JSONObject {
        var fields = JSONObject(Self.fields(&draw, kind))
        guard draw.rarely(12) else { return fields }
        let key = draw.pick(["commit", "time", "state", "verdict", "title", "value", "fence", "worktree", "members", "x"])
        fields[key] = draw.rarely(3) ? nil : odd(&draw, depth: 0)
        return fields
    }

    private static func fields(_ draw: inout Draw, _ kind: RecordKind) -> [(String, JSONValue)] {
        if kind == .claim, draw.rarely(2) {
            let fields: [(String, JSONValue)] = [
                ("kind", "claim"), ("subject", draw.pick(["work/1", "spend/ada"])),
                ("fence", .integer(Int64(1 + draw.below(3)))), ("lease_s", .integer(draw.pick([10, 900, 86_400, 9]))),
            ]
            return draw.rarely(3) ? [("kind", "released")] : fields
        }
        if kind == .replica, draw.rarely(2) {
            return [("kind", "card"), ("name", .string(draw.text(4))), ("formats", [1]), ("rules", [1, 2])]
        }
        switch draw.below(16) {
        case 0: return opening(&draw)
        case 1: return [("kind", "ended"), ("verdict", draw.pick(["complete", "abandon"]))]
        case 2: return [("kind", "removed"), commit(&draw)]
        case 3: return [("kind", "reopened")]
        case 4: return [("kind", "kept")]
        case 5: return [("kind", "titled"), ("title", .string(draw.text(3)))]
        case 6: return [("kind", "noted"), ("text", .string(draw.text(3)))]
        case 7: return [("kind", "taken"), ("author", draw.pick(["ada", "bob"]))] + token(&draw)
        case 8:
            return [
                ("kind", "scored"), ("scorer", draw.pick(["a@1", "b@2"])), ("value", .integer(draw.integer())),
                ("members", .string(String(repeating: "7", count: 64))),
            ]
        case 9: return [("kind", "corrected"), commit(&draw), ("automatic", .boolean(draw.rarely(2)))]
        case 10: return [("kind", "acknowledged"), ("conflicts", [.string(String(repeating: "5", count: 64))])]
        case 11: return [("kind", "member"), ("pr", .integer(Int64(1 + draw.below(2)))), ("state", draw.pick(["open", "closed", "merged"])), ("time", .integer(time(&draw)))]
        default: return [("kind", "member"), commit(&draw), ("time", .integer(time(&draw)))] + flags(&draw) + token(&draw)
        }
    }

    private static func opening(_ draw: inout Draw) -> [(String, JSONValue)] {
        [
            ("kind", "opened"), ("author", draw.pick(["ada", "bob"])), ("timeout_s", .integer(draw.integer())),
            ("warning_s", .integer(draw.pick([900, 60, 7200]))), ("orphan_s", .integer(draw.integer())),
            ("heuristic", .boolean(draw.rarely(2))),
        ] + token(&draw)
    }

    private static func commit(_ draw: inout Draw) -> (String, JSONValue) { ("commit", .string(draw.pick(commits))) }

    private static func flags(_ draw: inout Draw) -> [(String, JSONValue)] {
        let bits = draw.byte()
        return ["tests", "docs", "mark"].enumerated().filter { bits >> UInt8($0.offset) & 1 == 1 }.map { ($0.element, true) }
            + (bits & 8 == 8 ? [("via", draw.pick(["hook", "hand", "mark"]))] : [])
    }

    private static func token(_ draw: inout Draw) -> [(String, JSONValue)] {
        draw.rarely(3) ? [("worktree", .string(String(repeating: draw.pick(["a", "b"]), count: 16)))] : []
    }

    /// Any value.
    static func odd(_ draw: inout Draw, depth: Int) -> JSONValue {
        switch draw.below(depth < 10 ? 6 : 4) {
        case 0: .integer(draw.integer())
        case 1: .string(draw.text(12))
        case 2: .boolean(draw.rarely(2))
        case 3: .string(String(repeating: draw.pick(["0", "a", "\u{301}", "\u{0}"]), count: draw.below(66)))
        case 4: .array((0..<draw.below(4)).map { _ in odd(&draw, depth: depth + 1) })
        default: .object(JSONObject((0..<draw.below(4)).map { _ in (draw.text(6), odd(&draw, depth: depth + 1)) }))
        }
    }
}
