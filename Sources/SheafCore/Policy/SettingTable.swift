extension Setting {
    /// Every setting once, in the order of the default file.
    public static let all: [Setting] = [
        integer(
            .version, \.version, 1...1, .none, .shared,
            "The format of this file."),
        repositoryRow,
        integer(
            .timeoutMinutes, \.sessions.timeoutMinutes, 5...120, .minutes, .shared,
            "A session without activity for this long has ended."),
        integer(
            .idleWarningMinutes, \.sessions.idleWarningMinutes, 1...60, .minutes, .shared,
            """
            A session without activity for this long is shown as idle; it has ended if its commits touched both tests and \
            docs, or if it had pull requests and none is open any more. Less than timeout_minutes.
            """),
        integer(
            .orphanMinutes, \.sessions.orphanMinutes, 30...10_080, .minutes, .shared,
            """
            A session that ended by timeout, and whose owner has not been heard of for this much longer, is an orphan: \
            anyone may take it.
            """),
        boolean(
            .heuristicCompletion, \.sessions.isHeuristicCompletionOn, .shared,
            "Whether commits that touched both tests and docs end a session after the idle warning."),
        patterns(
            .subjectPatterns, \.detection.subjectPatterns, .expression, countMax: 64,
            """
            Regular expressions for subjects and pull request titles; one that fits makes a commit automatic. Letter case \
            never matters. They run in linear time: no look-around, no back references. Together they have at most \
            \(Pattern.sizeSumMax(.expression)) steps: about one for each character, and repetitions with counts multiply.
            """),
        agentsRow,
        texts(
            .labels, \.detection.labels, .label, countMax: 64,
            "A pull request with one of these labels is automatic."),
        texts(
            .completionMarks, \.detection.completionMarks, .completionMark, countMax: 16,
            """
            An automatic commit or pull request with one of these at the start or the end of a line ends its session; so \
            does the trailer "Session: complete", always.
            """),
        boolean(
            .sizeHeuristicsEnabled, \.detection.sizeHeuristics.isEnabled, .shared,
            "Whether a small change alone makes a commit automatic. On real history this called 72 % of ordinary commits so."),
        integer(
            .filesChangedMax, \.detection.sizeHeuristics.filesChangedMax, 1...1000, .files, .shared,
            "A small change touches at most this many files,"),
        integer(
            .linesChangedMax, \.detection.sizeHeuristics.linesChangedMax, 1...100_000, .lines, .shared,
            "and at most this many lines, added and removed together."),
        patterns(
            .testPaths, \.detection.testPaths, .path, countMax: 64,
            "Which files are tests, in the manner of .gitignore; a file that fits here is not looked up in doc_paths."),
        patterns(
            .docPaths, \.detection.docPaths, .path, countMax: 64,
            "Which files are documentation."),
        off(
            .shareSubjects,
            "Whether the subjects of automatic commits are shared through the state ref.",
            because: "format 1 has no fact for them, so this version never shares them"),
        off(
            .sharePaths,
            "Whether the paths that automatic commits touch are shared through the state ref.",
            because: "format 1 has no fact for them, so this version never shares them"),
        floorMonthRow,
        evictedRow,
        text(
            .remote, \.sync.remote, .remote, .local,
            "The git remote that holds the state ref. Nothing is pushed to a URL before you ask for it once."),
        choice(
            .transport, \.sync.transport,
            "Through the git executable, or through libgit2 in process (http and https only)."),
        integer(
            .pushesPerMinuteBudget, \.sync.pushesPerMinuteBudget, 1...60, .pushesPerMinute, .local,
            "All replicas together aim to stay below this; hosts recommend about 6 for a repository."),
        integer(
            .intervalSecondsMin, \.sync.intervalSecondsMin, 10...600, .seconds, .local,
            "The agent syncs at most this often,"),
        integer(
            .intervalSecondsMax, \.sync.intervalSecondsMax, 60...86_400, .seconds, .local,
            "and at least this often. Not less than interval_seconds_min."),
        boolean(
            .useSSHCommand, \.sync.usesSSHCommand, .machine,
            "Whether your own core.sshCommand is used. Only for you to say: a flag, SHEAF_* or git config."),
        integer(
            .hourlyBackups, \.backup.hourly, 1...168, .backups, .local,
            "Of verified backups of the database the last one of each hour is kept, for so many hours that have one;"),
        integer(
            .dailyBackups, \.backup.daily, 1...90, .backups, .local,
            "the last one of each day (UTC),"),
        integer(
            .weeklyBackups, \.backup.weekly, 1...104, .backups, .local,
            "and the last one of each week (from Monday). The newest one stays whatever these say."),
        choice(
            .colour, \.output.colour,
            "Whether output is coloured; auto means on a terminal, unless NO_COLOR is set."),
    ]

    private static let repositoryRow = optionalText(
        .repository, .repositoryID, { $0.repository?.text }, { $1.repository = RepositoryID($0) },
        "The id that approvals name; they count in no other repository. Draw it once and never change it.")

    private static let agentsRow = Setting(
        key: .agents, scope: .shared, shape: .agents(countMax: 32),
        summary: """
            How each agent's work is told: emails and names of an author, a committer or a Co-authored-by trailer; lines \
            that it writes into messages; logins that open its pull requests; how its branches begin. In emails, names \
            and lines "*" is any text, "?" any one character, and "\\" takes the next one as it is. Together these have at \
            most \(Pattern.sizeSumMax(.line)) characters.
            """,
        read: { .agents($0.detection.agents) },
        write: { if case .agents(let agents) = $0 { $1.detection.agents = agents } })

    private static let floorMonthRow = optionalText(
        .floorMonth, .month, { $0.retention.floorMonth?.description }, { $1.retention.floorMonth = CivilMonth($0) },
        "Months before this one are left out of the state ref. No local database loses anything.")

    private static let evictedRow = Setting(
        key: .evicted, scope: .shared, shape: .texts(.recordID, countMax: 1000),
        summary: "Records that are left out of the state ref, by their full id.",
        read: { .texts($0.retention.evicted.map(\.hex)) },
        write: { if case .texts(let ids) = $0 { $1.retention.evicted = ids.compactMap { RecordID($0) } } })
}

