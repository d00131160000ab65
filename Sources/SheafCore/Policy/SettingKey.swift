/// The name of a setting: the path of its key in the policy file.
public enum SettingKey: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case version
    case repository
    case timeoutMinutes = "sessions.timeout_minutes"
    case idleWarningMinutes = "sessions.idle_warning_minutes"
    case orphanMinutes = "sessions.orphan_minutes"
    case heuristicCompletion = "sessions.heuristic_completion"
    case subjectPatterns = "detection.subject_patterns"
    case agents = "detection.agents"
    case labels = "detection.labels"
    case completionMarks = "detection.completion_marks"
    case sizeHeuristicsEnabled = "detection.size_heuristics.enabled"
    case filesChangedMax = "detection.size_heuristics.files_changed_max"
    case linesChangedMax = "detection.size_heuristics.lines_changed_max"
    case testPaths = "detection.test_paths"
    case docPaths = "detection.doc_paths"
    case shareSubjects = "privacy.share_subjects"
    case sharePaths = "privacy.share_paths"
    case floorMonth = "retention.floor_month"
    case evicted = "retention.evicted"
    case remote = "sync.remote"
    case transport = "sync.transport"
    case pushesPerMinuteBudget = "sync.budget_pushes_per_minute"
    case intervalSecondsMin = "sync.interval_seconds_min"
    case intervalSecondsMax = "sync.interval_seconds_max"
    case useSSHCommand = "sync.use_ssh_command"
    case hourlyBackups = "backup.hourly"
    case dailyBackups = "backup.daily"
    case weeklyBackups = "backup.weekly"
    case colour = "output.colour"

    public var description: String { rawValue }

    /// `sync.remote` is `SHEAF_SYNC_REMOTE`.
    public var environmentVariable: String {
        "SHEAF_" + String(rawValue.map { $0 == "." ? "_" : $0 }).uppercased()
    }

    /// `sync.interval_seconds_min` is `sheaf.sync.intervalSecondsMin`: git allows no underscore in a variable's name.
    public var gitConfigName: String {
        let parts = rawValue.split(separator: ".").map { part in
            part.split(separator: "_").enumerated()
                .map { $0.offset == 0 ? String($0.element) : $0.element.prefix(1).uppercased() + $0.element.dropFirst() }
                .joined()
        }
        return "sheaf." + parts.joined(separator: ".")
    }
}
