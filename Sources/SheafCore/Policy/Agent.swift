/// How the commits and pull requests of one coding agent can be told, as data.
public struct Agent: Hashable, Sendable {
    /// Shown as evidence: `[a-z0-9][a-z0-9-]*`.
    public let name: String

    /// Of each kind.
    public static let marksMax = 16

    /// Line patterns for the e-mail of an author, a committer or a `Co-authored-by:` trailer.
    public let emails: [Pattern]
    /// Line patterns for the name of an author, a committer or a `Co-authored-by:` trailer.
    public let names: [Pattern]
    /// GitHub logins of pull request authors.
    public let logins: [String]
    /// Line patterns for a whole line of a message: a trailer or a footer that the agent writes.
    public let lines: [Pattern]
    /// How its branches begin.
    public let branches: [String]

    public init(
        name: String, emails: [Pattern] = [], names: [Pattern] = [], logins: [String] = [], lines: [Pattern] = [],
        branches: [String] = []
    ) {
        self.name = name
        self.emails = emails
        self.names = names
        self.logins = logins
        self.lines = lines
        self.branches = branches
    }

    /// E-mail and line rather than name, because Claude, Devin and Jules are people's names too; and only marks that
    /// the tool itself writes. Left out on purpose: `copilot@github.com` and `175728472+Copilot@...`, which mean an
    /// accepted suggestion in a person's commit, and `GitHub <noreply@github.com>`, which commits everybody's merges.
    public static let builtIn = [
        agent(
            "aider", emails: ["aider@aider.chat", "noreply@aider.chat"], names: ["* (aider)"]),
        agent(
            "amp", emails: ["amp@ampcode.com"],
            lines: [
                "Amp-Thread-ID: https://ampcode.com/threads/*", "Amp-Thread: https://ampcode.com/threads/*",
                "🤖 Generated with [Amp](https://ampcode.com*",
            ]),
        agent(
            "claude-code",
            emails: [
                "noreply@anthropic.com", "*claude[bot]@users.noreply.github.com",
                "*claude-code-action[bot]@users.noreply.github.com",
            ],
            logins: ["claude[bot]", "claude-code-action[bot]"],
            lines: ["🤖 Generated with [Claude Code](*", "🤖 Generated with Claude Code*", "Claude-Session: https://claude.ai/*"],
            branches: ["claude/"]),
        agent(
            "codex",
            emails: [
                "codex@openai.com", "noreply@openai.com", "267193182+codex@users.noreply.github.com",
                "*openai-codex[bot]@users.noreply.github.com", "*chatgpt-codex-connector[bot]@users.noreply.github.com",
            ],
            logins: ["openai-codex[bot]", "chatgpt-codex-connector", "chatgpt-codex-connector[bot]"],
            branches: ["codex/"]),
        agent(
            "copilot",
            emails: [
                "198982749+Copilot@users.noreply.github.com", "223556219+Copilot@users.noreply.github.com",
                "*copilot-swe-agent[bot]@users.noreply.github.com",
            ],
            logins: ["Copilot", "copilot-swe-agent", "copilot-swe-agent[bot]"],
            lines: ["Agent-Logs-Url: https://github.com/*", "Copilot-Session: *"],
            branches: ["copilot/"]),
        agent(
            "cursor", emails: ["cursoragent@cursor.com", "*cursor[bot]@users.noreply.github.com"],
            logins: ["cursor[bot]", "cursoragent", "cursoragent[bot]"],
            lines: ["Made-with: Cursor", "Made with [Cursor](https://cursor.com*"],
            branches: ["cursor/"]),
        agent(
            "devin", emails: ["*devin-ai-integration[bot]@users.noreply.github.com"],
            logins: ["devin-ai-integration", "devin-ai-integration[bot]"],
            lines: ["Generated with [Devin](https://devin.ai*", "Link to Devin run: https://app.devin.ai/*"],
            branches: ["devin/"]),
        agent(
            "jules", emails: ["*google-labs-jules[bot]@users.noreply.github.com"],
            logins: ["google-labs-jules", "google-labs-jules[bot]"],
            lines: [#"\*PR created automatically by Jules for task*"#]),
    ]

    /// Kinds of marks that it has none of are left out.
    var json: JSONValue {
        let lists = [
            ("emails", emails.map(\.source)), ("names", names.map(\.source)), ("logins", logins),
            ("lines", lines.map(\.source)), ("branches", branches),
        ]
        let given = lists.filter { !$0.1.isEmpty }.map { ($0.0, JSONValue.array($0.1.map { .string($0) })) }
        return .object(JSONObject([("name", .string(name))] + given))
    }

    private static func agent(
        _ name: String, emails: [String] = [], names: [String] = [], logins: [String] = [], lines: [String] = [],
        branches: [String] = []
    ) -> Agent {
        Agent(
            name: name, emails: Pattern.builtIn(emails, .line), names: Pattern.builtIn(names, .line), logins: logins,
            lines: Pattern.builtIn(lines, .line), branches: branches)
    }
}
