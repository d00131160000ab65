/// What can be a member of a session.
public enum MemberKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    case commit(ObjectID)
    /// A pull request's number, 1...2^31 - 1.
    case pullRequest(Int64)

    /// `commit:<oid>` or `pr:<number>`, as in the derived id and in a conflict's field.
    public var description: String {
        switch self {
        case .commit(let id): "commit:\(id)"
        case .pullRequest(let number): "pr:\(number)"
        }
    }

    public static func < (left: MemberKey, right: MemberKey) -> Bool {
        switch (left, right) {
        case (.commit(let left), .commit(let right)): left < right
        case (.pullRequest(let left), .pullRequest(let right)): left < right
        case (.commit, .pullRequest): true
        case (.pullRequest, .commit): false
        }
    }
}
