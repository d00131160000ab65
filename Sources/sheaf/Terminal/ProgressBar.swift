/// How far a long command is, on standard error: a line that redraws itself on a terminal, a line now and then elsewhere.
struct ProgressBar {
    private static let redrawInterval = Duration.milliseconds(100)
    private static let lineInterval = Duration.seconds(10)
    private static let barColumns = 24

    /// What is counted, in the plural, such as `commits`.
    let unit: Text
    private let screen: Screen
    private let start: ContinuousClock.Instant
    private var drawn: ContinuousClock.Instant?
    private var isLineOpen = false

    init(_ unit: Text, on screen: Screen, now: ContinuousClock.Instant = .now) {
        self.unit = unit
        self.screen = screen
        start = now
    }

    /// - Parameters:
    ///   - done: counted so far in this run.
    ///   - total: nil when it is not known.
    mutating func show(done: Int, of total: Int?, now: ContinuousClock.Instant = .now) {
        guard !screen.isQuiet else { return }
        let interval = screen.error.isTerminal ? Self.redrawInterval : Self.lineInterval
        // Elsewhere than on a terminal a short run stays silent.
        guard (drawn ?? (screen.error.isTerminal ? start - interval : start)) + interval <= now else { return }
        drawn = now
        let text = text(done: done, of: total, elapsed: start.duration(to: now))
        if let width = screen.error.width {
            isLineOpen = true
            try? Stream.error.write("\r" + screen.error.string(screen.error.cut(text, to: width - 1)) + "\u{1b}[K")
        } else {
            screen.say(text)
        }
    }

    /// Removes the line of a terminal; what came of it is for the caller to say.
    mutating func finish() {
        if isLineOpen { try? Stream.error.write("\r\u{1b}[K") }
        isLineOpen = false
    }

    func text(done: Int, of total: Int?, elapsed: Duration) -> Text {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let speed: Text = rate >= 10 ? "\(Int(rate))/s" : "\(Int(rate * 60))/min"
        guard let total else { return "\(done) \(unit), \(speed)" }
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
        let left: Text = rate > 0 && done < total
            ? ", \(RelativeTime.duration(milliseconds: UInt64(Double(total - done) / rate * 1000))) left" : ""
        return "\(bar(share))\(Int(share * 100))% \(done)/\(total) \(unit), \(speed)\(left)"
    }

    private func bar(_ share: Double) -> Text {
        guard screen.error.isTerminal else { return "" }
        let full = Int(share * Double(Self.barColumns))
        let signs = screen.error.isUnicode ? ("━", "╌") : ("#", ".")
        let done = String(repeating: signs.0, count: full)
        return "\(done, .good)\(String(repeating: signs.1, count: Self.barColumns - full), .faint) "
    }
}
