/// A field that is absent, foreign or out of bounds; the fact is then ignored whole.
private struct FieldFailure: Error {
    let field: String
}

extension FactBody {
    /// Reads the fields of a kind; fields beside the envelope that the kind does not have make it invalid.
    ///
    /// - Parameter object: the whole object of the line, envelope included.
    package init(kind name: String, of object: JSONObject, in record: RecordKind) {
        guard let kind = FactKind(name: name, in: record) else {
            self = .unknown(kind: name)
            return
        }
        var fields = Fields(object)
        do {
            let body = try fields.body(kind)
            try fields.requireNothingElse()
            self = body
        } catch {
            self = .invalid(kind: name, field: error.field)
        }
    }
}

private struct Fields {
    private let object: JSONObject
    /// A handful: quicker to look through than to hash.
    private var seen = ["after", "at", "by", "c", "kind"]

    init(_ object: JSONObject) {
        self.object = object
    }

    func requireNothingElse() throws(FieldFailure) {
        if let foreign = object.members.first(where: { !seen.contains($0.key) }) { throw FieldFailure(field: foreign.key) }
    }

    mutating func body(_ kind: FactKind) throws(FieldFailure) -> FactBody {
        switch kind {
        case .opened: .opened(try opening())
        case .member: .member(try membership())
        case .removed: .removed(try key())
        case .ended: .ended(try choice("verdict"))
        case .reopened: .reopened
        case .kept: .kept
        case .titled: .titled(try text("title", byteCountMax: 1024))
        case .noted: .noted(try text("text", byteCountMax: 4096))
        case .taken: .taken(FactBody.Taking(author: try author(), worktree: try worktree()))
        case .scored: .scored(try score())
        case .acknowledged: .acknowledged(try conflicts())
        case .corrected: .corrected(commit: try oid("commit"), isAutomatic: try boolean("automatic"))
        case .card: .card(try card())
        case .claim: .claim(try claim())
        case .released: .released
        }
    }

    private mutating func opening() throws(FieldFailure) -> FactBody.Opening {
        FactBody.Opening(
            author: try author(), timeoutSeconds: try integer("timeout_s"), warningSeconds: try integer("warning_s"),
            orphanSeconds: try integer("orphan_s"), isHeuristic: try boolean("heuristic"), worktree: try worktree())
    }

    private mutating func membership() throws(FieldFailure) -> FactBody.Membership {
        let key = try key()
        let state: FactBody.PullRequestState? = try optionalChoice("state")
        let isPullRequest = if case .pullRequest = key { true } else { false }
        guard isPullRequest == (state != nil) else { throw FieldFailure(field: "state") }
        let via: FactBody.Via = try optionalChoice("via") ?? .window
        // Absent is the one spelling of `window`.
        guard via != .window || object["via"] == nil else { throw FieldFailure(field: "via") }
        return FactBody.Membership(
            key: key, time: try integer("time", 0...JSONValue.integerMax), touchesTests: try flag("tests"),
            touchesDocs: try flag("docs"), isMarked: try flag("mark"), via: via, worktree: try worktree(), state: state)
    }

    private mutating func score() throws(FieldFailure) -> FactBody.Score {
        FactBody.Score(
            scorer: try string("scorer", Self.isScorer), members: try string("members", Self.isDigest),
            value: try integer("value"))
    }

    private mutating func card() throws(FieldFailure) -> FactBody.Card {
        FactBody.Card(name: try string("name", Self.isName), formats: try versions("formats"), rules: try versions("rules"))
    }

    private mutating func claim() throws(FieldFailure) -> FactBody.Claim {
        FactBody.Claim(
            subject: try string("subject", Self.isSubject), fence: try integer("fence", 1...JSONValue.integerMax),
            leaseSeconds: try integer("lease_s", 10...86_400))
    }

    // MARK: Fields

    private mutating func take(_ field: String) -> JSONValue? {
        seen.append(field)
        return object[field]
    }

    private mutating func integer(
        _ field: String, _ bounds: ClosedRange<Int64> = -JSONValue.integerMax...JSONValue.integerMax
    ) throws(FieldFailure) -> Int64 {
        guard let value = take(field)?.integer, bounds.contains(value) else { throw FieldFailure(field: field) }
        return value
    }

