import Foundation
import SheafCore

/// A real history: the times, authors and subjects of the predecessor's first 852 commits.
struct Timeline {
    struct Entry {
        /// Unix seconds.
        let time: Int64
        let author: String
        let subject: String

        var isAutomatic: Bool { subject.hasPrefix("Auto-PR: ") }
    }

    let entries: [Entry]

    init() throws {
        let rows = try RepositoryFile.text("Tests/Fixtures/timeline.tsv").split(separator: "\n").dropFirst()
        entries = try rows.map { row in
            let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 3 else { throw CocoaError(.fileReadCorruptFile) }
            let date = try Date(String(columns[0]), strategy: .iso8601)
            return Entry(time: Int64(date.timeIntervalSince1970), author: String(columns[1]), subject: String(columns[2]))
        }
    }
}

/// Commits for tests, with oids counted from 1.
enum Sample {
    static let person = Identity(name: "Ada Example", email: "ada@example.com")

    static func commit(
        _ message: String, author: Identity = person, committer: Identity = person, at seconds: Int64 = 1_763_731_464,
        number: UInt64 = 1
    ) -> Commit {
        Commit(id: id(number), parents: [], author: author, committer: committer, committedAt: seconds, message: message)
    }

    static func id(_ number: UInt64) -> ObjectID {
        let tail = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
        guard let id = ObjectID(bytes: Array(repeating: 0, count: 12) + tail) else { preconditionFailure("BUG: 20 bytes") }
        return id
    }
}
