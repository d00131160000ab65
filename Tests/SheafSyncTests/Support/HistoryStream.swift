import SheafCore
import TestSupport

/// A history to be made by one `git fast-import`: thousands of commits in a moment, each with its own author and times.
struct HistoryStream {
    struct Entry {
        var subject: String
        /// Unix seconds, of author and committer.
        var seconds: Int
        var author = "Ada Tester <ada@example.com>"
        var file = "notes.txt"
    }

    private var text = ""
    private var count = 0

    mutating func append(_ entry: Entry, to branch: String = "main") {
        count += 1
        let content = "change \(count)\n"
        text += """
            commit refs/heads/\(branch)
            author \(entry.author) \(entry.seconds) +0000
            committer \(entry.author) \(entry.seconds) +0000
            data \(entry.subject.utf8.count)
            \(entry.subject)
            M 100644 inline \(entry.file)
            data \(content.utf8.count)
            \(content)

            """
    }

    /// - Returns: the commits of `main`, oldest first.
    @discardableResult
    func write(to repository: FixtureRepository) throws -> [ObjectID] {
        try repository.git("fast-import", "--quiet", input: text)
        let hexes = try repository.git("rev-list", "--reverse", "main").split(separator: "\n")
        return try hexes.map { hex in
            guard let id = ObjectID(hex) else { throw FixtureError("git printed \(hex)") }
            return id
        }
    }
}

extension HistoryStream {
    /// A history with bursts and pauses, automatic and ordinary commits, marks and two authors, from a seed.
    static func random(seed: UInt64, count: Int) -> HistoryStream {
        var generator = SeededGenerator(seed: seed)
        var stream = HistoryStream()
        var seconds = Desk.nine
        let authors = ["Ada Tester <ada@example.com>", "Ben Tester <ben@example.com>"]
        let files = ["Sources/a.swift", "Tests/aTests.swift", "docs/a.md", "b.txt"]
        for number in 0..<count {
            let pauses = [10, 60, 300, 899, 900, 1799, 1800, 1801, 7200]
            seconds += pauses.randomElement(using: &generator) ?? 0
            let isAutomatic = Int.random(in: 0..<4, using: &generator) > 0
            let mark = Int.random(in: 0..<15, using: &generator) == 0 ? "\n\n[ready]" : ""
            stream.append(Entry(
                subject: "\(isAutomatic ? "Auto-PR: step" : "Work on") \(number)\(mark)", seconds: seconds,
                author: authors.randomElement(using: &generator) ?? authors[0],
                file: files.randomElement(using: &generator) ?? files[0]))
        }
        return stream
    }
}
