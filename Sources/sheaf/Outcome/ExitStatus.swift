/// How the process ends. Stable: scripts branch on these. Thrown by a command, it ends the process without a word.
enum ExitStatus: Int32, Error, CaseIterable, Sendable {
    case ok = 0
    case failure = 1
    case attention = 2
    case usage = 64
    case badData = 65
    case unavailable = 69
    case internalError = 70
    case cannotCreate = 73
    case inputOutput = 74
    case temporaryFailure = 75
    case remoteProtocol = 76
    case notPermitted = 77
    case configuration = 78
    case interrupted = 130

    var name: Text {
        switch self {
        case .ok: "ok"
        case .failure: "failure"
        case .attention: "attention"
        case .usage: "usage"
        case .badData: "bad data"
        case .unavailable: "unavailable"
        case .internalError: "internal error"
        case .cannotCreate: "cannot create"
        case .inputOutput: "input or output"
        case .temporaryFailure: "temporary failure"
        case .remoteProtocol: "remote protocol"
        case .notPermitted: "not permitted"
        case .configuration: "configuration"
        case .interrupted: "interrupted"
        }
    }

    var meaning: Text {
        switch self {
        case .ok: "Done; nothing needs a person."
        case .failure: "Not done: nothing by that name, or the command found what it checks for."
        case .attention: "Done, and something waits for a person: open conflicts, findings of doctor, a degraded status."
        case .usage: "The command line is wrong: an unknown command or option, a value out of its range."
        case .badData: "Stored state is damaged or unreadable, or a text looks as if it held a secret: the message says which."
        case .unavailable: "Something that Sheaf needs is missing: git, the agent, a remote that is not reachable."
        case .internalError: "A mistake in Sheaf itself; please report it with the message."
        case .cannotCreate: "A file or directory could not be created."
        case .inputOutput: "Reading or writing failed: a full disk, a file system that is read-only."
        case .temporaryFailure: "Somebody else was faster or holds a lock: the same command may succeed later. Retry."
        case .remoteProtocol: "The remote refused or answered with something unexpected."
        case .notPermitted: "Permission or consent is missing: credentials, file modes, a remote nobody has agreed to."
        case .configuration: "The repository or a setting does not allow this: not enabled, a bad value, a foreign layer."
        case .interrupted: "Stopped by Ctrl-C; what was acknowledged is kept, and the command may be run again."
        }
    }
}
