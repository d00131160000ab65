import ArgumentParser
import Foundation
import SheafWorkspace

/// One run of the program: a command line in, an exit status out.
struct Invocation: Sendable {
    let arguments: [String]

    func run() async -> ExitStatus {
        do {
            guard Surroundings.hasReadableClock else {
                throw Failure(.usage, "SHEAF_DATE must be @ and unix seconds, such as @1772442000", section: .names)
            }
            var command = try Sheaf.parseAsRoot(arguments)
            if var command = command as? AsyncParsableCommand { try await command.run() } else { try command.run() }
            return .ok
        } catch let status as ExitStatus {
            return status
        } catch let error as Failure {
            return show(error)
        } catch {
            let parsed = Sheaf.exitCode(for: error)
            if parsed == .success || parsed == .validationFailure { return refuse(error) }
            return show(Task.isCancelled ? CancellationError() : error)
        }
    }

    /// What the parser says: help and scripts, which somebody asked for, or that the command line is wrong.
    private func refuse(_ error: any Error) -> ExitStatus {
        let text = Sheaf.fullMessage(for: error)
        if Sheaf.exitCode(for: error) == .success {
            do { try screen.print(Text.block(text)) } catch { return show(error) }
            return .ok
        }
        if let unknown = UnknownCommand(arguments, in: Sheaf.self) { return show(unknown.failure) }
        for line in Text.block(text) { screen.complain(line) }
        return .usage
    }

    private func show(_ error: any Error) -> ExitStatus {
        let failure = Failure(error)
        screen.show(failure)
        return failure.status
    }

    /// For what is said outside of a command, `--color` included if it can be found.
    private var screen: Screen {
        let position = arguments.lastIndex { $0.hasPrefix("--color") }
        let value = position.flatMap { position -> String? in
            let words = arguments[position].split(separator: "=", maxSplits: 1)
            return words.count == 2 ? String(words[1]) : arguments.dropFirst(position + 1).first
        }
        return Screen(
            value.flatMap(ColorChoice.init) ?? .auto, isQuiet: arguments.contains("--quiet") || arguments.contains("-q"),
            isVerbose: false, environment: ProcessInfo.processInfo.environment)
    }
}

extension ExitStatus {
    func exit() -> Never {
        Foundation.exit(rawValue)
    }
}
