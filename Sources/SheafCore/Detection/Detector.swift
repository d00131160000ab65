/// Tells automatic commits and pull requests from ordinary ones, by the policy's rules.
///
/// A pure function of its inputs: every replica that knows the same policy judges alike.
public struct Detector: Sendable {
    private let rules: Policy.Detection
    private let labels: Set<String>
    private let completionMarks: [String]
    /// What the agents' lines, addresses and names say together: hardly any line fits, and then none is looked at alone.
    private let anyLine, anyEmail, anyName: LineProgram

    public init(_ rules: Policy.Detection) {
        self.rules = rules
        labels = Set(rules.labels.map { $0.lowercased() })
        completionMarks = rules.completionMarks.map { $0.lowercased() }
        anyLine = Pattern.anyLine(rules.agents.flatMap(\.lines))
        anyEmail = Pattern.anyLine(rules.agents.flatMap(\.emails))
        anyName = Pattern.anyLine(rules.agents.flatMap(\.names))
    }

    /// - Parameters:
    ///   - branch: where the commit was made, without `refs/heads/`; nil if that is not known.
    ///   - labels: of the pull request that the commit belongs to, if any.
    ///   - size: looked at only where size heuristics are on.
    ///   - correction: a person's verdict.
    public func detect(
        _ commit: Commit, branch: String? = nil, labels: [String] = [], size: ChangeSize? = nil, correction: Bool? = nil
    ) -> Detection {
        let message = MessageText(commit: commit.message)
        let people = [("author", commit.author), ("committer", commit.committer)]
        return detection(
            message,
            [agentIdentity(people), agentBranch(branch), label(labels), small(size), correction.map(Evidence.init)])
    }

    public func detect(
        _ pullRequest: PullRequestText, size: ChangeSize? = nil, correction: Bool? = nil
    ) -> Detection {
        let message = MessageText(subject: pullRequest.title, body: pullRequest.body)
        return detection(
            message,
            [
                agentLogin(pullRequest.login), agentBranch(pullRequest.branch), label(pullRequest.labels), small(size),
                correction.map(Evidence.init),
            ])
    }

    private func detection(_ message: MessageText, _ others: [Evidence?]) -> Detection {
        let named = message.namedSession
        let evidence = [subjectPattern(message), agentTrailer(message), named.map { Evidence(.mark, $0.text) }] + others
        return Detection(
            evidence: evidence.compactMap(\.self), namedSession: named?.session,
            completes: message.completes(marks: completionMarks))
    }

    // MARK: What the message says

    private func subjectPattern(_ message: MessageText) -> Evidence? {
        let subject = PatternText(message.subject, isFolded: true)
        return rules.subjectPatterns.first { $0.matches(subject) }.map { Evidence(.subjectPattern, $0.source) }
    }

    private func agentTrailer(_ message: MessageText) -> Evidence? {
        for line in message.lines {
            if let person = Identity(coAuthorLine: line), let agent = agent(of: person) {
                return Evidence(.agentTrailer, "\(agent.name): \(line)")
            }
            let text = PatternText(line, isFolded: true)
            guard anyLine.accepts(text) else { continue }
            if let agent = rules.agents.first(where: { $0.lines.contains { $0.matches(text) } }) {
                return Evidence(.agentTrailer, "\(agent.name): \(line)")
            }
        }
        return nil
    }

    // MARK: Who made it, and where

    private func agentIdentity(_ people: [(role: String, identity: Identity)]) -> Evidence? {
        for (role, identity) in people {
            guard let agent = agent(of: identity) else { continue }
            return Evidence(.agentIdentity, "\(agent.name): \(role) \(identity.name) <\(identity.email)>")
        }
        return nil
    }

    private func agent(of identity: Identity) -> Agent? {
        let email = PatternText(identity.email, isFolded: true)
        let name = PatternText(identity.name, isFolded: true)
        guard anyEmail.accepts(email) || anyName.accepts(name) else { return nil }
        return rules.agents.first { agent in
            agent.emails.contains { $0.matches(email) } || agent.names.contains { $0.matches(name) }
        }
    }

    private func agentLogin(_ login: String?) -> Evidence? {
        guard let login = login?.lowercased() else { return nil }
        return rules.agents.first { $0.logins.contains { $0.lowercased() == login } }
            .map { Evidence(.agentIdentity, "\($0.name): login \(login)") }
    }

    private func agentBranch(_ branch: String?) -> Evidence? {
        guard let branch else { return nil }
        return rules.agents.first { $0.branches.contains { branch.hasPrefix($0) } }
            .map { Evidence(.agentBranch, "\($0.name): branch \(branch)") }
    }

    // MARK: The rest

    private func label(_ labels: [String]) -> Evidence? {
        labels.first { self.labels.contains($0.lowercased()) }.map { Evidence(.label, $0) }
    }

    private func small(_ size: ChangeSize?) -> Evidence? {
        guard rules.sizeHeuristics.isEnabled, let size, size.files <= rules.sizeHeuristics.filesChangedMax,
            size.lines <= rules.sizeHeuristics.linesChangedMax
        else { return nil }
        return Evidence(.size, "\(size.files) files, \(size.lines) lines")
    }
}

extension Identity {
    /// The person of a `Co-authored-by: Name <e-mail>` line; nil for any other line.
    fileprivate init?(coAuthorLine line: Substring) {
        let key = "co-authored-by:"
        guard line.utf8.count > key.utf8.count, line.prefix(key.count).lowercased() == key,
            let open = line.lastIndex(of: "<"), let close = line.lastIndex(of: ">"), open < close
        else { return nil }
        let name = line[line.index(line.startIndex, offsetBy: key.count)..<open]
        self.init(
            name: String(name.trimmed), email: String(line[line.index(after: open)..<close]))
    }
}
