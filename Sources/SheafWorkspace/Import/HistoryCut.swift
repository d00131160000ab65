import SheafCore

/// Where the history of an import begins although there was more: at a shallow boundary, at `--since`.
///
/// Until the first gap behind it, a stream's commits may belong to a session that began before; nothing is opened for
/// them. Protocol: 6-fold, section 8.
struct HistoryCut: Hashable, Sendable {
    /// Committer time of the cut.
    let start: Instant
    /// Streams that have come up so far: until when each is unknown, nil once a gap was found. By address.
    private(set) var bounds: [String: Int64?]

    init(start: Instant, bounds: [String: Int64?] = [:]) {
        self.start = start
        self.bounds = bounds
    }

    func bound(of stream: AuthorStream) -> Instant? {
        guard let moved = bounds[stream.email] else { return start }
        return moved.map(Instant.init(milliseconds:))
    }

    mutating func note(_ bound: Int64?, of stream: AuthorStream) {
        bounds.updateValue(bound, forKey: stream.email)
    }
}
