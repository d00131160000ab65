import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// The ways a state ref can travel, all put to the same tests.
enum Route: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case executableByPath, executableByHTTP, libgit2ByHTTP

    static let overHTTP: [Route] = [.executableByHTTP, .libgit2ByHTTP]

    var testDescription: String { rawValue }

    func transport(_ sidecar: Sidecar, deadlineSeconds: Double = 60) throws -> any StateTransport {
        switch self {
        case .executableByPath, .executableByHTTP:
            ExecutableTransport(sidecar, git: try .fixture(), deadlineSeconds: deadlineSeconds)
        case .libgit2ByHTTP:
            Libgit2Transport(sidecar, deadlineSeconds: deadlineSeconds) { _ in
                HTTPCredential(user: "sheaf", secret: "secret")
            }
        }
    }
}

/// A bare remote and the sidecars that exchange with it.
final class RemoteFixture: Sendable {
    let directory: TemporaryDirectory
    let remote: FixtureRepository
    let name: RemoteName
    private let server: HTTPBackend

    init() throws {
        directory = try TemporaryDirectory()
        server = try HTTPBackend(serving: directory.path)
        remote = FixtureRepository(existing: try server.bareRepository("remote.git", in: directory.path).path)
        name = try RemoteName("origin")
    }

    func url(_ route: Route, prefix: String = "") -> String {
        route == .executableByPath ? remote.path : "\(server.url)/\(prefix)remote.git"
    }

    /// A sidecar whose `origin` is this remote.
    func sidecar(_ label: String, _ route: Route) throws -> Sidecar { try sidecar(label, url: url(route)) }

    func sidecar(_ label: String, url: String) throws -> Sidecar {
        let sidecar = try Sidecar.open(at: directory.file("\(label).git"))
        try sidecar.adopt(
            Configuration(parsing: []), [Remote(name: name, fetchURL: url, pushURL: url)], trustsCommands: false)
        return sidecar
    }

    /// What the remote's state ref names.
    func tip() throws -> String? {
        let outcome = try FixtureGit.attempt(["rev-parse", "--verify", "--quiet", "refs/sheaf/state"], in: remote.path)
        return outcome.exit == .exited(0) ? String(decoding: outcome.output.dropLast(), as: UTF8.self) : nil
    }

    /// An executable hook of the remote.
    func hook(_ hook: String, _ script: String) throws {
        let path = "\(remote.path)/hooks/\(hook)"
        mkdir("\(remote.path)/hooks", 0o700)
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o700)
    }
}

extension Sidecar {
    /// A commit of one file on a parent.
    func commit(_ text: String, on parent: ObjectID? = nil) throws -> ObjectID {
        let batch = try batch()
        let tree = try batch.writeTree([
            TreeEntry(name: Array("file".utf8), mode: .file, id: batch.writeBlob(Array(text.utf8)))
        ])
        let commit = try batch.writeCommit(tree: tree, parent: parent, at: Int64(FixtureGit.epoch))
        try batch.finish()
        return commit
    }
}
