import SheafCore
import SheafWorkspace

/// What the next push would tell, as a list of sentences. docs/privacy.md tells the same in general.
struct DisclosureWords {
    let disclosure: Disclosure

    var lines: [Text] {
        var lines: [Text] = []
        func add(_ count: Int, _ one: Text, _ many: Text, _ detail: Text = "") {
            if count > 0 { lines.append("  \(Text.counted(count, one, plural: many))\(detail)") }
        }
        add(disclosure.sessions.count, "session", "sessions", ": ids, which hold the time of opening, periods, ends")
        add(disclosure.authors.count, "author", "authors", ": \(names(disclosure.authors.map(\.text)))")
        add(disclosure.commits.count, "commit", "commits", ": ids, times, whether tests and docs were touched")
        add(disclosure.pullRequests.count, "pull request", "pull requests", ": numbers and states")
        add(disclosure.writtenTexts.count, "text that a person wrote", "texts that people wrote", ": \(names(disclosure.writtenTexts))")
        add(disclosure.replicaNames.count, "replica's name", "replicas' names", ": \(names(Array(disclosure.replicaNames)))")
        add(disclosure.replicas.count, "public key", "public keys")
        add(disclosure.worktrees.count, "random token of a worktree", "random tokens of worktrees")
        if let times = disclosure.times {
            let (first, last) = (RelativeTime.absolute(times.lowerBound), RelativeTime.absolute(times.upperBound))
            lines.append(first == last ? "  the time \(first)" : "  times from \(first) to \(last)")
        }
        return lines
    }

    private func names(_ texts: [String]) -> Text {
        let shown = texts.sorted().prefix(8).map { "\"\($0)\"" as Text }.joined(separator: ", ")
        return texts.count > 8 ? "\(shown), and \(texts.count - 8) more" : shown
    }
}
