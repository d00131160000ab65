import ArgumentParser
import Foundation

/// Where and how much to measure.
struct Setting: Sendable {
    /// Everything that is made lies here.
    let folder: String
    /// The `sheaf` to measure: the one that was built with this program.
    let sheaf: String
    /// Fewer repetitions and a tenth of the facts: shows that the harness works; its verdicts say little.
    let isQuick: Bool

    var factCount: Int { isQuick ? 10_000 : 100_000 }
    var historyCount: Int { isQuick ? 1_000 : 10_000 }

    func repetitions(_ count: Int) -> Int { isQuick ? max(3, count / 5) : count }

    var arguments: [String] { ["--folder", folder] + (isQuick ? ["--quick"] : []) }

    /// A new, empty folder.
    func scratch(_ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// What children see: nothing of the person's own configuration.
    var environment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": folder + "/home", "XDG_STATE_HOME": folder + "/home/state",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C", "TZ": "UTC",
        ]
    }

    /// The program to measure, in the manner of the person whose repository it is.
    func sheaf(_ arguments: String..., in directory: String) -> Program {
        var program = Program(sheaf, arguments + ["-C", directory])
        program.environment = environment
        return program
    }

    @discardableResult
    func git(
        _ arguments: String..., in directory: String, input: String? = nil, output: String? = nil
    ) throws -> Program.Cost {
        var program = Program("/usr/bin/env", ["git", "-c", "init.defaultBranch=main", "-C", directory] + arguments)
        program.environment = environment
        return try program.run(input: input, output: output)
    }
}

struct SettingOptions: ParsableArguments {
    @Flag(help: "Fewer repetitions, a tenth of the facts.") var quick = false
    @Option(help: ArgumentHelp("Where to work; must be on the disk to be measured.", valueName: "path")) var folder: String?

    func setting() throws -> Setting {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let sheaf = own.deletingLastPathComponent().appendingPathComponent("sheaf").path
        guard FileManager.default.isExecutableFile(atPath: sheaf) else {
            throw ValidationError("\(sheaf) is missing; Scripts/bench builds it")
        }
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        let folder = folder ?? "\(parent)/sheaf-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder + "/home", withIntermediateDirectories: true)
        return Setting(folder: folder, sheaf: sheaf, isQuick: quick)
    }
}

extension Setting {
    /// A deep copy of a folder beside it.
    func copy(_ name: String, _ copy: String, in folder: String) throws {
        var program = Program("/bin/cp", ["-a", "\(folder)/\(name)", "\(folder)/\(copy)"])
        program.environment = environment
        try program.run()
    }
}
