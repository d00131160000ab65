import SheafCore
import SheafStore

/// What one process knows about claims: which ones it has held for how long, and which of its own tries have no answer
/// yet. One for each database.
///
/// Lives in memory. A restart starts over: rivals are waited for anew, and an unanswered try is nobody's.
public actor ClaimLedger {
    private var book = ClaimBook()
    private let monotonic: @Sendable () -> UInt64
    private var unsettled: [String: ClaimTry] = [:]
    /// Setbacks whose silence is being kept.
    private var silences: Set<Int64> = []

    /// - Parameter monotonic: milliseconds of a clock that nobody sets and that runs on while the machine sleeps: a holder
    ///   that slept must find its lease over.
    public init(monotonic: @escaping @Sendable () -> UInt64) {
        self.monotonic = monotonic
    }

    /// Takes notice of claims that came in, and of setbacks that ask for silence.
    ///
    /// - Returns: setbacks whose silence has been kept to its end.
    func notice(_ claims: [LineHash], _ setbacks: [Setback]) -> Set<Int64> {
        let now = monotonic()
        book.hold(lines: claims, monotonic: now)
        for setback in setbacks where setback.notice.silenceSeconds > 0 && silences.insert(setback.id).inserted {
            book.noticeVanished(leaseSeconds: setback.notice.silenceSeconds, monotonic: now)
        }
        guard !book.isSilent(monotonic: now) else { return [] }
        defer { silences = [] }
        return silences
    }

    /// The try for a subject that an earlier exchange left without an answer; else a new one.
    func take(_ subject: String, leaseSeconds: Int64, by replica: ReplicaID) -> ClaimTry {
        let new = ClaimTry(subject: subject, leaseSeconds: leaseSeconds, by: replica)
        guard let known = unsettled.removeValue(forKey: subject), known.isSame(as: new) else { return new }
        return known
    }

    func keep(_ claimTry: ClaimTry) { unsettled[claimTry.subject] = claimTry }

    /// - Returns: what to do, and the monotonic time of the decision, from which a holder counts its lease.
    func step(
        _ attempt: ClaimAttempt, tip: ObjectID?, claims: [ClaimView], unread: ShardPath?
    ) -> (step: ClaimAttempt.Step, monotonic: UInt64) {
        let now = monotonic()
        book.hold(claims, monotonic: now)
        return (attempt.step(tip: tip, claims: claims, unread: unread, book: book, monotonic: now), now)
    }
}
