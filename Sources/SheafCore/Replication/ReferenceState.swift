/// What a state ref names, here or on a remote.
public enum ReferenceState: Hashable, Sendable {
    case absent
    case commit(ObjectID, tree: ObjectID)
    /// A blob, a tag, a bare tree: nothing to build on. It is replaced with a lease on exactly this object.
    case garbage(ObjectID)

    /// nil when there is no tree to join.
    public var tree: ObjectID? { if case .commit(_, let tree) = self { tree } else { nil } }

    /// The commit to build on.
    public var tip: ObjectID? { if case .commit(let tip, _) = self { tip } else { nil } }

    /// The object it names, whatever it is.
    public var id: ObjectID? {
        switch self {
        case .absent: nil
        case .commit(let id, _), .garbage(let id): id
        }
    }

    var garbage: ObjectID? { if case .garbage(let object) = self { object } else { nil } }
}
