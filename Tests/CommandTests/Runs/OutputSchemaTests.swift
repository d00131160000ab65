import Foundation
import TestSupport
import Testing

@testable import sheaf

/// Every command that takes `--json` prints a document of its schema, and every schema of an output is some command's.
@Suite struct OutputSchemaTests {
    private let scratch: Scratch
    private static let session = "ada-20261121-0900"
    /// Of a replica that was never seen.
    private static let key = String(repeating: "5a", count: 32)

    init() throws {
        scratch = try Scratch(environment: ["SHEAF_DATE": "@\(FixtureGit.epoch + 120)"])
        try scratch.repository.git("init", "-q", "--bare", scratch.directory.file("team.git"))
        try scratch.repository.git("remote", "add", "origin", scratch.directory.file("team.git"))
        try scratch.repository.commit("Ordinary", files: ["a": "0"], time: FixtureGit.epoch - 60)
        try scratch.repository.commit("wip: step", files: ["a": "1"])
    }

    private struct Run {
        let arguments: [String]
        let schema: String
        var status: Int32 = 0

        init(_ arguments: String, _ schema: String, status: Int32 = 0) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.schema = schema
            self.status = status
        }
    }

    /// In an order in which each has something to say. ID: of an item of `conflicts list`.
    private static let runs = [
        Run("version", "version"), Run("config show", "config"), Run("config show sync.remote", "config"),
        Run("status", "status"), Run("doctor", "doctor"), Run("shared", "shared"), Run("session list", "session-list"),
        Run("conflicts list", "conflicts-list"), Run("log", "log"), Run("verify", "verify"), Run("replicas", "replicas"),
        Run("replicas trust \(key)", "replicas"), Run("replicas revoke \(key)", "replicas"),
        Run("replicas import /dev/null", "replicas-import"),
        Run("explain HEAD", "explain-commit"), Run("record", "record"), Run("import history", "import-history"),
        Run("explain HEAD", "explain-commit"), Run("explain \(session)", "explain-session"),
        Run("explain \(session) end", "explain-session"), Run("explain --mark manual HEAD", "correction"),
        Run("explain --mark automatic HEAD", "correction"), Run("explain --mark manual HEAD~1", "correction"),
        Run("session title \(session) Login", "session-change"), Run("session note \(session) ?", "session-change"),
        Run("session keep-open \(session)", "session-change"), Run("session move HEAD~1 --to \(session)", "session-members"),
        Run("session remove HEAD~1", "session-members"), Run("session complete \(session)", "session-change"),
        Run("session reopen \(session)", "session-change"), Run("session abandon", "session-change"),
        Run("session start --title Next", "session-change"), Run("session show", "session-show"),
        Run("session show \(session)", "session-show"), Run("session list --state abandoned", "session-list"),
        Run("session sweep --dry-run --at 2027-01-01", "session-sweep"), Run("session sweep", "session-sweep"),
        Run("log", "log"), Run("shared", "shared"), Run("sync --offline", "sync"), Run("sync", "sync"), Run("sync", "sync"),
        Run("shared", "shared"), Run("status", "status"), Run("doctor", "doctor"), Run("verify --signatures", "verify"),
        Run("archive --before 2027-01 --to ../old.sheaf", "archive"), Run("archive --restore ../old.sheaf", "restore"),
        Run("evict \(session)", "evict"), Run("gc", "gc"), Run("gc --truncate", "gc"), Run("backup list", "backup-list"),
        Run("backup now", "backup-now"), Run("backup now", "backup-now"), Run("backup now --if-due", "backup-now"), Run("backup list", "backup-list"),
        Run("backup verify", "backup-verify"), Run("backup verify latest", "backup-verify"), Run("backup restore latest", "backup-restore"),
    ]

    /// With facts of peers, who have left conflicts and an orphan.
    private static let laterRuns = [
        Run("conflicts", "conflicts-list", status: 2), Run("conflicts list --all --at 2026-11-22", "conflicts-list", status: 2),
        Run("replicas list", "replicas"), Run("conflicts show ID", "conflict-show"), Run("session list --at 2026-11-22", "session-list"),
        Run("session take ada-20261121-1900 --force", "session-change"), Run("status", "status"),
        Run("doctor --findings-only", "doctor", status: 2), Run("log --limit 2", "log"),
        Run("agent start", "agent-start"), Run("agent start", "agent-start"), Run("agent status", "agent-status"),
    ]

    @Test func everyOutputIsADocumentOfItsSchema() throws {
        defer { _ = try? scratch.program.run("agent", "stop") }
        var documents: [String: [String]] = [:]
        func perform(_ run: Run, id: String = "") throws {
            let outcome = try scratch.program.run(run.arguments.map { $0 == "ID" ? id : $0 } + ["--json"])
            #expect(outcome.status == run.status, "\(run.arguments): \(outcome.errors)")
            documents[run.schema, default: []].append(outcome.output)
        }
        for run in Self.runs { try perform(run) }
        try scratch.receive(try Scene().lines)
        let items = try scratch.json(["conflicts"], schema: "conflicts-list").document["conflicts"] as? [[String: Any]]
        let id = try #require(items?.first?["id"] as? String)
        for run in Self.laterRuns { try perform(run, id: id) }
        for (schema, documents) in documents { try scratch.check(documents, against: schema) }
        #expect(try Set(documents.keys) == Self.outputSchemas())
    }

    @Test func everyCommandThatPrintsJSONIsRunHere() throws {
        let help = try scratch.program.run("--experimental-dump-help").output
        let root = try #require(try JSONSerialization.jsonObject(with: Data(help.utf8)) as? [String: Any])
        let commands = Self.printingJSON(try #require(root["command"] as? [String: Any]), path: [])
        #expect(commands.count > 20)
        let run = (Self.runs + Self.laterRuns).map { $0.arguments.joined(separator: " ") + " " }
        for command in commands { #expect(run.contains { $0.hasPrefix("\(command) ") }, "no run of `sheaf \(command)`") }
    }

    @Test func aFailureLeavesStandardOutputToTheDocument() throws {
        for arguments in [["session", "show", "nope"], ["explain", "nope"], ["conflicts", "show", "abcd"], ["sync", "--remote", "none"]] {
            let outcome = try scratch.program.run(arguments + ["--json"])
            #expect(outcome.status != 0 && outcome.output == "", "\(arguments)")
        }
    }

    private static func printingJSON(_ command: [String: Any], path: [String]) -> [String] {
        let arguments = command["arguments"] as? [[String: Any]] ?? []
        let names = arguments.flatMap { $0["names"] as? [[String: Any]] ?? [] }.compactMap { $0["name"] as? String }
        let children = command["subcommands"] as? [[String: Any]] ?? []
        let below = children.flatMap { child in printingJSON(child, path: path + [child["commandName"] as? String ?? ""]) }
        return (names.contains("json") ? [path.joined(separator: " ")] : []) + below
    }

    /// Those that are of no file.
    private static func outputSchemas() throws -> Set<String> {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Protocol/schemas")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return Set(names.filter { $0.hasSuffix(".schema.json") }.map { String($0.dropLast(12)) })
            .subtracting(["common", "fact", "policy", "backup-manifest"])
    }
}
