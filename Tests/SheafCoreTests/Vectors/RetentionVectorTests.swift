import Foundation
import TestSupport
import Testing

@testable import SheafCore

/// What a policy leaves out of the next push, by the vectors and against the implementation in Python, both ways.
@Suite("Retention vectors")
struct RetentionVectorTests {
    private static let caseCount: UInt64 = 4

    @Test("what is kept, what is news and what is pushed", arguments: try VectorFile.names(in: "retention"))
    func vectors(name: String) throws {
        let vector: RetentionVector = try VectorFile.read("retention/\(name)")
        #expect(try vector.decided().difference(from: vector) == nil)
    }

    @Test("random pushes that the reference has decided are decided alike here",
        .enabled(if: ReferencePrograms.obstacle == nil, "\(ReferencePrograms.obstacle ?? "")"),
        arguments: Seeds.cases(caseCount))
    func referenceDecides(seed: UInt64) throws {
        let output = try ReferencePrograms.run("make_random.py", ["--retention", "--seed", "\(seed)", "--count", "50"])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let documents = try output.split(separator: .lineFeed).map { try decoder.decode(RetentionVector.self, from: Data($0)) }
        #expect(documents.count == 50)
        for (index, vector) in documents.enumerated() {
            let difference = try vector.decided().difference(from: vector)
            #expect(difference == nil, "make_random.py --retention --seed \(seed) --first \(index) --count 1")
        }
    }

    @Test("random pushes that were decided here are decided alike by the reference",
        .enabled(if: ReferencePrograms.obstacle == nil, "\(ReferencePrograms.obstacle ?? "")"),
        arguments: Seeds.cases(caseCount))
    func decidedHere(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        var lines = Data()
        for _ in 0..<50 { lines += try encoder.encode(RetentionVector(&random).decided()) + [.lineFeed] }
        let file = "\(directory.path)/decisions"
        try lines.write(to: URL(filePath: file))
        let output = try ReferencePrograms.run("check_retention.py", [file])
        #expect(String(decoding: output, as: UTF8.self) == "50 decisions, 0 problems\n", "seed \(seed)")
    }
}
