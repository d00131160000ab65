import SheafCore

/// `Config/policy.default.yaml`, generated from the table of settings.
enum DefaultPolicyFile {
    static let path = "Config/policy.default.yaml"

    static func text() -> String {
        var lines = header.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "#" : "# \($0)" }
        var sections: [String] = []
        for row in Setting.all {
            let parts = row.key.rawValue.split(separator: ".").map(String.init)
            let parents = Array(parts.dropLast())
            lines.append("")
            for depth in parents.indices where depth >= sections.count || sections[depth] != parents[depth] {
                lines.append(indent(depth) + parents[depth] + ":")
            }
            sections = parents
            lines += comment(row).map { indent(parents.count) + "# " + $0 }
            lines += value(row, key: parts[parts.count - 1]).map { indent(parents.count) + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let header = """
        Sheaf's policy: every setting with its built-in default, its unit and its range.

        Generated from the table of settings. Copy what you want to change into .sheaf/policy.yaml on the default branch
        and run "sheaf config check" on it. An empty file, or none, means all of this.

        Shared: shapes facts that everybody shares, so only the default branch's policy file can set it.
        Local: a flag, SHEAF_* and git config sheaf.* come before the policy file. The name of sync.remote there is
        SHEAF_SYNC_REMOTE and sheaf.sync.remote; of sync.interval_seconds_min, SHEAF_SYNC_INTERVAL_SECONDS_MIN and
        sheaf.sync.intervalSecondsMin.
        Machine: as local, but never the policy file.

        No setting runs a command.
        """

    private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

    private static func comment(_ row: Setting) -> [String] {
        let scope = row.scope.rawValue.prefix(1).uppercased() + row.scope.rawValue.dropFirst()
        let expectation = row.shape.expectation.prefix(1).uppercased() + row.shape.expectation.dropFirst()
        return wrapped(row.summary) + wrapped("\(expectation). \(scope).")
    }

    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < 100 {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private static func value(_ row: Setting, key: String) -> [String] {
        switch row.value(in: Policy()) {
        case nil: return ["# \(key): \(example(row))"]
        case _ where row.scope == .machine: return ["# \(key): \(row.value(in: Policy())!)"]
        case .boolean(let value): return ["\(key): \(value)"]
        case .integer(let value): return ["\(key): \(value)"]
        case .text(let value): return ["\(key): \(value)"]
        case .texts([]): return ["\(key): []"]
        case .texts(let values): return ["\(key):"] + values.map { "  - " + quoted($0) }
        case .patterns(let values): return ["\(key):"] + values.map { "  - " + quoted($0.source) }
        case .agents(let agents): return ["\(key):"] + agents.flatMap(agentLines).map { "  " + $0 }
        }
    }

    private static func example(_ row: Setting) -> String {
        switch row.shape {
        case .text(.month): "2026-01"
        default: "\"f0e1d2c3b4a5968778695a4b3c2d1e0f\""
        }
    }

    private static func agentLines(_ agent: Agent) -> [String] {
        let lists = [
            ("emails", agent.emails.map(\.source)), ("names", agent.names.map(\.source)), ("logins", agent.logins),
            ("lines", agent.lines.map(\.source)), ("branches", agent.branches),
        ]
        return ["- name: \(agent.name)"]
            + lists.filter { !$0.1.isEmpty }.flatMap { list in ["  \(list.0):"] + list.1.map { "    - " + quoted($0) } }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }
}
