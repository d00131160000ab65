import Crypto
import SheafCore

/// Writers who have push access and keep to nothing: they put any bytes into the remote's tree.
struct Hostiles {
    private let seeds: [[UInt8]]
    private let keys: [ReplicaKey]
    /// Lines that are not what honest replicas write, and why.
    private(set) var lines: [LineHash: Fault] = [:]
    /// What was put where, to see whether it arrived.
    private(set) var attempts: [Fault: Int] = [:]

    init(_ chance: inout Chance) {
        seeds = [chance.bytes(32), chance.bytes(32)]
        keys = seeds.compactMap { ReplicaKey(seed: $0) }
    }

    mutating func mark(_ line: LineHash, as fault: Fault) { lines[line] = fault }

    mutating func strike(_ fault: Fault, in world: World) throws {
        guard let tip = world.remote.tip, let tree = world.pool.tree(of: tip) else { return }
        var forest = Forest(tree, world.pool)
        guard try change(&forest, fault, world) else { return }
        let new = forest.write()
        guard new != tree else { return }
        let commit = world.pool.add(.commit(tree: new, parent: tip))
        try world.remote.force(commit, objects: forest.written + [commit], isLoss: fault == .droppedLines)
        if let claim { world.ledger.overtake(claim.subject, claim.fence, at: world.time, lossCount: world.remote.lossCount) }
        attempts[fault, default: 0] += 1
        world.tell("a hostile writer pushes: \(fault.rawValue)")
        if fault == .droppedLines {
            world.note(fault)
            world.forgiveWhatIsGone()
        }
    }

    /// The claim that the running strike puts into somebody's record, when it counts.
    private var claim: FactBody.Claim?

    private mutating func change(_ forest: inout Forest, _ fault: Fault, _ world: World) throws -> Bool {
        claim = nil
        let paths = forest.shardPaths
        guard let text = world.chance.pick(paths), let path = ShardPath(text) else { return false }
        let lines = forest.lines(at: text)
        guard let bytes = world.chance.pick(lines), let victim = try? Line(bytes: bytes) else { return false }
        switch fault {
        case .droppedLines:
            forest.remove(text)
        case .badEntry:
            let names = ["README", "sessions2/x/y/z/w", "sessions/2026-11/31/a", "sessions/2026-13", "format/x", "claims/g", "work"]
            forest.blobs[world.chance.pick(names) ?? "README", default: []] += Array("hello\n".utf8)
        case .untidyShard:
            forest.blobs[text] = Array((lines.reversed() + lines.prefix(2)).joined(separator: [10])) + [10]
        default:
            guard let line = line(fault, victim, path, forest, world) else { return false }
            let place = fault == .wrongShard ? elsewhere(path, world) : text
            // The victim may be a line that does not belong there; then this one does not either, and says nothing.
            if fault == .squattedRecord, path == ShardPath(kind: .claim, record: victim.record) { claim = Self.counted(line) }
            mark(LineHash(of: line), as: fault)
            forest.blobs[place, default: []] += line + [10]
        }
        return true
    }

    private func elsewhere(_ path: ShardPath, _ world: World) -> String {
        let digit = String((path.digit + 1) % 16, radix: 16)
        return path.description.dropLast() + digit
    }

