import Foundation
import SheafGit

/// The Python programs of Tests/Reference: an implementation of the protocol that shares no code with this one.
public enum ReferencePrograms {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL

    /// `SHEAF_TEST_PYTHON` (set by Scripts/test), else the interpreter that Scripts/setup installs, else the system's.
    private static let interpreter: [String] = {
        if let chosen = ProcessInfo.processInfo.environment["SHEAF_TEST_PYTHON"] { return [chosen] }
        let installed = package.appendingPathComponent(".build/tools/bin/python3").path
        return FileManager.default.isExecutableFile(atPath: installed) ? [installed] : ["python3"]
    }()

    /// Why the programs cannot run here, or nil when they can.
    public static let obstacle: String? = {
        let outcome = try? child(["-c", "import cryptography"]).run()
        guard outcome?.exit != .exited(0) else { return nil }
        return "\(interpreter[0]) with the module cryptography is missing; Scripts/setup test installs it"
    }()

    /// Runs one of the programs to its end.
    ///
    /// - Returns: its standard output.
    /// - Throws: `FixtureError` with what it said, unless it exits with 0.
    public static func run(_ program: String, _ arguments: [String]) throws -> [UInt8] {
        let outcome = try child([package.appendingPathComponent("Tests/Reference/\(program)").path] + arguments).run()
        guard outcome.exit == .exited(0), !outcome.outputTruncated else {
            throw FixtureError("\(program) \(arguments.joined(separator: " ")): \(outcome.exit) \(outcome.errorText)")
        }
        return outcome.output
    }

    private static func child(_ arguments: [String]) -> ChildProcess {
        ChildProcess(
            executable: "/usr/bin/env", arguments: interpreter + arguments,
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
                "PYTHONDONTWRITEBYTECODE": "1",
            ],
            outputBytesMax: 256 << 20, deadlineSeconds: 600)
    }
}
