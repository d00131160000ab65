/// The version of a `git` executable, as far as features depend on it.
public struct GitVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `fetch --no-write-fetch-head` and SHA-256 repositories came with 2.29, `config --show-scope` with 2.26.
    public static let required = GitVersion(major: 2, minor: 29)

    /// `hook.<name>.command` and `.event` came with 2.54.
    public static let withConfiguredHooks = GitVersion(major: 2, minor: 54)

    public let major: Int
    public let minor: Int

    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// - Parameter text: what `git version` prints, such as `git version 2.39.5 (Apple Git-154)`; else nil.
    public init?(parsing text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count >= 3, words[0] == "git", words[1] == "version" else { return nil }
        let numbers = words[2].split(separator: ".")
        guard numbers.count >= 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) else { return nil }
        self.init(major: major, minor: minor)
    }

    public var description: String { "\(major).\(minor)" }

    public static func < (left: GitVersion, right: GitVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
