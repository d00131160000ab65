import Foundation
import GRDB
import SheafCore
import SheafStore
import SheafWorkspace

/// `lookup in 100k facts <= 1 ms in process`, by every name that a session can be called.
enum LookupFigures {
    static let all = [
        figure("id") { $0.id.hex },
        figure("display-id") { $0.displayID },
        figure("prefix") { String($0.fullDisplayID.dropLast(2)) },
        figure("id-prefix") { String($0.id.hex.prefix(20)) },
        figure("commit") { $0.view.commits[$0.view.commits.count / 2].id.description },
        figure("pull-request") { row in row.view.pullRequests.first.map { "#\($0.number)" } ?? row.id.hex },
    ]

    private static func figure(_ kind: String, name: @escaping @Sendable (SessionRow) -> String) -> Figure {
        Figure(
            name: "lookup-\(kind)", what: "session by \(kind.replacingOccurrences(of: "-", with: " ")) in 100,000 facts",
            unit: .milliseconds, budget: .atMost(1)
        ) { setting in
            let store = try SampleRepository.shared(facts: setting.factCount, setting).open().store
            var generator = SplitMix(state: 7)
            let rows = try store.read { try $0.sessions() }.shuffled(using: &generator)
            let raw = try DatabaseQueue(path: store.directory.database)
            var index = 0
            let (lookup, limit) = try Samples.interleaved(
                setting.repetitions(500), warmUps: 20,
                {
                    index += 1
                    let row = rows[index % rows.count]
                    let text = name(row)
                    return try Samples.time {
                        let found = try store.read { try $0.sessions(matching: text) }
                        guard found.map(\.id) == [row.id] else { throw WrongAnswer(text: text) }
                    }
                },
                {
                    let id = Data(rows[index % rows.count].id.bytes)
                    return try Samples.time {
                        _ = try raw.read { db in
                            try Data.fetchOne(
                                db.cachedStatement(sql: "SELECT content FROM views WHERE record = ?"), arguments: [id])
                        }
                    }
                })
            return Measurement(
                lookup.median, lookup, in: .milliseconds,
                limit: Measurement.Limit(what: "one row by its key", samples: limit, unit: .milliseconds))
        }
    }
}

/// A figure about something that does not work is worth nothing.
struct WrongAnswer: Error, CustomStringConvertible {
    let text: String
    var description: String { "\(text) was not answered with the one session that it names" }
}
