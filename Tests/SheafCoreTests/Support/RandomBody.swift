import TestSupport

@testable import SheafCore

/// What random facts say. Few commits, texts and times, so that facts meet.
enum RandomBody {
    private static let commits: [ObjectID] = (1...4).compactMap { ObjectID(String(repeating: "\($0)", count: 40)) }
        + [ObjectID(String(repeating: "5", count: 64))].compactMap(\.self)
    private static let keys: [MemberKey] = commits.map(MemberKey.commit) + [.pullRequest(1), .pullRequest(2)]
    private static let authors = ["ada", "bob"].compactMap(AuthorSlug.init(_:))
    private static let tokens = ["00000000000000aa", "00000000000000bb"].compactMap(WorktreeToken.init(_:))
    /// The third and fourth look alike and are not the same bytes.
    private static let texts = ["", "Faster joins", "\u{e9}", "e\u{301}", "a\"\\\u{1}"]

    /// The id of a session that several writers may open.
    static func session(_ random: inout SeededGenerator) -> RecordID {
        .session(
            author: random.pick(authors), firstMember: random.pick(keys),
            committedAt: RandomTeam.start / 1000 + random.pick([0, 600, 10_800]))
    }

    /// What a fact of a session is about.
    enum Subject {
        case opening, member, removal, end, reopening, activity, title, note, take, score, correction

        static func random(_ random: inout SeededGenerator) -> Subject {
            switch Int.random(in: 0..<100, using: &random) {
            case ..<12: .opening
            case ..<48: .member
            case ..<55: .removal
            case ..<63: .end
            case ..<68: .reopening
            case ..<73: .activity
            case ..<81: .title
            case ..<84: .note
            case ..<88: .take
            case ..<97: .score
            default: .correction
            }
        }
    }

    static func fact(
        in kind: RecordKind, holding held: [PlacedLine], at now: Int64, _ about: Subject,
        _ random: inout SeededGenerator
    ) -> FactBody {
        if random.chance(4) { return acknowledgement(of: held, &random) }
        switch kind {
        case .claim:
            guard random.chance(70) else { return .released }
            let subject = random.pick(["work:1", "budget:day"])
            return .claim(.init(subject: subject, fence: random.pick([1, 1, 2]), leaseSeconds: 60))
        case .replica:
            return .card(.init(name: random.pick(["laptop", "ci"]), formats: [1], rules: random.pick([[1], [1, 2]])))
        default: return ofSession(at: now, about, &random)
        }
    }

    private static func ofSession(at now: Int64, _ about: Subject, _ random: inout SeededGenerator) -> FactBody {
        switch about {
        case .opening: .opened(opening(&random))
        case .member: .member(membership(at: now, &random))
        case .removal: .removed(random.pick(keys))
        case .end: .ended(random.pick([.complete, .abandon]))
        case .reopening: .reopened
        case .activity: .kept
        case .title: .titled(random.pick(texts))
        case .note: .noted(random.pick(texts))
        case .take: .taken(.init(author: random.pick(authors), worktree: random.pick(tokens + [nil])))
        case .score: .scored(score(&random))
        case .correction: .corrected(commit: random.pick(commits), isAutomatic: random.chance(50))
        }
    }

    private static func opening(_ random: inout SeededGenerator) -> FactBody.Opening {
        FactBody.Opening(
            author: random.pick(authors), timeoutSeconds: random.pick([1800, 1800, 300, -JSONValue.integerMax]),
            warningSeconds: random.pick([900, 900, 60, JSONValue.integerMax]),
            orphanSeconds: random.pick([7200, 7200, 1800]), isHeuristic: random.chance(60),
            worktree: random.pick(tokens + [nil]))
    }

    private static func membership(at now: Int64, _ random: inout SeededGenerator) -> FactBody.Membership {
        let key = random.pick(keys)
        let isPullRequest = if case .pullRequest = key { true } else { false }
        return FactBody.Membership(
            key: key, time: now + random.pick([0, 0, -60_000, -3_600_000, 3_600_000, JSONValue.integerMax - now, -now]),
            touchesTests: random.chance(30), touchesDocs: random.chance(30), isMarked: random.chance(12),
            via: random.pick([.window, .window, .window, .hook, .hand, .mark]), worktree: random.pick(tokens + [nil]),
            state: isPullRequest ? random.pick([.open, .closed, .merged]) : nil)
    }

    private static func score(_ random: inout SeededGenerator) -> FactBody.Score {
        let members = LineHash(of: [UInt8](repeating: 0, count: random.pick([0, 1]))).hex
        return FactBody.Score(
            scorer: random.pick(["rubric@1", "rubric@2"]), members: members, value: random.pick([0, -1, 3500]))
    }

    /// Of what its writer sees, or of something that nobody knows.
    private static func acknowledgement(of held: [PlacedLine], _ random: inout SeededGenerator) -> FactBody {
        var views = MemoryViews()
        views.insert(held.map { ($0.kind, $0.held) })
        let seen = views.conflicts.map(\.id)
        let unknown = ConflictID(rule: .end, lines: [LineHash(of: random.bytes(1))])
        return .acknowledged(random.some(seen, percent: 40).prefix(60) + [unknown])
    }

    // MARK: What no replica writes

    /// Makes the fields wrong for their kind, or the kind a foreign one; the envelope stays readable.
    static func spoil(_ object: inout JSONObject, _ random: inout SeededGenerator) {
        let own = object.members.map(\.key).filter { !["after", "at", "by", "c", "kind"].contains($0) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: object["kind"] = random.pick(["from-the-future", "claim", "member", "card"])
        case 1: object["zzz"] = random.pick([true, 0, "", [], [:]])
        case 2: if let field = own.randomElement(using: &random) { object[field] = nil }
        default:
            guard let field = own.randomElement(using: &random) else { return }
            object[field] = random.pick([.integer(JSONValue.integerMax), .integer(-1), "", "x", false, [1], [[:]]])
        }
    }

    /// Bytes that pass L0 and that no reader of format 1 accepts.
    static func unreadable(_ canonical: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let inside = String(decoding: canonical.dropFirst().dropLast(), as: UTF8.self)
        let text = random.pick([
            "{ \(inside)}", "{\(inside),}", "{\(inside),\(inside)}", #"{"zzz":null,\#(inside)}"#,
            #"{\#(inside),"zzz":1.5}"#, "{}", "{{}", #"{"kind":"kept"}"#, #"{"at":-1,"kind":"kept"}"#,
            #"{"at":1,"c":0,"kind":"kept"}"#, #"{"after":[],"at":1,"kind":"kept"}"#,
            #"{"at":1,"by":"robot","kind":"kept"}"#,
            #"{"at":9007199254740992,"kind":"kept"}"#, #"{"at":1,"kind":"KEPT"}"#, #"{"at":01,"kind":"kept"}"#,
        ])
        return Array(text.utf8)
    }
}
