/// Hooks as git reads them from its configuration since 2.54: beside whatever lies in the hooks folder, whoever manages it.
///
/// Source: git-config(1), `hook.<friendly-name>.command` and `.event`. Git hands the command to a shell, with the
/// hook's arguments behind it.
enum HookSettings {
    static func block(_ call: HookCall) -> MarkedBlock {
        MarkedBlock(lines: ["# Tells Sheaf's agent to look; \"sheaf disable\" removes these lines."] + HookEvent.allCases.flatMap { event in
            ["[hook \"sheaf-\(event.rawValue)\"]", "\tevent = \(event.rawValue)", "\tcommand = \(quoted(call.line(event)))"]
        })
    }

    /// At the beginning, which needs nothing of what follows.
    static func inserted(_ block: MarkedBlock, into bytes: [UInt8]) -> [UInt8] {
        block.inserted(into: bytes, at: MarkedBlock.begin(of: bytes))
    }

    private static func quoted(_ value: String) -> String {
        "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
