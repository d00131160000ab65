import Crypto

/// Names one judgement: SHA-256 of the rule's number and the lines that were judged.
///
/// Replicas with the same facts list the same ids. Protocol: 7-conflicts, section 1.
public struct ConflictID: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let digest: LineHash

    /// - Parameter lines: any order, each once.
    public init(rule: Rule, lines: some Sequence<LineHash>) {
        let text = "\(rule.rawValue)\n" + lines.sorted().map { "\($0)\n" }.joined()
        digest = LineHash(of: Array(text.utf8))
    }

    /// - Parameter hex: 64 lower-case hex digits, else nil.
    public init?(_ hex: some StringProtocol) {
        guard let digest = LineHash(hex) else { return nil }
        self.digest = digest
    }

    /// 64 lower-case hex digits.
    public var hex: String { digest.hex }

    public var description: String { hex }

    public static func < (left: ConflictID, right: ConflictID) -> Bool { left.digest < right.digest }
}

/// The fold rules of `rules 1`, by their number in Protocol/6-fold.
public enum Rule: Int, Hashable, Sendable, CaseIterable {
    case membership = 1
    case end = 2
    case lateMember = 3
    case reopen = 4
    case timeout = 5
    case orphan = 6
    case take = 7
    case sharedCommit = 8
    case register = 9
    case score = 10
    case claim = 11
    case clock = 12
    case signature = 13
    case fork = 14
    case gap = 15

    /// The version of the rules that this fold implements.
    public static let version = 1

    /// The rule's name in reports and JSON.
    public var name: String {
        switch self {
        case .membership: "membership"
        case .end: "end"
        case .lateMember: "late-member"
        case .reopen: "reopen"
        case .timeout: "timeout"
        case .orphan: "orphan"
        case .take: "take"
        case .sharedCommit: "shared-commit"
        case .register: "register"
        case .score: "score"
        case .claim: "claim"
        case .clock: "clock"
        case .signature: "signature"
        case .fork: "fork"
        case .gap: "gap"
        }
    }
}
