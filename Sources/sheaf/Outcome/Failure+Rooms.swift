import SheafCore
import SheafGit

/// Each room's typed errors, as a person meets them.
extension Failure {
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case is CancellationError: self.init(.interrupted, "interrupted")
        case let error as GitError: self.init(git: error)
        case let error as FactError: self.init(.usage, Text("\(error)"), section: .names)
        case let error as StreamError:
            self.init(.inputOutput, "cannot write to standard output: \(error.reason)", section: .disk)
        default:
            self.init(
                .internalError, "an unexpected error: \(String(reflecting: error))",
                advice: "please report this together with what you ran", section: .internalError)
        }
    }

    private init(git error: GitError) {
        let what = Text(error.description)
        switch error {
        case .executableMissing, .executableTooOld, .cannotStart: self.init(.unavailable, what, section: .git)
        case .commandFailed: self.init(.failure, what, section: .git)
        case .timedOut, .referenceLocked: self.init(.temporaryFailure, what, section: .busy)
        case .fileSystem(_, let code): self.init(.fileSystem(code), what, section: .disk)
        case .library: self.init(.inputOutput, what, section: .git)
        case .notARepository, .unsupportedRepository: self.init(.configuration, what, section: .repository)
        case .notOwned: self.init(.notPermitted, what, section: .repository)
        case .refusedName: self.init(.usage, what, section: .names)
        case .unknownRevision, .ambiguousRevision, .unknownRemote: self.init(.failure, what, section: .names)
        case .missingObject, .unexpectedType, .malformedObject, .tooLarge:
            self.init(.badData, what, section: .repository)
        }
    }
}
