import SheafCore
import SheafStore

/// Facts of three replicas that give an item under every rule, with one text in every place that takes any.
struct Scene {
    /// 2026-11-21T09:00:00.000Z
    static let start = Instant(milliseconds: 1_795_251_600_000)

    var ada: Peer
    var ben: Peer
    var cleo: Peer
    let text: String

    init(text: String = "Login form") throws {
        self.text = text
        ada = try Peer(1)
        ben = try Peer(2)
        cleo = try Peer(3)
        try tellCards()
        try tellRegistersAndEnds()
        try tellTakes()
        try tellMembers()
        try tellSilence()
        try tellShown()
    }

    var lines: [ReceivedLine] { ada.arrived + ben.arrived + cleo.arrived }

    static func commit(_ number: Int) -> ObjectID {
        guard let id = ObjectID(String(0xc0de_0000 + number, radix: 16) + String(repeating: "0", count: 32)) else {
            preconditionFailure("BUG: not an object id")
        }
        return id
    }

    /// The session that a commit opens, so many minutes after the start.
    static func session(_ author: AuthorSlug, first number: Int, minutes: Int64 = 0) -> RecordKey {
        let id = RecordID.session(
            author: author, firstMember: .commit(commit(number)), committedAt: start.milliseconds / 1000 + minutes * 60)
        return RecordKey(.session, id)
    }

    private static func slug(_ text: String) -> AuthorSlug { AuthorSlug(text) ?? .unknown }

    private static func member(_ number: Int, minutes: Int64, via: FactBody.Via = .window) -> FactBody {
        .member(.init(key: .commit(commit(number)), time: start.milliseconds + minutes * 60_000, via: via))
    }

    private static func opening(_ author: String) -> FactBody {
        .opened(.init(
            author: slug(author), timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200, isHeuristic: true,
            worktree: nil))
    }

    private mutating func open(_ author: String, first: Int, minutes: Int64 = 0) throws -> (RecordKey, [Line]) {
        let record = Self.session(Self.slug(author), first: first, minutes: minutes)
        let opened = try ada.say(Self.opening(author), about: record, minutes: minutes)
        let member = try ada.say(Self.member(first, minutes: minutes), about: record, minutes: minutes, after: [opened])
        return (record, [member])
    }

    private mutating func tellCards() throws {
        for (name, peer) in [("Ada's laptop", \Scene.ada), ("ben-desk", \Scene.ben)] {
            let record = RecordKey(.replica, self[keyPath: peer].key.replica.record)
            let card = FactBody.card(.init(name: name.filter { $0 != "'" }, formats: [1], rules: [1]))
            _ = try self[keyPath: peer].say(card, about: record, minutes: 0)
        }
    }

    /// Rules 2, 4, 9 and 10.
    private mutating func tellRegistersAndEnds() throws {
        let (record, known) = try open("ada", first: 1)
        _ = try ada.say(.titled(text), about: record, minutes: 5, after: known, isHuman: true)
        _ = try ben.say(.titled("Ben: " + text), about: record, minutes: 6, after: known, isHuman: true)
        _ = try ada.say(.noted(text), about: record, minutes: 5, after: known)
        _ = try ben.say(.noted("Ben: " + text), about: record, minutes: 6, after: known, isHuman: true)
        _ = try ada.say(.corrected(commit: Self.commit(1), isAutomatic: true), about: record, minutes: 5, after: known, isHuman: true)
        _ = try ben.say(.corrected(commit: Self.commit(1), isAutomatic: false), about: record, minutes: 5, after: known, isHuman: true)
        let members = String(repeating: "ab", count: 32)
        _ = try ada.say(.scored(.init(scorer: "size@1", members: members, value: 1500)), about: record, minutes: 7, after: known)
        _ = try ben.say(.scored(.init(scorer: "size@1", members: members, value: -250)), about: record, minutes: 7, after: known)
        let abandoned = try ada.say(.ended(.abandon), about: record, minutes: 8, after: known, isHuman: true)
        _ = try ben.say(.ended(.complete), about: record, minutes: 9, after: known, isHuman: true)
        _ = try ada.say(.reopened, about: record, minutes: 10, after: [abandoned], isHuman: true)
        _ = try cleo.say(.ended(.abandon), about: record, minutes: 9, after: known, isHuman: true)
    }

    /// Rule 7, both ways.
    private mutating func tellTakes() throws {
        let (record, known) = try open("ada", first: 10, minutes: 60)
        _ = try ben.say(.taken(.init(author: Self.slug("ben"), worktree: nil)), about: record, minutes: 400, after: known, isHuman: true)
        _ = try cleo.say(.taken(.init(author: Self.slug("cleo"), worktree: nil)), about: record, minutes: 401, after: known, isHuman: true)
        _ = try ada.say(Self.member(11, minutes: 65), about: record, minutes: 65, after: known)
    }

    /// Rules 1, 3 and 8.
    private mutating func tellMembers() throws {
        let (record, known) = try open("ada", first: 20, minutes: 120)
        _ = try ben.say(.removed(.commit(Self.commit(20))), about: record, minutes: 125, after: [], isHuman: true)
        _ = try ada.say(Self.member(20, minutes: 120, via: .hand), about: record, minutes: 126, after: known, isHuman: true)
        _ = try ben.say(.ended(.complete), about: record, minutes: 127, after: known, isHuman: true)
        _ = try ada.say(Self.member(21, minutes: 125), about: record, minutes: 128, after: known)
        let (other, _) = try open("ada", first: 22, minutes: 200)
        _ = try ben.say(Self.member(20, minutes: 120), about: other, minutes: 201)
    }

    /// Rules 5 and 6.
    private mutating func tellSilence() throws {
        for (first, minutes, silence) in [(30, Int64(300), Int64(40)), (40, 340, 400)] {
            let (record, known) = try open("ada", first: first, minutes: minutes)
            _ = try ben.say(.noted(text), about: record, minutes: minutes + silence, after: known, isHuman: true)
            _ = try ada.say(Self.member(first + 1, minutes: minutes + 10), about: record, minutes: minutes + 10, after: known)
        }
    }

    /// Rules 11 to 15, and lines that mean nothing.
    private mutating func tellShown() throws {
        let (record, known) = try open("ada", first: 50, minutes: 600)
        let late = try ben.say(.kept, about: record, minutes: 700, after: known, isHuman: true)
        _ = try cleo.say(.kept, about: record, minutes: 605, after: [late], isHuman: true)
        _ = try cleo.say(["at": 1, "kind": "titled", "title": .string(text)], about: record, isSigned: false)
        _ = try cleo.say(["at": 1, "kind": "titled", "title": 5, "x": .string(text)], about: record)
        _ = try cleo.say(["at": 1, "kind": "future-kind", "text": .string(text)], about: record)
        ben.forget(record)
        _ = try ben.say(.titled(text), about: record, minutes: 701, after: known)
        _ = try ben.say(Fact.object(.kept, time: HybridTime(at: Self.start.milliseconds), after: [], isHuman: false), about: record, skipping: 3)
        for (index, peer) in [\Scene.ada, \Scene.ben].enumerated() {
            let entropy = [UInt8](repeating: UInt8(index + 1), count: 10)
            let claim = RecordKey(.claim, RecordID(time: Self.start, entropy: entropy))
            _ = try self[keyPath: peer].say(
                .claim(.init(subject: "work:1", fence: 3, leaseSeconds: 60)), about: claim, minutes: 1)
        }
    }
}
