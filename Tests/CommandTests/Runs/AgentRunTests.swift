import Foundation
import SheafStore
import TestSupport
import Testing

/// The agent as its user has it: processes, sockets and signals.
@Suite struct AgentRunTests {
    private let directory: TemporaryDirectory
    private let repository: FixtureRepository
    private let program: SheafProgram

    init() throws {
        directory = try TemporaryDirectory()
        repository = try FixtureRepository(at: directory.file("work"))
        program = SheafProgram(in: repository.path, home: directory.file("home"))
        try repository.git("config", "user.email", "ada@example.com")
        try repository.commit("Begin")
        try run("enable")
    }

    @discardableResult
    private func run(_ arguments: String..., status: Int32 = 0) throws -> SheafProgram.Outcome {
        let outcome = try program.run(arguments)
        guard outcome.status == status else {
            throw FixtureError("sheaf \(arguments.joined(separator: " ")): \(outcome.status)\n\(outcome.errors)")
        }
        return outcome
    }

    private func commits(_ count: Int, from first: Int = 0) throws -> [String] {
        try (first..<first + count).map { try repository.commit("wip: \($0)", files: ["a": "\($0)"], time: FixtureGit.epoch + $0 * 60) }
    }

    /// Every session's commits.
    private func members() throws -> [[String]] {
        let store = try Store(StoreDirectory(path: "\(repository.gitDirectory)/sheaf"))
        return try store.read { try $0.sessions().map { $0.view.commits.map(\.id.hex) } }
    }

    @Test func commitsAreRecordedWithoutAnyCommand() throws {
        let agent = try RunningAgent(program)
        let made = try commits(3)
        try agent.waitUntilRecorded(3)
        #expect(try members() == [made])
        let status = try run("agent", "status", "--json").output
        #expect(status.contains("\"attention\": \"watching\"") && status.contains("\"recorded\": 3"))
        try run("agent", "stop")
        #expect(agent.wait() == 0)
        try run("agent", "status", status: 69)
    }

    @Test func whatHappenedWhileItWasOffIsFound() throws {
        var made = try commits(2)
        try repository.git("commit", "--quiet", "--amend", "-m", "wip: better")
        made.append(try repository.git("rev-parse", "HEAD"))
        let agent = try RunningAgent(program)
        try agent.waitUntilRecorded(3)
        #expect(try members().map(Set.init) == [Set(made)])
    }

    @Test func aRepositoryIsTakenUpAndLeftWhileItRuns() throws {
        let agent = try RunningAgent(program)
        let other = try FixtureRepository(at: directory.file("other"))
        var there = SheafProgram(in: other.path, home: directory.file("home"))
        there.environment = program.environment
        try other.git("config", "user.email", "ada@example.com")
        #expect(try there.run("enable").status == 0)
        try other.commit("wip: there")
        try agent.waitUntilRecorded(1)
        #expect(try there.run("disable").status == 0)
        try commits(1).forEach { _ in }
        try agent.waitUntilRecorded(1)
        #expect(try !run("agent", "status", "--json").output.contains(other.path))
    }

    @Test func nothingIsSentBeforeSomebodyAllowedIt() throws {
        let remote = try FixtureRepository(at: directory.file("remote.git"), options: ["--bare"])
        try repository.git("remote", "add", "origin", remote.path)
        let agent = try RunningAgent(program)
        _ = try commits(1)
        try agent.waitUntilRecorded(1)
        #expect(try remote.git("for-each-ref") == "")
        try run("agent", "stop")
        #expect(agent.wait() == 0)
        #expect(try remote.git("for-each-ref") == "")
        try run("sync")
        let second = try RunningAgent(program)
        _ = try commits(1, from: 100)
        _ = try second.next { $0["message"] == "exchange" && $0["outcome"] == "in-sync" }
        let tip = try remote.git("rev-parse", "refs/sheaf/state")
        #expect(!tip.isEmpty)
    }

