import SheafCore

/// `fold of 100k facts <= 2 s`: views and conflicts of a whole state from its lines, in memory.
enum FoldFigure {
    static let figure = Figure(
        name: "fold", what: "fold of 100,000 facts from scratch", unit: .seconds, budget: .atMost(2)
    ) { setting in
        let lines = SampleState(facts: setting.factCount).flatMap(\.lines)
        let held = lines.map { (RecordKind.session, HeldLine($0, isSigned: true)) }
        let (fold, parse) = try Samples.interleaved(
            setting.repetitions(5), warmUps: 1,
            {
                var views = MemoryViews()
                return Samples.time { views.insert(held) } / 1000
            },
            { try Samples.time { for line in lines { _ = try Fact(line, in: .session) } } / 1000 })
        return Measurement(
            fold.median, fold, in: .seconds,
            limit: Measurement.Limit(what: "reading the facts alone", samples: parse, unit: .seconds))
    }
}
