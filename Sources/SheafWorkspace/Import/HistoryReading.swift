import SheafCore
import SheafGit

/// The automatic commits of a part of history, read and judged; nothing is written yet.
struct HistoryReading {
    /// A walk goes newest first as far as clocks allow: behind so many commits in a row that lie before `--since`, it
    /// is taken to be over.
    private static let olderCountMax = 1000
    /// Commits between two reports of progress.
    private static let stepCount = 256

    /// Ascending by (committer time, oid).
    private(set) var automatic: [JudgedCommit] = []
    /// Commits inside the scope.
    private(set) var commitCount = 0
    private(set) var cut: HistoryCut?
    /// Stopped before the end: `automatic` is not all there is.
    private(set) var isInterrupted = false

    /// - Parameters:
    ///   - progress: gets the number of commits read so far.
    ///   - isCancelled: asked now and then.
    init(
        _ scope: HistoryScope, tips: HistoryTips, judge: CommitJudge, progress: (Int) -> Void, isCancelled: () -> Bool
    ) throws {
        var parentless: [ObjectID: Int64] = [:]
        var olderCount = 0
        var people: Set<Identity> = []
        let summary = try judge.repository.walk(from: tips.commits, hiding: []) { commit in
            if commit.parents.isEmpty { parentless[commit.id] = commit.committedAt }
            olderCount = scope.isBefore(commit) ? olderCount + 1 : 0
            guard olderCount < Self.olderCountMax else { return .stop }
            guard scope.contains(commit) else { return .next }
            let judged = try judge.judge(commit)
            if judged.detection.isAutomatic { automatic.append(judged.withoutBody(sharing: &people)) }
            commitCount += 1
            guard commitCount.isMultiple(of: Self.stepCount) else { return .next }
            progress(commitCount)
            isInterrupted = isCancelled()
            return isInterrupted ? .stop : .next
        }
        automatic.sort(by: JudgedCommit.precedes)
        let boundaries = summary.boundary.compactMap { parentless[$0] }.map(Instant.init(seconds:))
        cut = (boundaries + [scope.since].compactMap(\.self)).max().map { HistoryCut(start: $0) }
    }
}

extension JudgedCommit {
    /// What is kept of a commit while the rest of history is read.
    ///
    /// - Parameter people: those met so far, so that each name is in memory once.
    fileprivate func withoutBody(sharing people: inout Set<Identity>) -> JudgedCommit {
        let short = Commit(
            id: commit.id, parents: [], author: commit.author.shared(among: &people),
            committer: commit.committer.shared(among: &people), committedAt: commit.committedAt,
            message: String(commit.subject))
        return JudgedCommit(commit: short, detection: detection)
    }
}

extension Identity {
    /// The same person out of the set, which it joins if it is new.
    fileprivate func shared(among people: inout Set<Identity>) -> Identity {
        let known = people.insert(self).memberAfterInsert
        // Swift takes differently composed characters for equal; git and slugs do not.
        let isSame = known.name.utf8.elementsEqual(name.utf8) && known.email.utf8.elementsEqual(email.utf8)
        return isSame ? known : self
    }
}
