import Foundation

/// The address of a remote that may be handed to git.
public struct RemoteURL: Hashable, Sendable, CustomStringConvertible {
    /// Transport helpers whose address is a command line or an inherited descriptor.
    ///
    /// Compared without case: where file names have none, git finds `git-remote-ext` under `EXT` too, and its own refusal
    /// of `ext` does not cover that.
    private static let commandSchemes: Set<String> = ["ext", "fd"]

    public let text: String

    /// - Throws: `GitError.refusedName` for what git could take for an option, or would run as a command.
    public init(_ text: String) throws {
        guard !text.isEmpty, !text.hasPrefix("-"), text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
            throw GitError.refusedName(text, reason: "not the address of a repository")
        }
        if let separator = text.range(of: "::"), Self.commandSchemes.contains(text[..<separator.lowerBound].lowercased()) {
            throw GitError.refusedName(text, reason: "git would run it as a command")
        }
        self.text = text
    }

    public var description: String { text }
}
