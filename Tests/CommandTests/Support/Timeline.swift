import Foundation
import TestSupport

/// A repository with the history of `Tests/Fixtures/timeline.tsv`: its times, authors and subjects, one commit a row.
struct Timeline {
    struct Row {
        let seconds: Int
        let author: String
        let subject: String
    }

    let scratch: Scratch
    let rows: [Row]

    /// Sessions end after 30 minutes whatever their commits touch: what the independent check computes.
    private static let policy = "sessions: {timeout_minutes: 30, heuristic_completion: false}\n"

    init() throws {
        scratch = try Scratch()
        rows = try Self.fixture()
        try scratch.repository.git("fast-import", "--quiet", input: Self.stream(rows))
        try scratch.repository.git("checkout", "-q", "-f", "main")
        try scratch.repository.commit(
            "Decide", files: [".sheaf/policy.yaml": Self.policy], time: (rows.last?.seconds ?? 0) + 86_400)
    }

    private static func fixture() throws -> [Row] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/timeline.tsv")
        let lines = String(decoding: try Data(contentsOf: path), as: UTF8.self).split(separator: "\n").dropFirst()
        let format = ISO8601DateFormatter()
        return try lines.map { line in
            let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3, let time = format.date(from: fields[0]) else { throw FixtureError("bad row: \(line)") }
            return Row(seconds: Int(time.timeIntervalSince1970), author: fields[1], subject: fields[2])
        }
    }

    private static func stream(_ rows: [Row]) -> String {
        rows.enumerated().map { number, row in
            let content = "change \(number)\n"
            return """
                commit refs/heads/main
                author \(row.author) <\(row.author)@example.com> \(row.seconds) +0000
                committer \(row.author) <\(row.author)@example.com> \(row.seconds) +0000
                data \(row.subject.utf8.count)
                \(row.subject)
                M 100644 inline file\(number % 16).txt
                data \(content.utf8.count)
                \(content)

                """
        }.joined()
    }
}
