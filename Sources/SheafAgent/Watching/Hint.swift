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

extension Hint {
    static let datagramBytesMax = 4096

    /// What a hook says: `sheaf-poke 1`, the event, the common git directory and the private one, a line each. nil for
    /// whatever else somebody may send.
    init?(datagram: some Collection<UInt8>) {
        guard datagram.count <= Self.datagramBytesMax, let text = String(validating: datagram, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0] == "sheaf-poke 1", lines[4].isEmpty, lines[2].hasPrefix("/"), lines[3].hasPrefix("/")
        else { return nil }
        self = .repository(String(lines[2]))
    }
}
