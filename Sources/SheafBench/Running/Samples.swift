/// Repeated measurements of one thing.
struct Samples: Codable {
    let count: Int
    let median: Double
    let p95: Double
    let least: Double
    let most: Double

    init(_ values: [Double]) {
        precondition(!values.isEmpty, "BUG: nothing was measured")
        let sorted = values.sorted()
        count = sorted.count
        median = sorted.count.isMultiple(of: 2)
            ? (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2 : sorted[sorted.count / 2]
        // Nearest rank: a value that was really measured.
        p95 = sorted[min(sorted.count - 1, (sorted.count * 95 + 99) / 100 - 1)]
        least = sorted[0]
        most = sorted[sorted.count - 1]
    }

    /// Runs both in turn, A B A B, so that whatever else the machine does falls on both alike.
    ///
    /// - Parameter warmUps: first rounds that do not count.
    static func interleaved(
        _ count: Int, warmUps: Int = 2, _ first: () throws -> Double, _ second: () throws -> Double
    ) rethrows -> (Samples, Samples) {
        var values: ([Double], [Double]) = ([], [])
        for round in 0..<(count + warmUps) {
            let pair = (try first(), try second())
            guard round >= warmUps else { continue }
            values.0.append(pair.0)
            values.1.append(pair.1)
        }
        return (Samples(values.0), Samples(values.1))
    }

    /// Wall time in milliseconds.
    static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start).milliseconds
    }
}