// MARK: Building a row

extension Setting {
    private typealias Path<Value> = WritableKeyPath<Policy, Value> & Sendable

    private static func boolean(
        _ key: SettingKey, _ path: any Path<Bool>, _ scope: Scope, _ summary: String
    ) -> Setting {
        Setting(
            key: key, scope: scope, shape: .boolean, summary: summary,
            read: { .boolean($0[keyPath: path]) },
            write: { if case .boolean(let value) = $0 { $1[keyPath: path] = value } })
    }

    private static func off(_ key: SettingKey, _ summary: String, because reason: String) -> Setting {
        Setting(
            key: key, scope: .shared, shape: .off(reason: reason),
            summary: "\(summary) Only false is accepted: \(reason).",
            read: { _ in .boolean(false) }, write: { _, _ in })
    }

    private static func integer(
        _ key: SettingKey, _ path: any Path<Int>, _ range: ClosedRange<Int>, _ unit: Unit, _ scope: Scope,
        _ summary: String
    ) -> Setting {
        Setting(
            key: key, scope: scope, shape: .integer(range, unit), summary: summary,
            read: { .integer($0[keyPath: path]) },
            write: { if case .integer(let value) = $0 { $1[keyPath: path] = value } })
    }

    private static func text(
        _ key: SettingKey, _ path: any Path<String>, _ rule: TextRule, _ scope: Scope, _ summary: String
    ) -> Setting {
        Setting(
            key: key, scope: scope, shape: .text(rule), summary: summary,
            read: { .text($0[keyPath: path]) },
            write: { if case .text(let value) = $0 { $1[keyPath: path] = value } })
    }

    private static func optionalText(
        _ key: SettingKey, _ rule: TextRule, _ read: @escaping @Sendable (Policy) -> String?,
        _ write: @escaping @Sendable (String, inout Policy) -> Void, _ summary: String
    ) -> Setting {
        Setting(
            key: key, scope: .shared, shape: .text(rule), summary: summary,
            read: { read($0).map { .text($0) } },
            write: { if case .text(let value) = $0 { write(value, &$1) } })
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: SettingKey, _ path: any Path<Choice>, _ summary: String
    ) -> Setting {
        Setting(
            key: key, scope: .local, shape: .choice(Choice.allCases.map(\.rawValue)), summary: summary,
            read: { .text($0[keyPath: path].rawValue) },
            write: {
                if case .text(let value) = $0, let choice = Choice(rawValue: value) { $1[keyPath: path] = choice }
            })
    }

    private static func texts(
        _ key: SettingKey, _ path: any Path<[String]>, _ rule: TextRule, countMax: Int, _ summary: String
    ) -> Setting {
        Setting(
            key: key, scope: .shared, shape: .texts(rule, countMax: countMax), summary: summary,
            read: { .texts($0[keyPath: path]) },
            write: { if case .texts(let values) = $0 { $1[keyPath: path] = values } })
    }

    private static func patterns(
        _ key: SettingKey, _ path: any Path<[Pattern]>, _ syntax: Pattern.Syntax, countMax: Int, _ summary: String
    ) -> Setting {
        Setting(
            key: key, scope: .shared, shape: .patterns(syntax, countMax: countMax), summary: summary,
            read: { .patterns($0[keyPath: path]) },
            write: { if case .patterns(let values) = $0 { $1[keyPath: path] = values } })
    }
}