    @Test func ofManyThatStartAtOnceOneRuns() async throws {
        let program = program
        let statuses = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<12 { group.addTask { try program.run("agent", "start", "--json").output } }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        let processes = Set(statuses.compactMap { output in
            ((try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any])?["process_id"] as? Int
        })
        #expect(processes.count == 1 && statuses.count == 12)
        try run("agent", "stop")
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.file("home/run/sheaf"))
        #expect(left == ["agent.lock"])
    }

    @Test func aKilledAgentLosesNothingAndIsInNobodysWay() throws {
        var generator = SeededGenerator(seed: .random(in: 0...UInt64.max))
        var made: [String] = []
        for round in 0..<6 {
            let agent = try RunningAgent(program)
            for number in 0..<Int.random(in: 1...6, using: &generator) { made += try commits(1, from: 10 * round + number) }
            agent.send(SIGKILL)
            #expect(agent.wait() == 128 + SIGKILL)
        }
        try run("agent", "start")
        try run("agent", "stop")
        #expect(try members().flatMap(\.self).sorted() == made.sorted())
    }

    @Test func whatAnybodySendsIsAnsweredOrIgnored() throws {
        let agent = try RunningAgent(program)
        let script = """
            import socket, sys
            folder, common = sys.argv[1:]
            poke = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            for data in [b"", b"\\0" * 4096, b"sheaf-poke 1\\n", b"sheaf-poke 1\\nx\\n/etc\\n/etc\\n", b"sheaf-poke 1\\npost-commit\\n%b\\n%b\\n" % ((common.encode(),) * 2), b"\\xff" * 9000]:
                try: poke.sendto(data, folder + "/poke.sock")
                except OSError: pass
            def ask(data, whole=True):
                one = socket.socket(socket.AF_UNIX)
                one.settimeout(20)
                one.connect(folder + "/agent.sock")
                try:
                    one.sendall(data)
                    if whole: one.shutdown(socket.SHUT_WR)
                    answer = b""
                    while piece := one.recv(4096): answer += piece
                except (BrokenPipeError, ConnectionResetError): answer = b"HTTP/1.1 000"
                return answer.split(b" ")[1].decode() if answer else "none"
            print(ask(b"GET /v1/agent HTTP/1.1\\r\\n\\r\\n"), ask(b"GET /no HTTP/1.1\\r\\n\\r\\n"), ask(b"PUT /v1/agent HTTP/1.1\\r\\n\\r\\n"),
                ask(b"nonsense\\r\\n\\r\\n"), ask(b"GET / HTTP/1.1\\r\\nContent-Length: -1\\r\\n\\r\\n"), ask(b"GET / HTTP/1.1\\r\\nContent-Length: 99999999\\r\\n\\r\\n"),
                ask(b"GET / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"), ask(b"A" * 20000), ask(b"GET"), ask(b""))
            """
        let told = try program.run(
            executable: "/usr/bin/env",
            ["python3", "-c", script, directory.file("home/run/sheaf"), "\(repository.path)/.git"])
        #expect(told.status == 0, "\(told.errors)")
        #expect(["200 404 405 400 400 413 400 413 none none\n", "200 404 405 400 400 413 400 000 none none\n"].contains(told.output))
        _ = try commits(1)
        try agent.waitUntilRecorded(1)
    }

    @Test func aFolderOfSomebodyElseIsRefused() throws {
        let folder = directory.file("home/run/sheaf")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try run("agent", "run", status: 77)
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: directory.path)
        try run("agent", "run", status: 77)
    }

    @Test func anAgentWhoseSocketIsTakenAwayEnds() throws {
        let agent = try RunningAgent(program)
        // Only an agent that could be reached by nobody, and would keep the next one from starting, ends for it.
        try FileManager.default.removeItem(atPath: directory.file("home/run/sheaf/agent.sock"))
        #expect(agent.wait() == 0)
        try run("agent", "start")
        try run("agent", "status")
        try run("agent", "stop")
    }

    @Test func theSignalOfAServiceManagerEndsIt() throws {
        let agent = try RunningAgent(program)
        _ = try commits(2)
        agent.send(SIGTERM)
        #expect(agent.wait() == 0)
        #expect(try members().map(\.count) == [2])
    }

    @Test func aDamagedDatabaseIsReplacedWithoutAPerson() throws {
        let made = try commits(3)
        let first = try RunningAgent(program)
        try first.waitUntilRecorded(3)
        try run("agent", "stop")
        #expect(first.wait() == 0)
        try run("backup", "now")
        let database = "\(repository.gitDirectory)/sheaf/sheaf.db"
        for name in ["\(database)-wal", "\(database)-shm"] { try? FileManager.default.removeItem(atPath: name) }
        let file = try #require(FileHandle(forWritingAtPath: database))
        try file.write(contentsOf: Data(repeating: 0x5a, count: 40_000))
        try file.close()
        let second = try RunningAgent(program)
        let told = try second.next("a damaged database was replaced")
        #expect(told["backup"]?.isEmpty == false && told["lost"] == "0")
        let later = try commits(1, from: 3)
        try second.waitUntilRecorded(1)
        #expect(try members() == [made + later])
    }
}
