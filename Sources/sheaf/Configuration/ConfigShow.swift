import ArgumentParser
import SheafCore
import SheafWorkspace

struct ConfigShow: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the settings in force.")

    @Argument(
        help: "Only these settings, by their path such as sync.remote.",
        completion: .list(SettingKey.allCases.map(\.rawValue)))
    var keys: [String] = []

    @Flag(help: "Say where each value comes from.")
    var showOrigin = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let wanted = try keys.isEmpty ? SettingKey.allCases : keys.map(Self.key)
        let settings = try Workspace.settings(from: common.repository, surroundings: .live)
        for variable in settings.unknownVariables {
            let meant: Text = variable.nearest.map { "; did you mean \($0)?" } ?? ""
            screen.warn("\(variable.name) is not a setting\(meant)")
        }
        if json.json {
            try screen.print(Document.versioned(["settings": .array(wanted.map { document($0, settings) })]))
        } else if keys.count == 1, !showOrigin {
            try screen.print("\(settings.value(of: wanted[0])?.description ?? "")")
        } else {
            try screen.print(table(wanted, settings))
        }
        return .ok
    }

    private static func key(_ text: String) throws -> SettingKey {
        if let key = SettingKey(rawValue: text) { return key }
        let nearest = Suggestion.nearest(to: text, in: SettingKey.allCases.map(\.rawValue))
        throw Failure.usage(
            "there is no setting \"\(text)\"",
            advice: nearest.map { "did you mean \($0)?" } ?? "`sheaf config` lists all settings")
    }

    private func table(_ keys: [SettingKey], _ settings: Settings) -> Table {
        var table = Table(
            [.init("SETTING")] + (showOrigin ? [.init("ORIGIN")] : []) + [.init("VALUE", givesWay: true)])
        for key in keys {
            let value: Text = settings.value(of: key).map { "\($0)" } ?? Text(.dash, .faint)
            table.add(["\(key.rawValue)"] + (showOrigin ? ["\(settings.origin(of: key))"] : []) + [value])
        }
        return table
    }

    private func document(_ key: SettingKey, _ settings: Settings) -> Document {
        [
            "key": .string(key.rawValue), "value": settings.value(of: key).map { Document($0) } ?? .null,
            "origin": .string(settings.origin(of: key).layer), "place": .string(settings.origin(of: key).description),
        ]
    }
}

extension SettingProblem.Place {
    /// The layer that a value comes from. Protocol: schemas/config.
    fileprivate var layer: String {
        switch self {
        case .file: "policy file"
        case .gitConfig: "git config"
        case .environment: "environment"
        case .flag: "flag"
        case .builtIn: "default"
        }
    }
}

extension Document {
    /// In the setting's own type.
    init(_ value: SettingValue) {
        self = switch value {
        case .boolean(let boolean): .boolean(boolean)
        case .integer(let integer): Document(integer)
        case .text(let text): .string(text)
        case .texts(let texts): .array(texts.map(Document.string))
        case .patterns(let patterns): .array(patterns.map { .string($0.source) })
        case .agents(let agents): .array(agents.map(Document.init))
        }
    }

    private init(_ agent: Agent) {
        self = [
            "name": .string(agent.name), "emails": .array(agent.emails.map { .string($0.source) }),
            "names": .array(agent.names.map { .string($0.source) }), "logins": .array(agent.logins.map(Document.string)),
            "lines": .array(agent.lines.map { .string($0.source) }),
            "branches": .array(agent.branches.map(Document.string)),
        ]
    }
}
