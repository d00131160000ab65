import ArgumentParser

/// What `sheaf help` explains beside the commands.
enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case times
    case environment
    case retention

    var lines: [Text] {
        switch self {
        case .exitCodes: Self.exitCodeLines
        case .times: Self.timeLines
        case .environment: Self.environmentLines
        case .retention: Self.retentionLines
        }
    }

    private static var exitCodeLines: [Text] {
        var table = Table([.init("CODE", isTrailing: true), .init("NAME"), .init("MEANING")])
        for status in ExitStatus.allCases { table.add(["\(status.rawValue)", status.name, status.meaning]) }
        return table.texts(Rendering(isUnicode: false))
    }

    private static let timeLines: [Text] = [
        "--at, --since and --until take a time in one of these forms:",
        "",
        "  2026-11-21T13:24:24Z         RFC 3339, with or without decimals, with any offset",
        "  2026-11-21, 2026-11-21 13:24 a day or a minute, UTC",
        "  @1795251600                  unix seconds",
        "  90s, 30m, 2h, 3d, 1w         so long ago; \"3d ago\" and \"2 hours ago\" mean the same",
        "  +2h                          so far ahead",
        "  now",
    ]

    private static let retentionLines: [Text] = [
        "The policy file (.sheaf/policy.yaml) of the default branch may leave facts out of the state ref:",
        "",
        "  retention.floor_month: 2026-01   sessions and work of earlier months",
        "  retention.evicted: [\"...\"]      single records, by their full id; `sheaf evict` adds one",
        "",
        "They leave the remote with the next push that carries news, or with `sheaf gc --truncate`. Every clone",
        "keeps what it has until somebody types `sheaf archive --remove` there. docs/retention.md tells the rest.",
    ]

    private static let environmentLines: [Text] = [
        "  NO_COLOR                     not empty: no colour",
        "  CLICOLOR_FORCE, FORCE_COLOR  not empty and not 0: colour also where there is no terminal",
        "  TERM=dumb                    no colour",
        "  LC_ALL, LC_CTYPE, LANG       a UTF-8 locale shows all characters; elsewhere they are spelled out",
        "  XDG_STATE_HOME               where the keys of this machine's replicas lie (default ~/.local/state)",
        "  SHEAF_DATE                   @ and unix seconds: the time to work at instead of now, for replaying a day",
        "  SHEAF_*                      settings; `sheaf config --show-origin` lists each with where it comes from",
    ]
}

struct Help: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain a command or a topic: exit-codes, times, environment, retention.", helpNames: [])

    @Argument(
        help: "A command, or one of: exit-codes, times, environment, retention.",
        completion: .list(HelpTopic.allCases.map(\.rawValue)))
    var topic: [String] = []

    @OptionGroup(visibility: .hidden) var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        if topic.count == 1, let topic = HelpTopic(rawValue: topic[0]) {
            try screen.print(topic.lines)
            return .ok
        }
        if let unknown = UnknownCommand(topic, in: Sheaf.self) {
            throw Failure.usage(
                "there is no command or topic \"\(unknown.word)\"",
                advice: Suggestion.nearest(to: unknown.word, in: unknown.known + HelpTopic.allCases.map(\.rawValue))
                    .map { "did you mean `sheaf help \($0)`?" } ?? "`sheaf --help` lists the commands")
        }
        var command: ParsableCommand.Type = Sheaf.self
        for word in topic {
            command = command.configuration.subcommands.first { $0._commandName == word } ?? command
        }
        throw CleanExit.helpRequest(command)
    }
}
