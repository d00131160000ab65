import SheafCore
import SheafGit
import SheafStore

/// Notices that a remote's ref has lost what it held at the last exchange with it.
struct RemoteWatch {
    let replication: Replication
    let url: String

    /// - Returns: nil when nothing is missing that was there.
    func look(at state: Exchange.RemoteState) throws -> Setback.Notice? {
        let known = try replication.store.read { try $0.remote(url) }
        guard state.tip != known?.tip || state.tip == nil else { return nil }
        let before = try known?.tip.flatMap { try replication.sidecar.tree(of: $0) }
        // What this replica would leave out itself is no loss. Nothing of this is written.
        var expected = RetainedTree(try replication.sidecar.batch(), replication.retention)
        let kept = try before.flatMap { try expected.keep($0) }
        var loss = TreeLoss(expected.objects, floor: replication.retention.floor)
        try loss.compare(kept, state.tree)
        // The known tip may have gone from a sidecar that was made anew; that a ref with facts is gone shows all the same.
        let isUntold = before == nil && known?.tip != nil
        let lostCount = isUntold ? known?.factCount : loss.lineCount
        let kind: Setback.Kind
        switch state {
        case .absent where known?.tip == nil: return nil
        case .absent: kind = .deleted
        case .garbage: kind = .noCommit
        case .commit where isUntold || loss.lineCount == 0: return nil
        case .commit(let tip, _):
            guard let found = try kindOfMove(to: tip, from: known?.tip, loss) else { return nil }
            kind = found
        }
        return Setback.Notice(
            kind, url: url, knownTip: known?.tip, found: state.object, lostCount: lostCount,
            silenceSeconds: loss.claimLeaseSecondsMax)
    }

    /// nil when the lines are not there because somebody with a stricter policy pushed without them, and perhaps cut the
    /// history as well. No more than a record's own lines, all of them, can have gone by that in a tree that was cut; where
    /// history goes on, others may have given a part of them back.
    private func kindOfMove(
        to tip: ObjectID, from known: ObjectID?, _ loss: TreeLoss<ObjectBatch>
    ) throws -> Setback.Kind? {
        guard let known else { return .replaced }
        let sidecar = replication.sidecar
        if try sidecar.isDescendant(known, of: tip) { return .rewound }
        if try sidecar.isDescendant(tip, of: known) { return loss.isBeyondRetention ? .overwritten : nil }
        if try sidecar.haveCommonHistory(tip, known) || loss.isBeyondRetention || loss.hasPartOfARecord { return .replaced }
        return nil
    }
}

extension Exchange.RemoteState {
    /// Whatever the ref names; nil when there is none.
    fileprivate var object: ObjectID? {
        switch self {
        case .absent: nil
        case .commit(let id, _), .garbage(let id): id
        }
    }
}
