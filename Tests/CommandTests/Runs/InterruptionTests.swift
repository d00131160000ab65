import Foundation
import TestSupport
import Testing

@testable import sheaf

@Suite struct InterruptionTests {
    @Test func endsItsChildrenAndExitsWith130() throws {
        var scratch = try Scratch()
        try scratch.repository.git("remote", "add", "origin", "ssh://example.invalid/x.git")
        let marker = scratch.directory.file("marker")
        scratch.program.environment["GIT_SSH_COMMAND"] = "echo $$ > '\(marker)'; exec sleep 600; :"
        scratch.program.environment["GIT_ALLOW_PROTOCOL"] = "ssh"
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Support/interrupt.py").path
        let outcome = try scratch.program.run(
            executable: "/usr/bin/env", ["python3", script, marker, SheafProgram.path, "sync"])
        #expect(outcome.output == "130 False\n")
        #expect(outcome.errors.contains("interrupted"))
        scratch.program.environment["GIT_SSH_COMMAND"] = nil
        try scratch.run("verify")
    }
}
