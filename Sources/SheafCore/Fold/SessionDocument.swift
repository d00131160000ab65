extension SessionView {
    /// The canonical form of the view: what vectors compare and what two replicas hold byte for byte alike.
    ///
    /// Times are unix ms. Protocol: 6-fold, section 5.
    public func document(heads: [LineHash], nodeCount: Int) -> JSONObject {
        var document = JSONObject([
            ("id", .string(id.hex)), ("author", .string(author.text)), ("owner", .string(owner?.hex ?? "")),
            ("opened_at", .integer(openedAt)), ("last_activity", .integer(lastActivity)),
            ("timeout_s", .integer(periods.timeoutSeconds)), ("warning_s", .integer(periods.warningSeconds)),
            ("orphan_s", .integer(periods.orphanSeconds)), ("heuristic", .boolean(periods.isHeuristic)),
            ("idle_end", .integer(idleEnd)), ("derived_trigger", .string(derivedTrigger.rawValue)),
            ("revision", .integer(Int64(revision))), ("commits", .array(commits.map(\.document))),
            ("pull_requests", .array(pullRequests.map(\.document))),
            ("worktrees", .array(worktrees.map { .string($0.text) })),
            ("heads", .array(heads.map { .string($0.hex) })),
            ("corrections", .array(corrections.map(\.document))), ("scores", .array(scores.map(\.document))),
            ("facts", .integer(Int64(nodeCount))),
        ])
        document["end"] = end.map {
            ["verdict": .string($0.verdict.rawValue), "at": .integer($0.at), "line": .string($0.line.hex)]
        }
        document["title"] = title.map(JSONValue.string)
        document["note"] = note.map(JSONValue.string)
        document["taken"] = taking.map {
            ["replica": .string($0.replica.hex), "author": .string($0.author.text), "line": .string($0.line.hex)]
        }
        return document
    }
}

extension SessionView.CommitMember {
    fileprivate var document: JSONValue {
        [
            "oid": .string(id.hex), "time": .integer(time), "standing": .string(standing.name),
            "via": .string(via.rawValue),
        ]
    }
}

extension SessionView.PullRequestMember {
    fileprivate var document: JSONValue {
        ["number": .integer(number), "state": .string(state.rawValue), "standing": .string(standing.name)]
    }
}

extension SessionView.Correction {
    fileprivate var document: JSONValue { ["oid": .string(commit.hex), "automatic": .boolean(isAutomatic)] }
}

extension SessionView.ScoreInForce {
    fileprivate var document: JSONValue {
        [
            "scorer": .string(score.scorer), "members": .string(score.members), "value": .integer(score.value),
            "line": .string(line.hex),
        ]
    }
}
