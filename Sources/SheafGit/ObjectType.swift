/// The four types of git object.
public enum ObjectType: String, Hashable, Sendable, CustomStringConvertible {
    case commit, tree, blob, tag

    public var description: String { rawValue }
}
