/// One thing that `doctor` looked at, and what it means.
public struct Diagnosis: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case ok
        /// Worth knowing; nothing has to be done.
        case note
        /// Something does not work, or somebody should look.
        case problem
    }

    public enum Check: String, Hashable, Sendable, CaseIterable {
        case git, repository, enabled, settings, hooks
        case permissions, disk, fileSystem = "file-system", locks
        case database, identity, backups, sidecar, remote, retention
        case signatures, forks, gaps, clocks, unreadable, quota, quarantine, versions, replicas, secrets
    }

    public let check: Check
    public let status: Status
    /// What was found, with names that others may have chosen: escape before printing.
    public let detail: String
    /// A safe next step; nil when nothing has to be done.
    public let remedy: String?
    /// Stored state is damaged; commands that need it exit 65.
    public let isDamage: Bool

    private init(_ check: Check, _ status: Status, _ detail: String, remedy: String?, isDamage: Bool = false) {
        self.check = check
        self.status = status
        self.detail = detail
        self.remedy = remedy
        self.isDamage = isDamage
    }

    static func ok(_ check: Check, _ detail: String) -> Diagnosis { Diagnosis(check, .ok, detail, remedy: nil) }

    static func note(_ check: Check, _ detail: String, remedy: String? = nil) -> Diagnosis {
        Diagnosis(check, .note, detail, remedy: remedy)
    }

    static func problem(_ check: Check, _ detail: String, remedy: String, isDamage: Bool = false) -> Diagnosis {
        Diagnosis(check, .problem, detail, remedy: remedy, isDamage: isDamage)
    }
}

/// `1 line`, `2 lines`.
func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
