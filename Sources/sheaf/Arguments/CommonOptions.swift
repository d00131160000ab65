import ArgumentParser
import Foundation
import SheafCore

extension ColorChoice: ExpressibleByArgument {}

/// What every command takes, before or behind its name.
struct CommonOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("repository")],
        help: ArgumentHelp("The repository to work on.", valueName: "directory"), completion: .directory)
    var repository = "."

    @Option(help: "When to use colour; by default, on a terminal.")
    var color: ColorChoice?

    @Flag(name: .shortAndLong, help: "Say nothing but warnings and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more.")
    var verbose = false

    var screen: Screen { screen(color ?? .auto) }

    func screen(_ color: ColorChoice) -> Screen {
        Screen(color, isQuiet: quiet, isVerbose: verbose, environment: ProcessInfo.processInfo.environment)
    }
}

/// `--json` of every command that reads.
struct JSONOption: ParsableArguments {
    @Flag(help: "Print a JSON document (Protocol/schemas) instead of text.")
    var json = false
}

/// `--at` of every view.
struct AtOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("Show it as of this time, by default now; `sheaf help times` lists the forms.", valueName: "time"),
        transform: TimeArgument.reading)
    var at: TimeArgument = .now
}

/// `--allow-secret` of every command that shares a text.
struct SecretOption: ParsableArguments {
    @Flag(help: "Share it although it looks as if it held a secret.")
    var allowSecret = false
}

/// `--untrusted` of every list.
struct UntrustedOption: ParsableArguments {
    @Flag(help: "Also what only replicas that were revoked here wrote.")
    var untrusted = false
}
