/// What a text setting may be.
public enum TextRule: Hashable, Sendable, CaseIterable {
    case repositoryID, recordID, month, remote, label, completionMark, agentName, login, branchPrefix

    public var expectation: String {
        switch self {
        case .repositoryID, .recordID: "32 lower-case hex digits"
        case .month: "a month from 2000-01 to 2099-12"
        case .remote: "the name of a git remote, at most 128 characters"
        case .label: "a label of 1-50 characters"
        case .completionMark: "a mark of 2-32 characters in square brackets, such as [ready]"
        case .agentName: "1-32 of a-z, 0-9 and \"-\""
        case .login: "a GitHub login of 1-64 characters"
        case .branchPrefix: "the beginning of a branch name, 2-64 characters without spaces"
        }
    }

    public func accepts(_ text: String) -> Bool {
        switch self {
        case .repositoryID: RepositoryID(text) != nil
        case .recordID: RecordID(text) != nil
        case .month: CivilMonth(text) != nil
        case .remote: Self.isRemote(text)
        case .label: (1...50).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        // A bare word would be found in prose and in file names: the predecessor's "complete" ended 124 of 585 sessions.
        case .completionMark: text.utf8.count <= 32 && text.utf8.count > 3 && Self.isBracketed(text)
        case .agentName: (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isSlugHead || $0 == Self.dash }
        case .login: (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isVisible)
        case .branchPrefix: (2...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isVisible)
        }
    }

    private static let dash = UInt8(ascii: "-")

    private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7e).contains(byte) }

    /// A name, never a URL or an option: neither `ext::sh -c ...` nor `--upload-pack=...` gets as far as git.
    private static func isRemote(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && !text.contains("..")
            && text.utf8.first.map { $0 != dash && $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "/") } == true
            && text.utf8.allSatisfy { $0.isSlugByte || (0x41...0x5a).contains($0) || $0 == UInt8(ascii: "/") }
    }

    private static func isBracketed(_ text: String) -> Bool {
        guard text.first == "[", text.last == "]" else { return false }
        return text.dropFirst().dropLast().utf8.allSatisfy {
            $0.isSlugByte || (0x41...0x5a).contains($0) || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":")
        }
    }
}
