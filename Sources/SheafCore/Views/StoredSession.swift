extension SessionView {
    func write(to writer: inout StoredWriter) {
        writer.record(id)
        writer.text(author.text)
        writer.optional(owner) { $0.replica($1) }
        for seconds in [periods.timeoutSeconds, periods.warningSeconds, periods.orphanSeconds] { writer.integer(seconds) }
        writer.flag(periods.isHeuristic)
        writer.integer(lastActivity)
        writer.optional(end) { $1.write(to: &$0) }
        writer.integer(idleEnd)
        writer.text(derivedTrigger.rawValue)
        writer.integer(Int64(revision))
        writer.list(commits) { $1.write(to: &$0) }
        writer.list(pullRequests) { $1.write(to: &$0) }
        writer.optional(title) { $0.text($1) }
        writer.optional(note) { $0.text($1) }
        writer.optional(taking) { $1.write(to: &$0) }
        writer.list(worktrees) { $0.text($1.text) }
        writer.list(corrections) { writer, correction in
            writer.object(correction.commit)
            writer.flag(correction.isAutomatic)
        }
        writer.list(scores) { $1.write(to: &$0) }
    }

    init(from reader: inout StoredReader) throws(StoredFormFailure) {
        id = try reader.record()
        author = try reader.require(AuthorSlug(try reader.text()))
        owner = try reader.optional { reader throws(StoredFormFailure) in try reader.replica() }
        // What was bounded once is within the bounds.
        periods = SessionPeriods(
            FactBody.Opening(
                author: author, timeoutSeconds: try reader.integer(), warningSeconds: try reader.integer(),
                orphanSeconds: try reader.integer(), isHeuristic: try reader.flag(), worktree: nil))
        lastActivity = try reader.integer()
        end = try reader.optional { reader throws(StoredFormFailure) in try End(from: &reader) }
        idleEnd = try reader.integer()
        derivedTrigger = try reader.choice()
        revision = Int(try reader.integer())
        commits = try reader.list { reader throws(StoredFormFailure) in try CommitMember(from: &reader) }
        pullRequests = try reader.list { reader throws(StoredFormFailure) in try PullRequestMember(from: &reader) }
        title = try reader.optional { reader throws(StoredFormFailure) in try reader.text() }
        note = try reader.optional { reader throws(StoredFormFailure) in try reader.text() }
        taking = try reader.optional { reader throws(StoredFormFailure) in try TakingInForce(from: &reader) }
        worktrees = try reader.list { reader throws(StoredFormFailure) in
            try reader.require(WorktreeToken(try reader.text()))
        }
        corrections = try reader.list { reader throws(StoredFormFailure) in
            Correction(commit: try reader.object(), isAutomatic: try reader.flag())
        }
        scores = try reader.list { reader throws(StoredFormFailure) in try ScoreInForce(from: &reader) }
    }
}

extension SessionView.End {
    fileprivate func write(to writer: inout StoredWriter) {
        writer.text(verdict.rawValue)
        writer.integer(at)
        writer.hash(line)
    }

    fileprivate init(from reader: inout StoredReader) throws(StoredFormFailure) {
        verdict = try reader.choice()
        at = try reader.integer()
        line = try reader.hash()
    }
}

extension SessionView.CommitMember {
    fileprivate func write(to writer: inout StoredWriter) {
        writer.object(id)
        writer.integer(time)
        writer.integer(Int64(standing.rawValue))
        writer.text(via.rawValue)
        writer.hash(line)
        writer.replica(recordedBy)
        writer.flag(touchesTests)
        writer.flag(touchesDocs)
    }

    fileprivate init(from reader: inout StoredReader) throws(StoredFormFailure) {
        id = try reader.object()
        time = try reader.integer()
        standing = try reader.standing()
        via = try reader.choice()
        line = try reader.hash()
        recordedBy = try reader.replica()
        touchesTests = try reader.flag()
        touchesDocs = try reader.flag()
    }
}

extension SessionView.PullRequestMember {
    fileprivate func write(to writer: inout StoredWriter) {
        writer.integer(number)
        writer.text(state.rawValue)
        writer.integer(Int64(standing.rawValue))
        writer.hash(line)
    }

    fileprivate init(from reader: inout StoredReader) throws(StoredFormFailure) {
        number = try reader.integer()
        state = try reader.choice()
        standing = try reader.standing()
        line = try reader.hash()
    }
}

extension SessionView.TakingInForce {
    fileprivate func write(to writer: inout StoredWriter) {
        writer.replica(replica)
        writer.text(author.text)
        writer.hash(line)
    }

    fileprivate init(from reader: inout StoredReader) throws(StoredFormFailure) {
        replica = try reader.replica()
        author = try reader.require(AuthorSlug(try reader.text()))
        line = try reader.hash()
    }
}

extension SessionView.ScoreInForce {
    fileprivate func write(to writer: inout StoredWriter) {
        writer.text(score.scorer)
        writer.text(score.members)
        writer.integer(score.value)
        writer.hash(line)
    }

    fileprivate init(from reader: inout StoredReader) throws(StoredFormFailure) {
        score = FactBody.Score(
            scorer: try reader.text(), members: try reader.text(), value: try reader.integer())
        line = try reader.hash()
    }
}

extension StoredReader {
    fileprivate mutating func standing() throws(StoredFormFailure) -> SessionView.Standing {
        try require(SessionView.Standing(rawValue: Int(try integer())))
    }
}
