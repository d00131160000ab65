import SheafCore
import SheafStore

/// What a remote had lost, in a sentence: what, when, and what was put back.
struct SetbackWords {
    /// Mended ones are told for so long by `doctor`; by `status` for a day.
    static let secondsToldMax: Int64 = 30 * 86_400
    static let secondsWarnedMax: Int64 = 86_400

    let setback: Setback
    let remoteName: String

    /// Whether it is not mended, or has been for less than that.
    func isTold(at now: Instant, seconds: Int64) -> Bool {
        setback.mendedAt.map { now < $0.advanced(bySeconds: seconds) } ?? true
    }

    func text(at now: Instant) -> String {
        "\(event): \(loss). Noticed \(RelativeTime.exactly(setback.noticedAt, from: now)); \(mending(now))"
    }

    private var event: String {
        let notice = setback.notice
        let (known, found) = (name(notice.knownTip), name(notice.found))
        return switch notice.kind {
        case .deleted: "the state ref of \(remoteName) was deleted (it had been \(known))"
        case .rewound: "the state ref of \(remoteName) was set back from \(known) to the older commit \(found)"
        case .replaced: "the state ref of \(remoteName) was replaced: it named \(found), which does not continue \(known)"
        case .overwritten: "the state ref of \(remoteName) was overwritten: \(found) follows \(known) and drops what it held"
        case .noCommit: "the state ref of \(remoteName) was replaced by the object \(found), which is no commit"
        }
    }

    private var loss: String {
        switch setback.notice.lostCount {
        case nil: "what it lost by that is not known"
        case 0: "nothing that is known here was in it"
        case let count?: "\(counted(count, "fact")) that it had held \(count == 1 ? "was" : "were") missing from it"
        }
    }

    private func mending(_ now: Instant) -> String {
        guard let mendedAt = setback.mendedAt else { return "not mended yet" }
        return "everything that is held here is on it again since \(RelativeTime.exactly(mendedAt, from: now))"
    }

    private func name(_ id: ObjectID?) -> String { id.map { String($0.hex.prefix(12)) } ?? "nothing" }
}
