import SheafCore
import SheafGit
import SheafStore

/// What the reflogs of a repository have told since somebody last asked.
public struct IngestReport: Hashable, Sendable {
    /// Commits that were made here, automatic or not.
    public internal(set) var commitCount = 0
    /// In order of recording; commits that a session had before are not in it.
    public internal(set) var recorded: [RecordedCommit] = []
    /// Sessions that were opened.
    public internal(set) var opened: [RecordID] = []
    /// There is more: ask again.
    public internal(set) var isBounded = false
}

extension Workspace {
    /// Records what was committed in any work tree since the last call, from the reflogs: commits that were amended, rebased
    /// or reset away by now too, if they are still in the object database.
    ///
    /// What came by a fetch or a checkout is recorded where it was made. Each reflog is one transaction, which also moves the
    /// place where reading goes on: a process that dies in between loses nothing and records nothing twice.
    ///
    /// - Throws: `SettingsError` when the policy is bad (nothing is read); `GitError`, `StoreError`.
    public func ingest() throws -> IngestReport {
        guard try store.read({ try $0.cursor(Self.ingestCursor) }) != nil else { return try beginIngest() }
        var report = IngestReport()
        // Read before those of HEAD: what a work tree has committed by then is in its own reflog a moment later.
        let branches = try Reflog.branches(of: location).compactMap { try read($0.reflog, named: $0.name) }
        var told: Set<ObjectID> = []
        for tree in WorkTree.all(of: location) {
            guard let journal = try read(tree.reflog, named: "HEAD \(tree.gitDirectory)") else {
                if tree.gitDirectory == location.gitDirectory { try note(record(), in: &report) }
                continue
            }
            let branch = try journal.reading.isBounded ? tree.reflog.branch(after: journal.reading.position) : nil
            let made = try MadeCommits(
                journal.reading.entries, in: tree.gitDirectory, on: branch ?? tree.branch, repository)
            told.formUnion(journal.reading.entries.map(\.new))
            try take(made, journal, &report)
        }
        for journal in branches {
            let made = try MadeCommits(
                journal.reading.entries, in: location.commonDirectory, on: journal.name, except: told, repository)
            told.formUnion(made.commits.map(\.id))
            try take(made, journal, &report)
        }
        return report
    }

    /// From now on: what the reflogs tell of so far was before Sheaf, and is for `import history`.
    func beginIngest() throws -> IngestReport {
        let ends = try Reflog.branches(of: location).map { ($0.name, try $0.reflog.end()) }
            + WorkTree.all(of: location).map { ("HEAD \($0.gitDirectory)", try $0.reflog.end()) }
        try store.write(now: now) { transaction in
            for (name, end) in ends { try transaction.setCursor(Journal.cursor(name), to: end?.description) }
            try transaction.setCursor(Self.ingestCursor, to: "1")
        }
        return IngestReport()
    }

    static let ingestCursor = "ingest"

    private func take(_ made: MadeCommits, _ journal: Journal, _ report: inout IngestReport) throws {
        report.isBounded = report.isBounded || journal.reading.isBounded
        guard journal.isMoved else { return }
        let prepared = try PreparedRecording(self, made)
        let recording = try store.write(now: now) { transaction in
            try transaction.setCursor(Journal.cursor(journal.name), to: journal.reading.position.description)
            guard !prepared.isSettled else { return try prepared.report(transaction.reader()) }
            var (report, inverse) = try prepared.record(transaction)
            if !inverse.isEmpty { report.operation = try transaction.log("agent", inverse: inverse) }
            return report
        }
        note(recording, in: &report)
    }

    private func note(_ recording: RecordingReport, in report: inout IngestReport) {
        report.commitCount += recording.commits.count
        report.recorded += recording.commits.filter(\.isRecorded)
        report.opened += recording.opened
    }

    private func read(_ reflog: Reflog, named name: String) throws -> Journal? {
        let before = try store.read { try $0.cursor(Journal.cursor(name)) }.flatMap(Reflog.Position.init)
        return try reflog.read(since: before).map { Journal(name: name, before: before, reading: $0) }
    }
}

/// One reflog and what was read of it now.
private struct Journal {
    /// The branch, or `HEAD` and the work tree's git directory.
    let name: String
    let before: Reflog.Position?
    let reading: Reflog.Reading

    var isMoved: Bool { reading.position != before }

    static func cursor(_ name: String) -> String { "reflog \(name)" }
}