    /// A line that lies in one way or other.
    private func line(_ fault: Fault, _ victim: Line, _ path: ShardPath, _ forest: Forest, _ world: World) -> [UInt8]? {
        let key = world.chance.roll(keys.count)
        let now = World.start + world.time
        switch fault {
        case .badSignature:
            // In the name of the victim, with the greatest number that the grammar allows.
            let number = world.chance.isLucky(500) ? 9_999_999_999_999_999 : victim.number + 1
            let body = #"{"at":\#(now),"by":"human","kind":"ended","verdict":"abandon"}"#
            let head = "\(victim.record) \(victim.replica) \(number) \(body) "
            return Array(head.utf8) + Array(victim.bytes.suffix(86))
        case .forkedLine:
            return signed(victim.record, key, 1, object("kept", at: now + Int64(world.chance.roll(1000))))
        case .squattedRecord, .wrongShard:
            return signed(victim.record, key, 1 + world.chance.roll(3), squat(path, victim, world, at: now))
        case .falseAfter:
            let names = forest.lines(at: path.description).map { LineHash(of: $0).name.hex }
                + [Hex.encode(world.chance.bytes(16))]
            let after = Set(names).sorted().prefix(64).map { "\"\($0)\"" }.joined(separator: ",")
            return signed(
                victim.record, key, 1,
                #"{"after":[\#(after)],"at":\#(now),"by":"human","kind":"titled","title":"mine"}"#)
        case .oversizedLine:
            return signed(victim.record, key, 1, object("x" + String(repeating: "y", count: 9000), at: now))
        case .nonCanonicalBody:
            let bodies = [
                #"{"kind":"kept","at":1}"#, #"{ "at":1,"kind":"kept"}"#, #"{"at":1.0,"kind":"kept"}"#,
                #"{"at":1,"at":2,"kind":"kept"}"#, #"{"at":9007199254740993,"kind":"kept"}"#, #"{{}"#,
            ]
            return signed(victim.record, key, 1, world.chance.pick(bodies) ?? "{}")
        case .futureFact:
            let at = now + World.year * 7 + Int64(world.chance.roll(1000))
            let bodies = [
                #"{"at":\#(at),"by":"human","kind":"titled","title":"from 2033"}"#,
                #"{"at":\#(at),"kind":"noted","text":"later"}"#,
                #"{"at":\#(at),"c":2147483647,"kind":"titled","title":"later"}"#,
            ]
            return signed(victim.record, key, 1, world.chance.pick(bodies) ?? "{}")
        default: return nil
        }
    }

    private func object(_ kind: String, at: Int64) -> String { #"{"at":\#(at),"kind":"\#(kind)"}"# }

    private func squat(_ path: ShardPath, _ victim: Line, _ world: World, at now: Int64) -> String {
        if path.kind == .claim { return squatClaim(victim, world, at: now) }
        let bodies = [
            #"{"at":\#(now),"author":"eve","heuristic":true,"kind":"opened","orphan_s":1800,"timeout_s":300,"warning_s":60}"#,
            #"{"at":\#(now),"by":"human","kind":"ended","verdict":"abandon"}"#,
            #"{"at":\#(now),"author":"eve","kind":"taken"}"#,
            #"{"at":\#(now),"formats":[1],"kind":"card","name":"eve","rules":[1]}"#,
            #"{"at":\#(now),"kind":"released"}"#,
        ]
        return world.chance.pick(bodies) ?? "{}"
    }

    /// About the victim's subject or another one, with a fence around the victim's or the greatest of all; sometimes knowing
    /// the victim's line, so that it does not count.
    private func squatClaim(_ victim: Line, _ world: World, at now: Int64) -> String {
        guard world.chance.isLucky(900) else { return object("released", at: now) }
        let known = Self.claim(victim)
        let subject = world.chance.isLucky(500) ? known?.claim.subject : world.chance.pick(world.subjects)
        let fence = known?.claim.fence ?? 1
        let fences = world.chance.isLucky(30) ? [9_007_199_254_740_991] : [1, max(fence - 1, 1), fence, fence + 1]
        let after = known != nil && world.chance.isLucky(200) ? #""after":["\#(victim.hash.name.hex)"],"# : ""
        return "{" + after + #""at":\#(now),"fence":\#(world.chance.pick(fences) ?? 1),"kind":"claim","lease_s":60,"#
            + #""subject":"\#(subject ?? "work:1")"}"#
    }

    private static func claim(_ line: Line) -> (claim: FactBody.Claim, after: [LineName])? {
        guard let fact = try? Fact(line, in: .claim), case .claim(let claim) = fact.body else { return nil }
        return (claim, fact.after)
    }

    /// Rule 11, told again for the lines that are made here, which know nothing or another claim.
    private static func counted(_ bytes: [UInt8]) -> FactBody.Claim? {
        guard let line = try? Line(bytes: bytes), let known = claim(line), known.after.isEmpty else { return nil }
        return known.claim
    }

    private func signed(_ record: RecordID, _ key: Int, _ number: Int, _ body: String) -> [UInt8]? {
        let bytes = Array("\(record) \(keys[key].replica) \(number) \(body)".utf8)
        guard let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: seeds[key]),
            let signature = try? secret.signature(for: Array("sheaf 1\n".utf8) + bytes)
        else { return nil }
        return bytes + [UInt8(ascii: " ")] + Base64URL.encode(Array(signature))
    }
}
