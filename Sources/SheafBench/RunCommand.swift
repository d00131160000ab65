import ArgumentParser
import Foundation

/// Every figure, one after the other, each in a process of its own.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Measure all figures; print one table.",
        discussion: "Exits with 0 whatever was measured: a budget is a promise to keep in view, not a test.")

    @OptionGroup var setting: SettingOptions
    @Option(help: ArgumentHelp("Write the report as JSON too.", valueName: "file")) var json: String?
    @Option(help: ArgumentHelp("Only figures whose name contains this; may be repeated.", valueName: "text"))
    var only: [String] = []
    @Flag(help: "Keep the working folder.") var keep = false

    func run() throws {
        let setting = try setting.setting()
        defer { if !keep { try? FileManager.default.removeItem(atPath: setting.folder) } }
        let chosen = Figure.all.filter { figure in only.isEmpty || only.contains { figure.name.contains($0) } }
        guard !chosen.isEmpty else {
            throw ValidationError("no figure has such a name; there are: \(Figure.all.map(\.name).joined(separator: ", "))")
        }
        var report = Report(machine: Machine(folder: setting.folder), isQuick: setting.isQuick)
        for figure in chosen {
            try FileHandle.standardError.write(contentsOf: Data("measuring \(figure.name)\n".utf8))
            report.rows.append(Report.Row(figure, try outcome(of: figure, setting)))
        }
        report.machine.loadAfter = Machine.load
        print(report.table)
        if let json { try report.jsonBytes.write(to: URL(fileURLWithPath: json)) }
    }

    /// A process of its own: its heap, its caches and its threads are the figure's alone, and this process stays so
    /// small that the peak memory of its children is theirs.
    private func outcome(of figure: Figure, _ setting: Setting) throws -> Report.Outcome {
        var program = Program(CommandLine.arguments[0], ["measure", figure.name] + setting.arguments)
        program.environment = ProcessInfo.processInfo.environment
        let output = setting.folder + "/outcome.json"
        try? FileManager.default.removeItem(atPath: output)
        do { try program.run(output: output) } catch { return .failed("\(error)") }
        guard let bytes = FileManager.default.contents(atPath: output) else { return .failed("it printed nothing") }
        return .measured(try JSONDecoder().decode(Measurement.self, from: bytes))
    }
}

/// One figure, as JSON on standard output.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measure one figure.", shouldDisplay: false)

    @Argument var name: String
    @OptionGroup var setting: SettingOptions

    func run() throws {
        guard let figure = Figure.all.first(where: { $0.name == name }) else { throw ValidationError("no figure \(name)") }
        let measurement = try figure.measure(try setting.setting())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(measurement), as: UTF8.self))
    }
}
