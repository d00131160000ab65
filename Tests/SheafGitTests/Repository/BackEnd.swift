import Foundation
import SheafCore
import SheafGit
import TestSupport
import Testing

/// The two ways to read a repository, both put to the same questions.
enum BackEnd: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case libgit2, executable

    var testDescription: String { rawValue }

    func open(_ directory: String) throws -> any UserRepository {
        let location = try RepositoryLocation.find(from: directory)
        switch self {
        case .libgit2: return try Libgit2Repository(location)
        case .executable: return try ExecutableRepository(location, git: .fixture())
        }
    }
}

/// A repository of one test, in a folder with room beside it.
struct ScratchRepository {
    let directory: TemporaryDirectory
    let fixture: FixtureRepository

    init() throws {
        directory = try TemporaryDirectory()
        fixture = try FixtureRepository(at: directory.file("repository"))
    }

    func id(_ revision: String) throws -> ObjectID {
        try #require(ObjectID(try fixture.git("rev-parse", revision)))
    }
}

extension GitExecutable {
    /// The machine's git, without the settings of whoever runs the tests.
    static func fixture() throws -> GitExecutable {
        try .find(in: FixtureGit.environment())
    }
}

extension UserRepository {
    /// Everything the protocol can tell about a repository, as text that two back ends can be compared by.
    func everything() throws -> String {
        var lines = ["head \(try head())", "default \(try defaultBranch() ?? "-")"]
        let references = try references(matching: "refs/")
        lines += references.map { "ref \($0.name) \($0.commit)" }
        lines += try remotes().map { "remote \($0.name) \($0.fetchURL) \($0.pushURL)" }
        var visited: [Commit] = []
        let summary = try walk(from: Set(references.map(\.commit)).sorted(), hiding: []) {
            visited.append($0)
            return .next
        }
        lines.append("boundary \(summary.boundary)")
        for commit in visited.sorted(by: { $0.id < $1.id }) {
            lines.append("commit \(commit)")
            do {
                lines.append("paths \(try changedPaths(of: commit.id))")
            } catch GitError.missingObject {
                lines.append("paths cut off")
            }
        }
        return lines.joined(separator: "\n")
    }
}

/// Every file below a directory with its content and time, to show that nothing was written.
func snapshot(_ directory: String) throws -> [String: String] {
    var found: [String: String] = [:]
    guard let walk = FileManager.default.enumerator(atPath: directory) else { return found }
    for case let name as String in walk {
        var status = stat()
        lstat("\(directory)/\(name)", &status)
        let content = FileManager.default.contents(atPath: "\(directory)/\(name)") ?? Data()
        found[name] = "\(status.st_mode) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(content.base64EncodedString())"
    }
    return found
}
