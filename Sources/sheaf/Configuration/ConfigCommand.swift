import ArgumentParser
import SheafCore
import SheafWorkspace

struct Config: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the settings in force, or check a policy file.",
        discussion: """
            A flag comes before a variable SHEAF_*, that before git config sheaf.*, that before .sheaf/policy.yaml of the \
            default branch, that before the built-in defaults. What shapes shared facts comes from the policy file alone.

              sheaf config                        every setting
              sheaf config sync.remote            one value
              sheaf config --show-origin          and where each comes from
              sheaf config check                  the policy file of the work tree: exit status 0 or 78
            """,
        subcommands: [ConfigCheck.self, ConfigShow.self], defaultSubcommand: ConfigShow.self)

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus { .ok }
}
