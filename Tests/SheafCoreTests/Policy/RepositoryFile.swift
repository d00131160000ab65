import Foundation

/// A file of this repository, found from where this source file lies.
enum RepositoryFile {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    static func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: root.appending(path: path))) }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// With `SHEAF_REGENERATE=1` in the environment, writes what the table of settings generates.
    static func regenerate(_ path: String, _ text: String) throws {
        guard ProcessInfo.processInfo.environment["SHEAF_REGENERATE"] == "1" else { return }
        try Data(text.utf8).write(to: root.appending(path: path))
    }
}
