import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

/// A repository that is copied while somebody records in it. No sleeps: a copy begins when the n-th record was
/// acknowledged, and the writer goes on during it.
@Suite struct CopyInUseTests {
    private static let recordCount = 24
    private static let copiesAt = [3, 9, 15, 21]

    private let scratch: Scratch
    private let remote: FixtureRepository

    init() throws {
        scratch = try Scratch()
        remote = try FixtureRepository(at: scratch.directory.file("remote.git"), options: ["--bare"])
        try scratch.repository.git("remote", "add", "origin", remote.path)
        let now = Int(Scene.start.milliseconds / 1000) - 3600
        for number in 0..<Self.recordCount { try scratch.repository.commit("wip: \(number)", time: now + 60 * number) }
    }

    /// Records every commit, each by a process of its own, and projects now and then; prints what was acknowledged.
    private static let writer = """
        n=0
        for commit in $(git rev-list --reverse HEAD); do
            "$SHEAF" record "$commit" >/dev/null 2>&1 || exit 1
            echo "$commit"
            n=$((n + 1))
            [ $((n % 5)) -ne 0 ] || "$SHEAF" sync --offline >/dev/null 2>&1 || exit 1
        done
        """

    private func copy(_ number: Int) throws -> String {
        let path = scratch.directory.file("copy\(number)")
        let outcome = try scratch.program.run(executable: "/usr/bin/env", ["cp", "-a", scratch.repository.path, path])
        // Files that go away during the copy are what a person's cp would complain of, too.
        guard [0, 1].contains(outcome.status) else { throw FixtureError(outcome.errors) }
        return path
    }

    /// Runs the writer; copies are made while it runs.
    private func recordWhileCopying() throws -> (acknowledged: [String], copies: [String]) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.writer]
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.repository.path)
        process.environment = scratch.program.environment.merging(["SHEAF": SheafProgram.path]) { $1 }
        process.standardOutput = output
        try process.run()
        var (text, acknowledged, copies): (Data, [String], [String]) = (Data(), [], [])
        while case let piece = output.fileHandleForReading.availableData, !piece.isEmpty {
            text += piece
            while let end = text.firstIndex(of: 0x0a) {
                acknowledged.append(String(decoding: text[..<end], as: UTF8.self))
                text = text[(end + 1)...]
                if Self.copiesAt.contains(acknowledged.count) { copies.append(try copy(copies.count)) }
            }
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return (acknowledged, copies)
    }

    private func lines(_ path: String) throws -> Set<LineHash> {
        let store = try Store(StoreDirectory(path: "\(path)/.git/sheaf"))
        return Set(try store.read { try $0.facts(after: 0, limit: .max) }.map(\.line.hash))
    }

    private func run(_ path: String, _ arguments: String...) throws -> SheafProgram.Outcome {
        let outcome = try scratch.program.run(["-C", path] + arguments)
        #expect([0, 2].contains(outcome.status), "\(arguments) in \(path): \(outcome.status) \(outcome.errors)")
        return outcome
    }

    @Test func bothSidesGoOnAndNothingThatWasAcknowledgedIsMissing() throws {
        let (acknowledged, copies) = try recordWhileCopying()
        #expect(acknowledged.count == Self.recordCount)
        #expect(copies.count == Self.copiesAt.count)
        let original = try lines(scratch.repository.path)
        for (number, path) in copies.enumerated() {
            let repository = FixtureRepository(existing: path)
            try repository.commit("wip: copy \(number)", time: Int(Scene.start.milliseconds / 1000) - 60)
            _ = try run(path, "record", "HEAD")
            let doctor = try run(path, "doctor").output
            #expect(doctor.contains("took the place of"), "\(doctor)")
            #expect(doctor.contains("the repository was copied and the original is still there"))
            #expect(try run(path, "session", "show", "HEAD").output.contains("wip: copy \(number)"))
        }
        let everybody = [scratch.repository.path] + copies
        for path in everybody + everybody { _ = try run(path, "sync") }
        let held = try everybody.map(lines)
        for lines in held {
            #expect(lines.isSuperset(of: original), "a fact of the original is missing")
            #expect(lines == held[0])
        }
        let store = try Store(StoreDirectory(path: "\(scratch.repository.path)/.git/sheaf"))
        for commit in acknowledged {
            let id = try #require(ObjectID(commit))
            #expect(try store.read { try $0.isMember(.commit(id)) }, "\(commit) was acknowledged")
        }
        #expect(try store.read { try $0.conflicts() }.allSatisfy { $0.rule != .fork }, "a copy wrote under the original's key")
        #expect(try run(scratch.repository.path, "verify").status == 0)
    }
}
