import Dispatch
import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

/// Many processes that record in one repository at once.
@Suite struct RecordingRaceTests {
    private static let processCount = 20
    private static let commitCount = 200

    private let scratch: Scratch
    private let commits: [String]

    /// Commits ten seconds apart: one session, if they are taken in their order.
    init() throws {
        scratch = try Scratch()
        try scratch.repository.importMicroCommits(count: Self.commitCount, from: FixtureGit.epoch)
        commits = try scratch.repository.git("rev-list", "--reverse", "main").split(separator: "\n").map(String.init)
    }

    private func race(_ arguments: String...) {
        let program = scratch.program
        DispatchQueue.concurrentPerform(iterations: Self.processCount) { _ in
            let outcome = Result { try program.run(arguments) }
            #expect((try? outcome.get().status) == 0, "\(outcome)")
        }
    }

    private func sessions() throws -> [[String]] {
        let store = try Store(StoreDirectory(path: "\(scratch.repository.gitDirectory)/sheaf"))
        return try store.read { try $0.sessions() }.map { $0.view.commits.map(\.id.hex) }
    }

    @Test func withoutArgumentsTheyAgreeWithAnImport() throws {
        // Where the recording of this worktree begins; after that each process looks at all that was committed since.
        try scratch.run("record", commits[0])
        race("record")
        #expect(try sessions() == [commits])
        let importing = try scratch.copied()
        try importing.run("import", "history")
        let store = try Store(StoreDirectory(path: "\(importing.repository.gitDirectory)/sheaf"))
        #expect(try store.read { try $0.sessions() }.map { $0.view.commits.map(\.id.hex) } == [commits])
    }
}

extension FixtureRepository {
    /// Automatic commits on `main`, ten seconds apart.
    fileprivate func importMicroCommits(count: Int, from time: Int) throws {
        let stream = (0..<count).map { number in
            """
            commit refs/heads/main
            committer Ada <ada@example.com> \(time + 10 * number) +0000
            data 5
            wip:
            M 100644 inline file
            data 4
            \(String(format: "%03d", number))

            """
        }.joined(separator: "\n")
        try git("fast-import", "--quiet", input: stream)
        try git("checkout", "-q", "-f", "main")
    }
}

extension Scratch {
    /// A clone of the same history that has recorded nothing.
    fileprivate func copied() throws -> Scratch {
        let other = try Scratch()
        try other.repository.git("fetch", "-q", repository.path, "main")
        try other.repository.git("checkout", "-q", "-B", "main", "FETCH_HEAD")
        return other
    }
}
