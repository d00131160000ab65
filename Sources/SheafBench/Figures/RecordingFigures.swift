import Foundation
import GRDB
import SheafCore
import SheafGit
import SheafStore
import SheafWorkspace

/// `record in process <= 1.3x a bare durable SQLite insert`, on the same disk, in turn.
enum RecordingFigures {
    static let all = [
        Figure(
            name: "record-in-process", what: "one commit: read, judged, batched, signed, folded, on disk", unit: .ratio,
            budget: .atMost(1.3), measure: record),
        Figure(
            name: "append", what: "of that the store: one member fact signed, folded, on disk", unit: .ratio,
            budget: .atMost(1.3), measure: append),
    ]

    private static func record(_ setting: Setting) throws -> Measurement {
        let repository = try SampleRepository.shared(facts: setting.factCount, setting)
        let count = setting.repetitions(400)
        let commits = try repository.addHistory(
            count: count + warmUpCount, from: Int64(Date().timeIntervalSince1970) - 86_400)
        let workspace = try repository.open()
        let bare = try BareTable(folder: repository.folder)
        let line = SampleState(facts: 100).session(0).lines[1].bytes
        var index = 0
        let (record, insert) = try Samples.interleaved(
            count, warmUps: warmUpCount,
            {
                defer { index += 1 }
                return try Samples.time {
                    guard try workspace.record([commits[index]]).recordedCount == 1 else {
                        throw WrongAnswer(text: "recording \(commits[index])")
                    }
                }
            },
            { try Samples.time { try bare.insert(line) } })
        return Measurement(
            record.median / insert.median, record, in: .milliseconds,
            limit: Measurement.Limit(what: "bare durable insert of a line", samples: insert, unit: .milliseconds))
    }

    private static let warmUpCount = 20

    private static func append(_ setting: Setting) throws -> Measurement {
        let repository = try SampleRepository.shared(facts: setting.factCount, setting)
        let workspace = try repository.open()
        let bare = try BareTable(folder: repository.folder)
        guard let author = AuthorSlug("bench") else { preconditionFailure("BUG: a literal slug") }
        var record: RecordKey?
        var line: Line?
        var count = 0
        let (append, insert) = try Samples.interleaved(
            setting.repetitions(400), warmUps: warmUpCount,
            {
                let time = workspace.now
                let commit = SampleState.commit(1 << 30 | Int(getpid()), count)
                defer { count += 1 }
                // A session of 25 facts, as in the sample.
                let opens = count.isMultiple(of: 24)
                let key = opens ? RecordKey(.session, .session(
                    author: author, firstMember: .commit(commit), committedAt: time.milliseconds / 1000)) : record
                guard let key else { preconditionFailure("BUG: the first fact opens a session") }
                record = key
                if opens {
                    let opening = FactBody.Opening(
                        author: author, timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200,
                        isHeuristic: true, worktree: nil)
                    try workspace.store.write(now: time) { try $0.append(.opened(opening), to: key, isHuman: false) }
                }
                let member = FactBody.Membership(key: .commit(commit), time: time.milliseconds)
                return try Samples.time {
                    line = try workspace.store.write(now: time) { try $0.append(.member(member), to: key, isHuman: false) }
                }
            },
            { try Samples.time { try bare.insert(line?.bytes ?? []) } })
        return Measurement(
            append.median / insert.median, append, in: .milliseconds,
            limit: Measurement.Limit(what: "bare durable insert of the same line", samples: insert, unit: .milliseconds))
    }
}

/// What SQLite itself takes for one durable row: no index, no view, no signature, no fold.
struct BareTable {
    private let queue: DatabaseQueue

    init(folder: String) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL") }
        queue = try DatabaseQueue(path: "\(folder)/bare.db", configuration: configuration)
        try queue.write {
            try $0.execute(
                sql: "CREATE TABLE IF NOT EXISTS lines (sequence INTEGER PRIMARY KEY, line BLOB NOT NULL) STRICT")
        }
    }

    func insert(_ bytes: [UInt8]) throws {
        try queue.write {
            try $0.cachedStatement(sql: "INSERT INTO lines (line) VALUES (?)").execute(arguments: [Data(bytes)])
        }
    }
}