    private mutating func boolean(_ field: String) throws(FieldFailure) -> Bool {
        guard let value = take(field)?.boolean else { throw FieldFailure(field: field) }
        return value
    }

    /// Absent or true; false has no spelling of its own.
    private mutating func flag(_ field: String) throws(FieldFailure) -> Bool {
        guard let value = take(field) else { return false }
        guard value == true else { throw FieldFailure(field: field) }
        return true
    }

    private mutating func string(_ field: String, _ isValid: (String) -> Bool) throws(FieldFailure) -> String {
        guard let value = take(field)?.string, isValid(value) else { throw FieldFailure(field: field) }
        return value
    }

    private mutating func text(_ field: String, byteCountMax: Int) throws(FieldFailure) -> String {
        try string(field) { $0.utf8.count <= byteCountMax }
    }

    private mutating func choice<Choice: RawRepresentable<String>>(_ field: String) throws(FieldFailure) -> Choice {
        guard let value = take(field)?.string.flatMap(Choice.init(rawValue:)) else { throw FieldFailure(field: field) }
        return value
    }

    private mutating func optionalChoice<Choice: RawRepresentable<String>>(
        _ field: String
    ) throws(FieldFailure) -> Choice? {
        guard take(field) != nil else { return nil }
        return try choice(field)
    }

    private mutating func author() throws(FieldFailure) -> AuthorSlug {
        guard let slug = take("author")?.string.flatMap(AuthorSlug.init(_:)) else { throw FieldFailure(field: "author") }
        return slug
    }

    private mutating func worktree() throws(FieldFailure) -> WorktreeToken? {
        guard let value = take("worktree") else { return nil }
        guard let token = value.string.flatMap(WorktreeToken.init(_:)) else { throw FieldFailure(field: "worktree") }
        return token
    }

    private mutating func oid(_ field: String) throws(FieldFailure) -> ObjectID {
        guard let id = take(field)?.string.flatMap({ ObjectID($0) }) else { throw FieldFailure(field: field) }
        return id
    }

    /// Exactly one of `commit` and `pr`.
    private mutating func key() throws(FieldFailure) -> MemberKey {
        guard object["pr"] != nil else { return .commit(try oid("commit")) }
        guard object["commit"] == nil else { throw FieldFailure(field: "commit") }
        return .pullRequest(try integer("pr", 1...2_147_483_647))
    }

    private mutating func versions(_ field: String) throws(FieldFailure) -> [Int64] {
        guard let values = take(field)?.array, (1...64).contains(values.count) else { throw FieldFailure(field: field) }
        let versions = values.compactMap(\.integer)
        guard versions.count == values.count, versions.allSatisfy({ $0 >= 1 }), isStrictlyAscending(versions) else {
            throw FieldFailure(field: field)
        }
        return versions
    }

    private mutating func conflicts() throws(FieldFailure) -> [ConflictID] {
        let values = take("conflicts")?.array ?? []
        let ids = values.compactMap { $0.string.flatMap { ConflictID($0) } }
        guard (1...64).contains(values.count), ids.count == values.count, isStrictlyAscending(ids) else {
            throw FieldFailure(field: "conflicts")
        }
        return ids
    }

    // MARK: Grammars

    private static func isDigest(_ text: String) -> Bool { LineHash(text) != nil }

    private static func isScorer(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, AuthorSlug(parts[0]) != nil, (1...32).contains(parts[1].utf8.count) else { return false }
        return parts[1].utf8.allSatisfy { $0.isSlugByte || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    private static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let head = text.utf8.first, head.isSlugHead || head.isUpper else {
            return false
        }
        return text.utf8.allSatisfy { $0.isSlugByte || $0.isUpper || $0 == .space }
    }

    private static func isSubject(_ text: String) -> Bool {
        guard (1...128).contains(text.utf8.count), text.utf8.first?.isSlugHead == true else { return false }
        return text.utf8.allSatisfy { $0.isSlugByte || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
    }
}

extension UInt8 {
    fileprivate var isUpper: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}

func isStrictlyAscending<Element: Comparable>(_ values: [Element]) -> Bool {
    zip(values, values.dropFirst()).allSatisfy(<)
}
