/// What an import found and did.
public struct ImportReport: Hashable, Sendable {
    /// Commits inside the scope.
    public internal(set) var commitCount = 0
    /// Of these, automatic ones.
    public internal(set) var automaticCount = 0
    /// Automatic commits that this run made members.
    public internal(set) var recordedCount = 0
    /// Automatic commits that were members before.
    public internal(set) var knownCount = 0
    /// Automatic commits that a person took out, and that stay out.
    public internal(set) var removedCount = 0
    /// Automatic commits left out because history is cut too close before them.
    public internal(set) var skippedCount = 0
    public internal(set) var openedCount = 0
    /// History is cut off (shallow clone, `--since`), so that something may have been skipped.
    public internal(set) var isCut = false
    /// Stopped on request; the same command goes on from there.
    public internal(set) var isInterrupted = false
    /// An earlier run was stopped, and this one went on with it.
    public internal(set) var isResumed = false

    mutating func add(_ portion: RecordingReport) {
        openedCount += portion.opened.count
        for commit in portion.commits {
            switch commit.outcome {
            case .recorded: recordedCount += 1
            case .alreadyMember: knownCount += 1
            case .removedByHand: removedCount += 1
            case .skipped: skippedCount += 1
            case .ordinary: break
            }
        }
    }
}

/// How far an import is.
public enum ImportProgress: Hashable, Sendable {
    /// Commits read so far; how many there are is known at the end only.
    case reading(commits: Int)
    /// Automatic commits dealt with, durably, of all that were found.
    case recording(done: Int, total: Int)
}
