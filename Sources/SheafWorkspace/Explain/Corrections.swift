import SheafCore
import SheafStore

/// What people said about the detection of commits.
struct Corrections {
    private let reader: StoreReader

    init(_ reader: StoreReader) {
        self.reader = reader
    }

    /// The verdict in the session that counts the commit, else in another one that holds it or that a person took it
    /// out of; nil when nobody said anything.
    func verdict(on commit: ObjectID) throws -> Bool? {
        let sessions = try [reader.primarySession(of: commit)].compactMap(\.self)
            + reader.sessions(holding: .commit(commit)) + reader.sessions(withoutByHand: commit)
        return sessions.lazy.compactMap { row in row.view.corrections.first { $0.commit == commit }?.isAutomatic }.first
    }

    /// Counts each commit once over all sessions.
    func figure() throws -> CorrectionFigure {
        var (members, wrong, missed): (Set<ObjectID>, Set<ObjectID>, Set<ObjectID>) = ([], [], [])
        for row in try reader.sessions() {
            members.formUnion(row.view.commits.map(\.id))
            for correction in row.view.corrections {
                if correction.isAutomatic { missed.insert(correction.commit) } else { wrong.insert(correction.commit) }
            }
        }
        let found = members.union(wrong).subtracting(missed)
        return CorrectionFigure(foundCount: found.count, falsePositiveCount: wrong.count, missedCount: missed.count)
    }
}

/// How good detection is, by what people corrected.
public struct CorrectionFigure: Hashable, Sendable {
    /// Commits that detection called automatic and that were recorded.
    public let foundCount: Int
    /// Of these, the ones that a person called manual.
    public let falsePositiveCount: Int
    /// Commits that a person had to call automatic.
    public let missedCount: Int

    public init(foundCount: Int, falsePositiveCount: Int, missedCount: Int) {
        self.foundCount = foundCount
        self.falsePositiveCount = falsePositiveCount
        self.missedCount = missedCount
    }

    /// Share of false positives in thousandths; 0 when nothing was found.
    public var falsePositiveThousandths: Int { foundCount == 0 ? 0 : falsePositiveCount * 1000 / foundCount }
}
