import Foundation
import SheafGit
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    private func shell(
        _ script: String, input: [UInt8] = [], outputBytesMax: Int = 1 << 20, deadlineSeconds: Double = 3_600
    ) -> ChildProcess {
        ChildProcess(
            executable: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin", "ONLY": "this"],
            input: input, outputBytesMax: outputBytesMax, deadlineSeconds: deadlineSeconds)
    }

    @Test func returnsStatusOutputAndErrors() throws {
        let outcome = try shell("echo out; echo err >&2; exit 3").run()
        #expect(outcome.exit == .exited(3))
        #expect(outcome.output == Array("out\n".utf8))
        #expect(outcome.errorText == "err\n")
    }

    @Test func environmentIsExactlyWhatIsGiven() throws {
        let outcome = try ChildProcess(
            executable: "/usr/bin/env", arguments: [], environment: ["B": "2", "A": "1 = one"]).run()
        #expect(String(decoding: outcome.output, as: UTF8.self) == "A=1 = one\nB=2\n")
    }

    @Test func argumentsReachTheProgramUnchanged() throws {
        let hostile = ["", " ", "-x", "a\nb", "$(touch x)", "ä\"'\\"]
        let outcome = try ChildProcess(
            executable: "/usr/bin/printf", arguments: ["%s|"] + hostile, environment: [:]).run()
        #expect(String(decoding: outcome.output, as: UTF8.self) == hostile.map { $0 + "|" }.joined())
    }

    @Test func inputLargerThanEveryPipeBufferPassesThrough() throws {
        var generator = SeededGenerator(seed: 1)
        let input = (0..<3_000_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let outcome = try shell("cat", input: input, outputBytesMax: 4_000_000).run()
        #expect(outcome.output == input)
    }

    @Test func childThatReadsNothingDoesNotKillUs() throws {
        let outcome = try shell("exit 0", input: [UInt8](repeating: 65, count: 1_000_000)).run()
        #expect(outcome.exit == .exited(0))
    }

    @Test func outputBeyondTheCapIsDroppedAndFlagged() throws {
        let outcome = try shell("head -c 100000 /dev/zero; echo done >&2", outputBytesMax: 1_000).run()
        #expect(outcome.output.count == 1_000)
        #expect(outcome.outputTruncated)
        #expect(outcome.exit == .exited(0))
        #expect(outcome.errorText == "done\n")
    }

    @Test func theLastPartOfAFloodOfErrorsIsKept() throws {
        let outcome = try shell("head -c 1000000 /dev/zero >&2; echo reason >&2").run()
        #expect(outcome.errors.count == ChildProcess.errorBytesMax)
        #expect(outcome.errors.suffix(7) == Array("reason\n".utf8)[...])
    }

    @Test func deadlineKillsTheWholeGroupEvenIfItIgnoresPoliteness() throws {
        let directory = try TemporaryDirectory()
        defer { withExtendedLifetime(directory) {} }
        let held = directory.file("held")
        #expect(mkfifo(held, 0o600) == 0)
        let reader = open(held, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        // Both processes hold the fifo open for writing, so its end can be read only when neither lives.
        let script = "exec 3> \(held); trap '' TERM; (trap '' TERM; sleep 3600) & sleep 3600"
        #expect(try shell(script, deadlineSeconds: 1).run().exit == .timedOut)
        var request = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        // Should the deadline have come before the fifo was opened, this tells its end too.
        close(open(held, O_WRONLY | O_NONBLOCK))
        #expect(poll(&request, 1, 60_000) == 1)
        var byte: UInt8 = 0
        #expect(read(reader, &byte, 1) == 0)
    }

    @Test func deathByAnotherSignalIsToldApart() throws {
        #expect(try shell("kill -9 $$").run().exit == .signalled(9))
    }

    @Test func descendantThatKeepsThePipesOpenDoesNotDelayTheResult() throws {
        let directory = try TemporaryDirectory()
        defer { withExtendedLifetime(directory) {} }
        // The descendant lives, and holds the pipes, until this test's directory is gone.
        let outcome = try shell("echo first; (while [ -e \(directory.path) ]; do sleep 0.2; done) & exit 4").run()
        #expect(outcome.exit == .exited(4))
        #expect(outcome.output == Array("first\n".utf8))
    }

    @Test func lockDescriptorsAreNotInherited() throws {
        let directory = try TemporaryDirectory()
        let descriptor = open(directory.file("lock"), O_CREAT | O_RDWR, 0o600)
        defer { close(descriptor) }
        let outcome = try shell("ls -l /proc/self/fd").run()
        #expect(!String(decoding: outcome.output, as: UTF8.self).contains(directory.path))
    }

    @Test func childHasNoControllingTerminal() throws {
        #expect(try shell("exec 2>/dev/null; : < /dev/tty").run().exit != .exited(0))
    }

    @Test func cancellingTheTaskKillsTheChild() async throws {
        let directory = try TemporaryDirectory()
        let fifo = directory.file("started")
        #expect(mkfifo(fifo, 0o600) == 0)
        let process = shell("echo > \(fifo); sleep 3600")
        let task = Task.detached { try process.run() }
        // Opening a fifo waits for the writer, so the child is running after this. A thread of its own waits: one of
        // the pool's might be the one that the child needs to start.
        let reader = await withCheckedContinuation { opened in
            Thread.detachNewThread { opened.resume(returning: open(fifo, O_RDONLY)) }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        close(reader)
    }

    @Test func throwingFromAStreamKillsTheChildAndPassesTheErrorOn() throws {
        struct Enough: Error {}
        var bytes = 0
        #expect(throws: Enough.self) {
            _ = try shell("yes").stream { chunk in
                bytes += chunk.count
                if bytes > 100_000 { throw Enough() }
            }
        }
        #expect(bytes > 100_000)
    }

    @Test func missingProgramIsATypedError() throws {
        let process = ChildProcess(executable: "/nonexistent/git", arguments: [], environment: [:])
        #expect(throws: GitError.cannotStart(executable: "/nonexistent/git", errno: ENOENT)) { try process.run() }
    }
}
