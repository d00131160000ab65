import Testing

@testable import SheafCore

/// What an archive is, and what is wrong with a file that is none.
@Suite("Archive vectors")
struct ArchiveVectorTests {
    struct Vector: Decodable, CustomTestStringConvertible {
        let name: String
        let base64: String
        let defect: String
        let lines: [String]?
        var testDescription: String { name }
    }

    @Test("each file is read or refused for its first defect", arguments: try VectorFile.list("archives", of: Vector.self))
    func reading(vector: Vector) throws {
        let bytes = try VectorFile.bytes(vector.base64)
        let (lines, defect): ([String]?, String)
        do throws(ArchiveDefect) {
            (lines, defect) = (try FactArchive(bytes: bytes).lines.map { String(decoding: $0.line.bytes, as: UTF8.self) }, "")
        } catch { (lines, defect) = (nil, error.name) }
        #expect(defect == vector.defect)
        #expect(lines == vector.lines)
    }

    @Test("what this writes of the lines is the file, byte for byte")
    func writing() throws {
        let vectors: [Vector] = try VectorFile.list("archives", of: Vector.self)
        for vector in vectors where ["nothing", "one-session", "several-kinds"].contains(vector.name) {
            let bytes = try VectorFile.bytes(vector.base64)
            let archive = try FactArchive(bytes: bytes)
            #expect(FactArchive(archive.lines, archivedAt: archive.archivedAt).bytes == bytes, "\(vector.name)")
        }
    }
}
