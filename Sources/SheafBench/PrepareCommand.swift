import ArgumentParser

/// The repository that several figures share.
struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare", abstract: "Make a repository with a state of a given size.", shouldDisplay: false)

    @Argument var facts: Int
    @OptionGroup var setting: SettingOptions

    func run() throws {
        try SampleRepository.make("facts-\(facts)", try setting.setting()).fill(facts: facts)
    }
}
