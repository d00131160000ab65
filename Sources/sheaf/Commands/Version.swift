import ArgumentParser
import SheafCore

/// This build: what it is called and what it reads.
enum Release {
    /// Semantic version of the command line and its JSON; the format has numbers of its own.
    static let version = "0.1.0"
    static let formats: [Int64] = [1]
    static let rules = Int64(Rule.version)
}

struct Version: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the version, and the formats and rules that it reads.")

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        if json.json {
            try screen.print(Document.versioned([
                "version": .string(Release.version), "formats": .array(Release.formats.map(Document.integer)),
                "rules": .integer(Release.rules),
            ]))
        } else {
            let formats = Release.formats.map { "\($0)" as Text }.joined(separator: ", ")
            try screen.print("sheaf \(Release.version) (format \(formats), rules \(Release.rules))")
        }
        return .ok
    }
}
