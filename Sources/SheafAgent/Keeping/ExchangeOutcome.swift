import SheafCore
import SheafGit
import SheafSync

extension SyncSchedule.Outcome {
    init(_ report: SyncReport) {
        switch report.outcome {
        case .inSync: self = .inSync
        case .contended: self = .contended
        case .failed:
            switch report.failure?.kind {
            case .authentication, .notFound, .refused: self = .refused
            case .unreachable, .interrupted, .timedOut, .other, nil: self = .unreachable
            }
        }
    }

    var name: String {
        switch self {
        case .inSync: "in-sync"
        case .contended: "contended"
        case .unreachable: "unreachable"
        case .refused: "refused"
        }
    }
}

extension SyncReport {
    var problem: String? {
        switch outcome {
        case .inSync: nil
        case .contended(let reason): reason
        case .failed(let reason): failure.map { "\($0)" } ?? reason
        }
    }
}
