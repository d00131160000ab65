import SheafCore
import SheafStore

/// That the database held less than it had acknowledged, in a sentence.
public struct ShortfallWords {
    /// Told for so long by `doctor`; by `status` for a day.
    static let secondsToldMax: Int64 = 30 * 86_400
    static let secondsWarnedMax: Int64 = 86_400

    let shortfall: Shortfall

    public init(_ shortfall: Shortfall) {
        self.shortfall = shortfall
    }

    func isTold(at now: Instant, seconds: Int64) -> Bool { now < shortfall.noticedAt.advanced(bySeconds: seconds) }

    public func text(at now: Instant) -> String {
        "the database held \(shortfall.held) of the \(counted(Int(shortfall.acknowledged), "fact")) that it had acknowledged: "
            + "the end of its write-ahead log was damaged, or an older file was put in its place. Noticed "
            + "\(RelativeTime.exactly(shortfall.noticedAt, from: now)). What the sidecar held came back at once; "
            + "what the remote has comes with `sheaf sync`; commits, with `sheaf import history`"
    }
}
