import Foundation
import SheafCore
import SheafGit
import TestSupport

/// A repository with real git, the real programs, and a listener in the agent's place.
struct HookDesk {
    let directory: TemporaryDirectory
    let repository: FixtureRepository
    let listener: PokeListener
    var program: SheafProgram

    /// - Parameter options: of `git init`.
    init(options: [String] = []) throws {
        directory = try TemporaryDirectory()
        repository = try FixtureRepository(at: directory.file("work"), options: options)
        listener = try PokeListener(runtime: directory.file("run"))
        program = SheafProgram(in: repository.path, home: directory.file("home"))
        for folder in ["home", "tools"] { try FileManager.default.createDirectory(atPath: directory.file(folder), withIntermediateDirectories: true) }
        program.environment["XDG_RUNTIME_DIR"] = listener.runtime
        program.environment["GIT_CONFIG_GLOBAL"] = directory.file("home/.gitconfig")
        program.environment["LOG"] = directory.file("log")
        program.environment["PATH"] = "\(directory.file("tools")):\(program.environment["PATH"] ?? "/usr/bin:/bin")"
        try repository.git("config", "user.email", "ada@example.com")
        try repository.git("config", "user.name", "Ada")
    }

    var gitDirectory: String { repository.gitDirectory }
    var hooks: String { "\(gitDirectory)/hooks" }

    /// The hook program beside the tests.
    static let hookProgram = (SheafProgram.path as NSString).deletingLastPathComponent + "/sheaf-hook"

    /// git as the user runs it, hooks and all.
    @discardableResult
    func git(_ arguments: String..., in folder: String? = nil) throws -> String {
        try FixtureGit.run(arguments, in: folder ?? repository.path, environment: program.environment)
    }

    func commit(in folder: String? = nil) throws {
        try git("commit", "-q", "--allow-empty", "-m", "wip: step", in: folder)
    }

    @discardableResult
    func sheaf(_ arguments: String...) throws -> SheafProgram.Outcome {
        let outcome = try program.run(arguments)
        guard outcome.status == 0 else { throw FixtureError("sheaf \(arguments): \(outcome.status) \(outcome.errors)") }
        return outcome
    }

    /// Writes an executable; folders are made.
    func script(_ path: String, _ text: String, mode: Int = 0o755) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// What the user's own hooks have said since the last time.
    func said() -> [String] {
        let path = directory.file("log")
        defer { unlink(path) }
        return ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    /// Events told since the last time, each with the work tree's own git directory behind it.
    func told() -> [String] {
        listener.heard().map { $0.split(separator: "\n").dropFirst().first.map(String.init) ?? $0 }
    }

    /// Names, kinds, modes and contents of everything here but Sheaf's folder, the keys and what the tests use.
    func fingerprint(without left: [String] = []) -> [String] {
        ["work", "home", "tools"].flatMap { root -> [String] in
            guard let walk = FileManager.default.enumerator(atPath: directory.file(root)) else { return [] }
            var lines: [String] = []
            for case let name as String in walk {
                let path = "\(root)/\(name)"
                guard !(["work/.git/sheaf", "home/state"] + left).contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else { continue }
                let attributes = walk.fileAttributes ?? [:]
                let mode = attributes[.posixPermissions] as? Int ?? 0
                let kind = (attributes[.type] as? FileAttributeType)?.rawValue ?? ""
                let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: directory.file(path))) ?? ""
                let content = kind == FileAttributeType.typeRegular.rawValue ? FileManager.default.contents(atPath: directory.file(path)) ?? Data() : Data()
                lines.append("\(path) \(kind) \(mode) \(link) \(LineHash(of: Array(content)))")
            }
            return lines
        }.sorted()
    }

    /// What a commit changes by itself.
    static let committed = ["work/.git/objects", "work/.git/logs", "work/.git/refs", "work/.git/index", "work/.git/COMMIT_EDITMSG", "work/.git/HEAD"]

    /// - Parameter line: of a fingerprint.
    static func isNoCommits(_ line: String) -> Bool {
        !committed.contains { line.hasPrefix($0 + " ") || line.hasPrefix($0 + "/") }
    }
}
