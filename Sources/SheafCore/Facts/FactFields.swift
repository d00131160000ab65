/// A person's short name in facts and display ids: `[a-z0-9][a-z0-9._-]{0,31}`.
public struct AuthorSlug: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    /// nil for text outside the grammar.
    public init?(_ text: some StringProtocol) {
        guard (1...32).contains(text.utf8.count), text.utf8.first?.isSlugHead == true,
            text.utf8.allSatisfy(\.isSlugByte)
        else { return nil }
        self.text = String(text)
    }

    private init(valid text: String) {
        self.text = text
    }

    /// The author of a session whose opening fact is missing.
    public static let unknown = AuthorSlug(valid: "unknown")

    public var description: String { text }

    public static func < (left: AuthorSlug, right: AuthorSlug) -> Bool { left.text < right.text }
}

/// Names a worktree without telling where it is: 16 lower-case hex digits, drawn at random once per worktree.
public struct WorktreeToken: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ Hex.nibble($0) != nil }) else { return nil }
        self.text = String(text)
    }

    public var description: String { text }

    public static func < (left: WorktreeToken, right: WorktreeToken) -> Bool { left.text < right.text }
}

extension UInt8 {
    /// `[a-z0-9]`.
    var isSlugHead: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    /// `[a-z0-9._-]`.
    var isSlugByte: Bool {
        isSlugHead || self == UInt8(ascii: ".") || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
    }
}
