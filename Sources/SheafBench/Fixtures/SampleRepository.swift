import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafWorkspace

/// A real repository with a bare remote beside it, where Sheaf holds a sample state that the remote holds too.
struct SampleRepository {
    private static let email = "bench@example.com"

    let setting: Setting
    let folder: String

    var path: String { folder + "/work" }
    var remote: String { folder + "/remote.git" }

    /// The one with about so many facts that this run's figures share; made when it is first asked for, by a process of
    /// its own, so that the asking one stays small.
    static func shared(facts: Int, _ setting: Setting) throws -> SampleRepository {
        let repository = SampleRepository(setting: setting, folder: "\(setting.folder)/facts-\(facts)")
        if !FileManager.default.fileExists(atPath: repository.folder + "/ready") {
            var program = Program(CommandLine.arguments[0], ["prepare", "\(facts)"] + setting.arguments)
            program.environment = ProcessInfo.processInfo.environment
            try program.run()
        }
        return repository
    }

    /// A repository of one commit with its remote; Sheaf is not enabled in it.
    static func make(_ name: String, _ setting: Setting) throws -> SampleRepository {
        let repository = SampleRepository(setting: setting, folder: try setting.scratch(name))
        try setting.git("init", "--quiet", "--template=", "--bare", repository.remote, in: repository.folder)
        try setting.git("init", "--quiet", "--template=", repository.path, in: repository.folder)
        try repository.configure()
        try setting.git("remote", "add", "origin", repository.remote, in: repository.path)
        try setting.git("commit", "--quiet", "--allow-empty", "--message=Begin", in: repository.path)
        try setting.git("push", "--quiet", "--set-upstream", "origin", "main", in: repository.path)
        return repository
    }

    /// Another clone of the remote; Sheaf is not enabled in it.
    func clone(_ name: String) throws -> SampleRepository {
        let clone = SampleRepository(setting: setting, folder: try setting.scratch(name))
        try setting.git("clone", "--quiet", "--template=", remote, clone.path, in: clone.folder)
        try clone.configure()
        return clone
    }

    private func configure() throws {
        try setting.git("config", "user.email", Self.email, in: path)
        try setting.git("config", "user.name", "Bench", in: path)
        try setting.git("config", "gc.auto", "0", in: path)
    }

    func fill(facts: Int) throws {
        try setting.sheaf("enable", in: path).run()
        let lines = SampleState(facts: facts).lazy.flatMap(\.lines).compactMap { line in
            // The lines were signed a moment ago.
            ShardPath(kind: .session, record: line.record).map { ReceivedLine(path: $0, line: line, isSigned: true) }
        }
        let workspace = try open()
        try workspace.store.write(now: workspace.now) { _ = try $0.intake(lines, from: .local) }
        try setting.sheaf("sync", in: path).run()
        FileManager.default.createFile(atPath: folder + "/ready", contents: nil)
    }

    /// Opened in this process.
    func open() throws -> Workspace {
        var surroundings = Surroundings.live
        surroundings.environment = setting.environment
        return try Workspace.open(from: path, surroundings: surroundings)
    }

    /// Adds automatic commits to `main`, a minute apart, each changing one of 64 files; after every 25 a pause that
    /// ends a session.
    ///
    /// - Returns: the commits, oldest first.
    @discardableResult
    func addHistory(count: Int, from start: Int64 = 1_600_000_000) throws -> [ObjectID] {
        var history = HistoryStream()
        for number in 0..<count {
            history.add(
                author: "Bench <\(Self.email)>", time: start + Int64(60 * number + 3600 * (number / 25)),
                message: "Auto-PR: change \(number)", file: "folder\(number % 8)/file\(number % 64).txt")
        }
        try setting.git("fast-import", "--quiet", in: path, input: history.text)
        return try commits(count: count)
    }

    /// The latest commits of `main`, oldest first.
    private func commits(count: Int) throws -> [ObjectID] {
        let list = folder + "/commits.txt"
        try setting.git("log", "--reverse", "-\(count)", "--format=%H", "main", in: path, output: list)
        return try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").compactMap { ObjectID($0) }
    }

    /// Adds the commits of the timeline in `Tests/Fixtures`.
    ///
    /// - Returns: how many there are.
    func addTimeline() throws -> Int {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Tests/Fixtures/timeline.tsv")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
            .map { $0.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false) }
        var history = HistoryStream()
        for (number, row) in rows.enumerated() {
            let time = try Date(String(row[0]), strategy: .iso8601).timeIntervalSince1970
            history.add(
                author: "\(row[1]) <\(row[1])@example.com>", time: Int64(time), message: String(row[2]),
                file: "file\(number % 64).txt")
        }
        try setting.git("fast-import", "--quiet", in: path, input: history.text)
        return rows.count
    }
}

/// Commits on `main` as input of `git fast-import`, each the child of the one before.
private struct HistoryStream {
    private(set) var text = ""

    mutating func add(author: String, time: Int64, message: String, file: String) {
        let message = message + "\n"
        let parent = text.isEmpty ? "from refs/heads/main^0\n" : ""
        text += """
            commit refs/heads/main
            author \(author) \(time) +0000
            committer \(author) \(time) +0000
            data \(message.utf8.count)
            \(message)\(parent)M 100644 inline \(file)
            data 11
            \(String(format: "%010d", time))


            """
    }
}
