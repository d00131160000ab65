import Foundation
import SheafGit
import TestSupport
import Testing

/// The system calls of a program, one a line.
private enum Trace {
    static let isPossible = (try? calls(of: ["/bin/true"], in: "/", [:]))?.isEmpty == false

    static func calls(of command: [String], in folder: String, _ environment: [String: String]) throws -> [String] {
        let directory = try TemporaryDirectory()
        let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        let outcome = try ChildProcess(
            executable: "/usr/bin/env", arguments: ["strace", "-f", "-qq", "-o", directory.file("calls")] + command,
            environment: environment.merging(path) { $1 }, directory: folder
        ).run()
        guard outcome.exit.isSuccess else { throw FixtureError(outcome.errorText) }
        return try String(contentsOfFile: directory.file("calls"), encoding: .utf8).split(separator: "\n").map { line in
            String(line.drop { $0.isNumber || $0 == " " })
        }
    }
}

/// What the system sees of the hook program: it starts nothing, writes nothing, and connects to nothing but one socket.
@Suite(.enabled(if: Trace.isPossible, "strace is not installed, or may not trace")) struct HookTraceTests {
    private let desk: HookDesk

    init() throws {
        desk = try HookDesk()
        try desk.sheaf("enable")
    }

    private func calls(_ arguments: [String], in folder: String? = nil) throws -> [String] {
        try Trace.calls(of: [HookDesk.hookProgram] + arguments, in: folder ?? desk.repository.path, desk.program.environment)
    }

    private func writes(_ calls: [String]) -> [String] {
        let changing = ["unlink", "rename", "mkdir", "rmdir", "link", "symlink", "chmod", "fchmod", "chown", "truncate", "ftruncate", "mknod", "utime"]
        return calls.filter { call in
            let name = String(call.prefix { $0 != "(" })
            let isChange = changing.contains { name == $0 || name == $0 + "at" || name == $0 + "at2" }
            let isOpening = name.hasPrefix("open") && ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].contains { call.contains($0) }
            return isChange || isOpening && !call.contains("/dev/null")
        }
    }

    @Test func `a note is one datagram and nothing else`() throws {
        let calls = try calls(["note", "post-commit"])
        #expect(calls.count { $0.hasPrefix("execve(") } == 1)
        #expect(!calls.contains { $0.hasPrefix("fork(") || $0.hasPrefix("vfork(") || $0.hasPrefix("clone") })
        #expect(writes(calls).isEmpty)
        #expect(calls.filter { $0.hasPrefix("socket(") }.count == 1)
        #expect(calls.filter { $0.hasPrefix("sendto(") }.allSatisfy { $0.contains("MSG_DONTWAIT") && $0.contains("poke.sock") })
        #expect(!calls.contains { $0.hasPrefix("connect(") || $0.hasPrefix("write(") || $0.hasPrefix("read(0,") })
        #expect(desk.told() == ["post-commit"])
    }

    @Test func `where Sheaf is not enabled there is not even a socket`() throws {
        let other = try FixtureRepository(at: desk.directory.file("other"))
        for folder in [other.path, "/"] {
            for arguments in [["note", "post-commit"], ["prompt"]] {
                let calls = try calls(arguments, in: folder)
                #expect(writes(calls).isEmpty)
                #expect(!calls.contains { $0.hasPrefix("socket(") || $0.hasPrefix("write(") })
            }
        }
    }

    @Test func `a prompt only reads`() throws {
        let later = Int(Date().timeIntervalSince1970) + 1_000
        try Data("sheaf-prompt 1 \(later)\n2 open\n".utf8).write(to: URL(fileURLWithPath: "\(desk.gitDirectory)/sheaf/prompt"))
        let calls = try calls(["prompt"])
        #expect(writes(calls).isEmpty)
        #expect(calls.filter { $0.hasPrefix("write(") }.map { $0.prefix { $0 != ")" } } == ["write(1, \"2 open\\n\", 7"])
        #expect(!calls.contains { $0.hasPrefix("socket(") })
    }
}
