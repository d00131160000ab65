import Foundation
import TestSupport

@testable import SheafCore

/// The vectors of Protocol/vectors, which any implementation must agree with. A missing or empty folder fails the test.
enum VectorFile {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Protocol/vectors").standardizedFileURL

    /// Names in a folder without `.json`, ascending.
    static func names(in name: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path)
        let vectors = names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }
        guard !vectors.isEmpty else { throw FixtureError("no vectors in \(name)") }
        return vectors.sorted()
    }

    static func read<Vector: Decodable>(_ name: String, as _: Vector.Type = Vector.self) throws -> Vector {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Vector.self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
    }

    /// A list that must hold something.
    static func list<Vector: Decodable>(_ name: String, of _: Vector.Type = Vector.self) throws -> [Vector] {
        let vectors: [Vector] = try read(name)
        guard !vectors.isEmpty else { throw FixtureError("no vectors in \(name)") }
        return vectors
    }

    /// Plain base64, with padding.
    static func bytes(_ base64: String) throws -> [UInt8] {
        guard let data = Data(base64Encoded: base64) else { throw FixtureError("not base64: \(base64)") }
        return Array(data)
    }
}
