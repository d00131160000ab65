import SheafCore
import SheafGit

/// `join of 1,000 + 1,000 changed sessions among 20,000 <= 250 ms`, over the sidecar, the pack it writes included.
enum JoinFigure {
    private static let sessionCount = 20_000
    private static let changedCount = 1_000

    static let figure = Figure(
        name: "join", what: "join of 1,000 + 1,000 changed sessions among 20,000", unit: .milliseconds,
        budget: .atMost(250)
    ) { setting in
        let scale = setting.isQuick ? 10 : 1
        let sessions = sessionCount / scale
        let changes = changedCount / scale
        let folder = try setting.scratch("join")
        let state = SampleState(sessionCount: sessions, factCount: 5)
        let original = try Sidecar.open(at: folder + "/original.git")
        let base = try insert(state.flatMap(\.lines), into: nil, of: original)
        // Every changed session is another one, spread evenly: the walk enters as many shards as it ever can.
        let step = sessions / changes
        let local = try insert((0..<changes).map { change(state, $0 * step) }, into: base, of: original)
        let remote = try insert((0..<changes).map { change(state, $0 * step + step / 2) }, into: base, of: original)
        var round = 0
        let (join, limit) = try Samples.interleaved(
            setting.repetitions(15), warmUps: 1,
            {
                // The joined tree must be new each time, so each join has a sidecar of its own.
                round += 1
                try setting.copy("original.git", "joined-\(round).git", in: folder)
                let sidecar = try Sidecar.open(at: "\(folder)/joined-\(round).git")
                return try Samples.time {
                    var join = TreeJoin(try sidecar.batch())
                    guard try join.join(local: local, remote: remote) != nil else { preconditionFailure("BUG: no tree") }
                    try join.objects.finish()
                }
            },
            {
                // What no join can avoid: reading the changed shards of both sides.
                let sidecar = try Sidecar.open(at: "\(folder)/joined-\(round).git")
                return try Samples.time {
                    let batch = try sidecar.batch()
                    for tree in [local, remote] {
                        try blobs(of: tree, unlike: base, in: batch) { _ = try batch.blob($0) }
                    }
                }
            })
        return Measurement(
            join.median, join, in: .milliseconds,
            limit: Measurement.Limit(what: "reading the changed shards", samples: limit, unit: .milliseconds))
    }

    private static func change(_ state: SampleState, _ index: Int) -> Line {
        state.continuation(of: state.session(index), title: "Session \(index)")
    }

    private static func insert(_ lines: [Line], into tree: ObjectID?, of sidecar: Sidecar) throws -> ObjectID {
        var insert = TreeInsert(try sidecar.batch())
        let arrived = lines.compactMap { line in
            ShardPath(kind: .session, record: line.record).map { ArrivedLine(path: $0, line: line) }
        }
        guard let tree = try insert.insert(arrived, into: tree) else { preconditionFailure("BUG: no tree") }
        try insert.objects.finish()
        return tree
    }

    private static func blobs(
        of tree: ObjectID, unlike base: ObjectID?, in objects: ObjectBatch, _ visit: (ObjectID) throws -> Void
    ) throws {
        let known = try base.map { try objects.entries(of: $0) } ?? []
        let names = Dictionary(known.map { ($0.name, $0.id) }) { first, _ in first }
        for entry in try objects.entries(of: tree) where names[entry.name] != entry.id {
            if entry.mode == .tree {
                try blobs(of: entry.id, unlike: names[entry.name], in: objects, visit)
            } else {
                try visit(entry.id)
            }
        }
    }
}
