import ArgumentParser

@main
struct SheafBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheaf-bench",
        abstract: "Measures Sheaf against its budgets; medians and ratios within one run.",
        subcommands: [RunCommand.self, MeasureCommand.self, PrepareCommand.self],
        defaultSubcommand: RunCommand.self)
}
