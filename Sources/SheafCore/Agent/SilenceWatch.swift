/// Tells once of each session of this machine's that falls silent or ends by itself, from one look to the next.
///
/// Ends are derived by the fold, so nothing is decided here and no clock can end a session; this only notices what people
/// want to hear of. After a sleep, or when somebody has set the clock, there is one summary instead of a burst.
public struct SilenceWatch: Hashable, Sendable {
    /// A session that is, or was just now, going on.
    public struct Sighting: Hashable, Sendable {
        public let id: RecordID
        public let state: SessionDisplay.State
        public let trigger: SessionDisplay.Trigger?

        public init(id: RecordID, state: SessionDisplay.State, trigger: SessionDisplay.Trigger? = nil) {
            self.id = id
            self.state = state
            self.trigger = trigger
        }
    }

    public enum News: Hashable, Sendable {
        /// Nothing has happened in it for the warning period; it ends unless somebody goes on or keeps it open.
        case idle(RecordID)
        /// It has ended by itself.
        case ended(RecordID, SessionDisplay.Trigger)
        /// Time has passed that nobody saw: the machine slept, or the clock was set.
        case missed(idleCount: Int, endedCount: Int)
    }

    /// Clocks that go apart by more than this were set, or the machine slept.
    static let jumpMillisecondsMax: Int64 = 60_000

    private var states: [RecordID: SessionDisplay.State] = [:]
    private var last: Moment?

    private struct Moment: Hashable, Sendable {
        let wall: Int64
        let monotonic: UInt64
    }

    public init() {}

    /// Which sessions to look at again although they are not going on any more: those that did so the last time.
    public var watched: [RecordID] { states.filter { $0.value == .open || $0.value == .idle }.keys.sorted() }

    /// - Parameters:
    ///   - sightings: every session that is going on, and those of `watched`.
    ///   - now: the wall clock.
    ///   - monotonic: milliseconds of a clock that nobody sets and that stands still while the machine sleeps.
    /// - Returns: in the order of the sightings; the first look tells nothing: it may be of sessions long over.
    public mutating func look(_ sightings: [Sighting], now: Instant, monotonic: UInt64) -> [News] {
        defer { last = Moment(wall: now.milliseconds, monotonic: monotonic) }
        let known = states
        states = Dictionary(sightings.map { ($0.id, $0.state) }) { $1 }.filter { $0.value == .open || $0.value == .idle }
        guard let last else { return [] }
        let news = sightings.compactMap { sighting -> News? in
            guard let before = known[sighting.id], before != sighting.state else { return nil }
            switch sighting.state {
            case .idle: return .idle(sighting.id)
            case .ended, .orphaned: return .ended(sighting.id, sighting.trigger ?? .timeout)
            case .open, .completed, .abandoned: return nil
            }
        }
        let awake = Int64(clamping: monotonic - min(monotonic, last.monotonic))
        let unseen = (now.milliseconds - last.wall - awake).magnitude
        guard !news.isEmpty, unseen > UInt64(Self.jumpMillisecondsMax) else { return news }
        let idleCount = news.count { if case .idle = $0 { true } else { false } }
        return [.missed(idleCount: idleCount, endedCount: news.count - idleCount)]
    }
}
