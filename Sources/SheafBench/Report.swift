import Foundation

/// All figures of one run.
struct Report {
    var machine: Machine
    let isQuick: Bool
    let startedAt = Date()
    var rows: [Row] = []

    enum Outcome {
        case measured(Measurement)
        case failed(String)
    }

    struct Row {
        let figure: Figure
        let outcome: Outcome

        init(_ figure: Figure, _ outcome: Outcome) {
            self.figure = figure
            self.outcome = outcome
        }

        var verdict: String {
            guard case .measured(let measurement) = outcome else { return "FAILED" }
            return figure.budget.isMet(by: measurement.value) ? "met" : "MISSED"
        }

        var cells: [String] {
            guard case .measured(let measurement) = outcome else {
                return [figure.name, figure.what, figure.budget.text(figure.unit), "-", "-", "-", verdict]
            }
            let samples = measurement.samples
            let spread = "\(samples.median.short) (p95 \(samples.p95.short), n \(samples.count)) \(measurement.sampleUnit.rawValue)"
            let limit = measurement.limit.map { "\($0.what) \($0.samples.median.short) \($0.unit.rawValue)" } ?? "-"
            return [
                figure.name, figure.what, figure.budget.text(figure.unit), "\(measurement.value.short) \(figure.unit.rawValue)",
                spread, limit, verdict,
            ]
        }
    }

    /// A Markdown table that a terminal shows well too.
    var table: String {
        let head = ["figure", "what", "budget", "measured", "median (p95, samples)", "raw limit of this run", "verdict"]
        let lines = [head] + rows.map(\.cells)
        let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
        let failures = rows.compactMap { row -> String? in
            guard case .failed(let reason) = row.outcome else { return nil }
            return "\n\(row.figure.name): \(reason)"
        }
        return ([heading, "", line(head), rule] + lines.dropFirst().map(line) + failures).joined(separator: "\n")
    }

    private var heading: String {
        """
        \(startedAt.formatted(.iso8601)), \(machine.processor), \(machine.cores) cores, \(machine.memoryGigabytes) GB, \
        \(machine.system), kernel \(machine.kernel), \(machine.fileSystem); \
        load \(machine.loadBefore.short) before, \(machine.loadAfter.short) after\(isQuick ? "; QUICK: verdicts say little" : "")
        """
    }

    var jsonBytes: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return try encoder.encode(Document(self)) + Data("\n".utf8)
        }
    }
}

/// The report as JSON.
private struct Document: Encodable {
    let schema_version = 1
    let started_at: String
    let quick: Bool
    let machine: Machine
    let figures: [Entry]

    struct Entry: Encodable {
        let name: String
        let what: String
        let unit: Figure.Unit
        let at_most: Double?
        let at_least: Double?
        let verdict: String
        let measurement: Measurement?
        let failure: String?
    }

    init(_ report: Report) {
        started_at = report.startedAt.formatted(.iso8601)
        quick = report.isQuick
        machine = report.machine
        figures = report.rows.map { row in
            let most: Double? = if case .atMost(let most) = row.figure.budget { most } else { nil }
            let least: Double? = if case .atLeast(let least) = row.figure.budget { least } else { nil }
            let measurement: Measurement? = if case .measured(let found) = row.outcome { found } else { nil }
            let failure: String? = if case .failed(let reason) = row.outcome { reason } else { nil }
            return Entry(
                name: row.figure.name, what: row.figure.what, unit: row.figure.unit, at_most: most, at_least: least,
                verdict: row.verdict.lowercased(), measurement: measurement, failure: failure)
        }
    }
}

extension Figure.Budget {
    func text(_ unit: Figure.Unit) -> String {
        switch self {
        case .atMost(let most): "<= \(most.short) \(unit.rawValue)"
        case .atLeast(let least): ">= \(least.short) \(unit.rawValue)"
        }
    }
}

extension Double {
    /// Three significant digits or all of the integer part.
    var short: String {
        switch abs(self) {
        case 100...: String(format: "%.0f", self)
        case 10..<100: String(format: "%.1f", self).replacingOccurrences(of: ".0", with: "")
        case 1..<10: String(format: "%.2f", self).replacingOccurrences(of: ".00", with: "")
        default: String(format: "%.3g", self)
        }
    }
}
