/// Something may have happened in a repository. A hint carries no authority: it only says where to look.
public enum Hint: Hashable, Sendable {
    /// Refs or reflogs of the repository with this common git directory have changed.
    case repository(String)
    /// Events were lost: look everywhere.
    case everything
    /// A repository was enabled or disabled.
    case registry
    /// The lock or a socket of the agent was touched by somebody.
    case runtime
}
