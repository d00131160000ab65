/// One promise about cost, and how it is measured.
struct Figure: Sendable {
    let name: String
    /// For the table.
    let what: String
    let unit: Unit
    let budget: Budget
    let measure: @Sendable (Setting) throws -> Measurement

    enum Unit: String, Codable {
        case ratio = "x"
        case milliseconds = "ms"
        case seconds = "s"
        case commitsPerSecond = "commits/s"
        case megabytes = "MB"
    }

    enum Budget: Sendable {
        case atMost(Double)
        case atLeast(Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .atMost(let most): value <= most
            case .atLeast(let least): value >= least
            }
        }
    }

    static let all: [Figure] =
        RecordingFigures.all + CommandFigures.all + HookFigures.all + LookupFigures.all + [JoinFigure.figure, FoldFigure.figure]
        + SyncFigures.all + ImportFigures.all
}

/// What was found about one figure.
struct Measurement: Codable {
    /// What the budget is about, in the figure's unit.
    let value: Double
    /// The raw samples behind it, in `sampleUnit`.
    let samples: Samples
    let sampleUnit: Figure.Unit
    /// What the machine itself takes for the inescapable part, measured in the same run.
    let limit: Limit?

    struct Limit: Codable {
        let what: String
        let samples: Samples
        let unit: Figure.Unit
    }

    init(_ value: Double, _ samples: Samples, in unit: Figure.Unit, limit: Limit? = nil) {
        self.value = value
        self.samples = samples
        sampleUnit = unit
        self.limit = limit
    }
}
