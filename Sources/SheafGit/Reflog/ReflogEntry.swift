import SheafCore

/// One line of a reflog: a ref of this clone moved.
///
/// - Source: gitformat of `logs/`: `<old> <new> <name> <<e-mail>> <seconds> <zone>TAB<message>LF`.
public struct ReflogEntry: Hashable, Sendable {
    public let new: ObjectID
    /// Of whoever moved the ref: the committer's identity at that moment. Untrusted.
    public let email: String
    /// Unix seconds, as `GIT_COMMITTER_DATE` had it.
    public let time: Int64
    /// What moved it, such as `commit (amend): Fix the lexer`. Untrusted; a script may have chosen it.
    public let message: String

    /// nil when the line is no reflog's, or the ref was removed.
    init?(line: some BidirectionalCollection<UInt8>) {
        let sides = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1, omittingEmptySubsequences: false)
        let head = sides[0]
        guard let end = head.lastIndex(of: UInt8(ascii: ">")), let start = head.lastIndex(of: UInt8(ascii: "<")), start < end
        else { return nil }
        let ids = head[..<start].split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        let clock = head[head.index(after: end)...].split(separator: UInt8(ascii: " "))
        guard ids.count == 3, Self.id(ids[0]) != nil, let id = Self.id(ids[1]), let new = id,
            clock.count == 2, let time = Int64(String(decoding: clock[0], as: UTF8.self))
        else { return nil }
        self.new = new
        self.time = time
        email = String(decoding: head[head.index(after: start)..<end], as: UTF8.self)
        message = sides.count == 2 ? String(decoding: sides[1], as: UTF8.self) : ""
    }

    /// nil: not an id; nil inside: the id of zeros, which stands for "no commit".
    private static func id(_ digits: some Collection<UInt8>) -> ObjectID?? {
        if digits.allSatisfy({ $0 == UInt8(ascii: "0") }), digits.count == 40 || digits.count == 64 { return .some(nil) }
        return ObjectID(String(decoding: digits, as: UTF8.self)).map { .some($0) }
    }
}

extension ReflogEntry {
    /// The branch that `git checkout` or `git switch` left here, as `HEAD` named it; nil when nothing was checked out.
    public var leftBranch: Substring? {
        let start = "checkout: moving from "
        guard message.hasPrefix(start) else { return nil }
        let rest = message.dropFirst(start.count)
        return rest.range(of: " to ").map { rest[..<$0.lowerBound] }
    }

    /// Whether the move made the commit it leads to, or only went to one that was there.
    ///
    /// A plain commit says so. Whatever else made a commit (merge, rebase, cherry-pick, a tool with words of its own) made
    /// it as the same committer and at the same time; what only goes to a commit that somebody made elsewhere did not.
    public func made(_ commit: Commit) -> Bool {
        guard commit.id == new else { return false }
        let action = message.prefix { $0 != ":" }
        if action == "commit" || action.hasPrefix("commit (") { return true }
        if Self.goingActions.contains(String(action.prefix { $0 != " " })) { return false }
        return commit.committer.email.lowercased() == email.lowercased()
            && commit.committedAt.subtractingReportingOverflow(time).partialValue.magnitude <= Self.secondsApartMax
    }

    /// What never makes a commit.
    private static let goingActions: Set<String> = ["checkout", "reset", "clone", "branch", "Branch", "fetch", "push"]
    /// A process may take a moment between making a commit and moving the ref.
    private static let secondsApartMax: UInt64 = 5
}
