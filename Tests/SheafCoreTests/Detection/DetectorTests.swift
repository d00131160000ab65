import SheafCore
import Testing
import TestSupport

@Suite struct DetectorTests {
    private let detector = Detector(Policy().detection)

    @Test func aRealHistoryIsToldApartWithoutError() throws {
        let entries = try Timeline().entries
        let found = entries.filter { detector.detect(Sample.commit($0.subject)).isAutomatic }
        #expect(entries.count == 852)
        #expect(entries.filter(\.isAutomatic).count == 491)
        #expect(found.map(\.subject) == entries.filter(\.isAutomatic).map(\.subject))
    }

    @Test(arguments: [
        "Auto-PR: docs (3 files)", "wip: parser", "WIP: parser", "[auto] save", "checkpoint: 3", "cursor-session 12", "🤖 save",
    ])
    func eachOfTheSixSubjectsIsEnough(subject: String) {
        let detection = detector.detect(Sample.commit(subject))
        #expect(detection.evidence.map(\.kind) == [.subjectPattern])
        #expect(detection.score == 100)
        #expect(detection.isAutomatic)
    }

    /// Trailers and footers as the tools write them.
    @Test(arguments: [
        ("aider", "Co-authored-by: aider (gpt-4o) <aider@aider.chat>"),
        ("aider", "Co-authored-by: aider (anthropic/claude-sonnet-4) <noreply@aider.chat>"),
        ("amp", "Amp-Thread-ID: https://ampcode.com/threads/T-5f6a0f51\nCo-authored-by: Amp <amp@ampcode.com>"),
        ("amp", "Amp-Thread-ID: https://ampcode.com/threads/T-5f6a0f51"),
        ("claude-code", "🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\nCo-Authored-By: Claude <noreply@anthropic.com>"),
        ("claude-code", "🤖 Generated with [Claude Code](https://claude.ai/code)"),
        ("claude-code", "Co-Authored-By: Claude Opus 4.5 (1M context) <noreply@anthropic.com>"),
        ("claude-code", "Claude-Session: https://claude.ai/code/session_011abc"),
        ("codex", "Co-authored-by: Codex <noreply@openai.com>"), ("codex", "Co-Authored-By: GPT-5 <codex@openai.com>"),
        ("copilot", "Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>"),
        ("copilot", "Co-authored-by: copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>"),
        ("copilot", "Agent-Logs-Url: https://github.com/o/r/sessions/eb6e05d8-f45a-40fb-b61f-17d4058bccb6"),
        ("cursor", "Co-authored-by: Cursor <cursoragent@cursor.com>"), ("cursor", "Made-with: Cursor"),
        ("cursor", "Co-authored-by: Cursor Agent <cursoragent@cursor.com>"),
        ("devin", "Co-Authored-By: Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>"),
        ("devin", "Generated with [Devin](https://devin.ai)"),
        ("jules", "Co-authored-by: google-labs-jules[bot] <161369871+google-labs-jules[bot]@users.noreply.github.com>"),
    ])
    func anAgentIsKnownByWhatItWrites(agent: String, trailer: String) {
        for message in ["Fix parser\n\n\(trailer)\n", "Fix parser\r\n\r\nWhy.\r\n\r\n\(trailer)\r\nSigned-off-by: A <a@b>\r\n"] {
            let detection = detector.detect(Sample.commit(message))
            #expect(detection.evidence.map(\.kind) == [.agentTrailer])
            #expect(detection.evidence.first?.detail.hasPrefix("\(agent): ") == true)
            #expect(detection.isAutomatic)
        }
    }

    @Test(arguments: [
        ("cursor", "Cursor Agent", "cursoragent@cursor.com"), ("cursor", "cursor[bot]", "206951365+cursor[bot]@users.noreply.github.com"),
        ("claude-code", "Claude", "noreply@anthropic.com"), ("claude-code", "claude[bot]", "209825114+claude[bot]@users.noreply.github.com"),
        ("copilot", "copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com"),
        ("codex", "Codex", "codex@openai.com"), ("codex", "x", "199175422+chatgpt-codex-connector[bot]@users.noreply.github.com"),
        ("devin", "Devin AI", "158243242+devin-ai-integration[bot]@users.noreply.github.com"),
        ("jules", "google-labs-jules[bot]", "161369871+google-labs-jules[bot]@users.noreply.github.com"),
        ("aider", "Ada Example (aider)", "ada@example.com"), ("amp", "Amp", "amp@ampcode.com"),
    ])
    func anAgentIsKnownByItsIdentity(agent: String, name: String, email: String) {
        let identity = Identity(name: name, email: email)
        for commit in [Sample.commit("Fix", author: identity), Sample.commit("Fix", committer: identity)] {
            let detection = detector.detect(commit)
            #expect(detection.evidence.map(\.kind) == [.agentIdentity])
            #expect(detection.evidence.first?.detail.hasPrefix("\(agent): ") == true)
        }
    }

    @Test(arguments: ["cursor/fix-1a2b", "claude/issue-12", "copilot/fix-3", "codex/add-tests", "devin/1763731464-fix"])
    func anAgentIsKnownByItsBranch(branch: String) {
        #expect(detector.detect(Sample.commit("Fix"), branch: branch).evidence.map(\.kind) == [.agentBranch])
        #expect(detector.detect(PullRequestText(title: "Fix", branch: branch)).isAutomatic)
    }

    @Test(arguments: [
        (PullRequestText(title: "Fix", body: "What.\n\n---\n*PR created automatically by Jules for task [11416](https://jules.google.com/task/11416) started by @ada*"), Evidence.Kind.agentTrailer),
        (PullRequestText(title: "Fix", body: "What.\n\nLink to Devin run: https://app.devin.ai/sessions/98463f\nRequested by: @ada"), .agentTrailer),
        (PullRequestText(title: "Fix", body: "## Summary\n- x\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)"), .agentTrailer),
        (PullRequestText(title: "Fix", login: "Copilot"), .agentIdentity), (PullRequestText(title: "Fix", login: "devin-ai-integration[bot]"), .agentIdentity),
        (PullRequestText(title: "Fix", labels: ["bug", "Auto-PR"]), .label), (PullRequestText(title: "🤖 docs"), .subjectPattern),
        (PullRequestText(title: "Fix", body: "[cursor-session: ada-20251121-1324]"), .mark),
    ])
    func aMicroPullRequestIsKnown(pullRequest: PullRequestText, kind: Evidence.Kind) {
        #expect(detector.detect(pullRequest).evidence.map(\.kind) == [kind])
    }

    /// People whose names are agents' names, tools that are no agents, and talk about agents.
    @Test(arguments: [
        Sample.commit("Add cursor pagination"), Sample.commit("Wiping: drop old rows"), Sample.commit("Revert \"Auto-PR: docs\""),
        Sample.commit("Fix", author: Identity(name: "Claude Dupont", email: "claude.dupont@example.fr")),
        Sample.commit("Fix", author: Identity(name: "Devin Jules", email: "81847+devin@users.noreply.github.com")),
        Sample.commit("Fix", committer: Identity(name: "GitHub", email: "noreply@github.com")),
        Sample.commit("Bump x", author: Identity(name: "dependabot[bot]", email: "49699333+dependabot[bot]@users.noreply.github.com")),
        Sample.commit("Apply suggestion\n\nCo-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>"),
        Sample.commit("Fix\n\nCo-authored-by: Copilot <copilot@github.com>"),
        Sample.commit("Forbid trailers\n\nNever add `Co-authored-by: Cursor <cursoragent@cursor.com>` or\n    Made-with: Cursor\n\n> Made-with: Cursor\n\n```\nMade-with: Cursor\n```"),
        Sample.commit("Talk about Made-with: Cursor\n\nThe line Made-with: Cursor is refused.\n<!-- Made-with: Cursor -->"),
        Sample.commit("Session-ID: is a trailer\n\nSession-ID: the text after it has spaces"),
        Sample.commit(""), Sample.commit("\n\n"),
    ])
    func anOrdinaryCommitIsLeftAlone(commit: Commit) {
        #expect(detector.detect(commit, branch: "main").evidence.isEmpty)
    }

    @Test func everyKindOfEvidenceCountsOnceAndTheScoreIsTheirSum() {
        let commit = Sample.commit(
            "wip: 🤖\n\nMade-with: Cursor\nSession-ID: ada-20251121-1324-5f6a\nCo-authored-by: Cursor <cursoragent@cursor.com>",
            author: Identity(name: "Cursor Agent", email: "cursoragent@cursor.com"))
        let detection = detector.detect(commit, branch: "cursor/x", labels: ["auto-pr", "AUTO-PR"])
        #expect(detection.evidence.map(\.kind) == [.subjectPattern, .agentTrailer, .agentIdentity, .agentBranch, .mark, .label])
        #expect(detection.score == 600)
        #expect(detection.namedSession == "ada-20251121-1324-5f6a")
    }

    @Test func aCorrectionOutweighsEverything() {
        let commit = Sample.commit(
            "wip: x\n\nMade-with: Cursor\nSession-ID: s", author: Identity(name: "x", email: "cursoragent@cursor.com"))
        var rules = Policy().detection
        rules.sizeHeuristics.isEnabled = true
        let detection = Detector(rules).detect(
            commit, branch: "cursor/x", labels: ["auto-pr"], size: ChangeSize(files: 1, lines: 1), correction: false)
        #expect(detection.evidence.map(\.kind) == Evidence.Kind.allCases)
        #expect(detection.score == -300)
        #expect(!detection.isAutomatic)
        #expect(detector.detect(Sample.commit("Fix"), correction: true).isAutomatic)
        #expect(!detector.detect(Sample.commit("Fix"), correction: false).isAutomatic)
    }

    @Test func sizeCountsOnlyWhereThePolicySaysSo() {
        let small = ChangeSize(files: 5, lines: 50)
        #expect(!detector.detect(Sample.commit("Fix"), size: small).isAutomatic)
        var rules = Policy().detection
        rules.sizeHeuristics.isEnabled = true
        let withSize = Detector(rules)
        #expect(withSize.detect(Sample.commit("Fix"), size: small).evidence.map(\.kind) == [.size])
        #expect(!withSize.detect(Sample.commit("Fix"), size: ChangeSize(files: 6, lines: 50)).isAutomatic)
        #expect(!withSize.detect(Sample.commit("Fix"), size: ChangeSize(files: 5, lines: 51)).isAutomatic)
        #expect(!withSize.detect(Sample.commit("Fix")).isAutomatic)
    }

    @Test func aTeamsOwnRulesTakeThePlaceOfTheBuiltInOnes() throws {
        let file = try PolicyFile(
            Array("detection: {subject_patterns: ['^bot ', '^x'], agents: [{name: house, branches: [house/]}], labels: [tiny]}".utf8),
            name: "p")
        let detector = Detector(file.policy.detection)
        #expect(detector.detect(Sample.commit("Bot says")).isAutomatic)
        #expect(!detector.detect(Sample.commit("wip: x\n\nMade-with: Cursor")).isAutomatic)
        #expect(detector.detect(Sample.commit("Fix"), branch: "house/1").evidence.first?.detail == "house: branch house/1")
        #expect(detector.detect(PullRequestText(title: "Fix", labels: ["tiny"])).isAutomatic)
    }

    /// Whatever a message holds, it is read in a moment, and details stay short.
    @Test(arguments: ["<!--", "<!-- x -->", "[cursor-session:", "Session: complete\n", "```\n", "> ", "a: b\n", "🤖", "\r\n", "---\n[cursor-session: a]\n", "[ready] ", " | "])
    func anEndlessMessageIsReadInAMoment(piece: String) {
        let message = "wip: " + String(repeating: piece, count: 200_000) + "\n\nMade-with: Cursor\n"
        let detection = detector.detect(Sample.commit(message))
        #expect(detection.evidence.first?.kind == .subjectPattern)
        #expect(detection.evidence.allSatisfy { $0.detail.count <= 160 })
    }

    @Test func theEndOfALongMessageIsRead() {
        let message = "Import\n\n" + String(repeating: "words and words\n", count: 20_000) + "\nMade-with: Cursor\n"
        #expect(detector.detect(Sample.commit(message)).evidence.map(\.kind) == [.agentTrailer])
    }

    @Test(arguments: [
        ("Tests/SheafCoreTests/PatternTests.swift", PathKind.tests), ("src/parser_test.go", .tests), ("web/app.spec.ts", .tests),
        ("test_app.py", .tests), ("tests/README.md", .tests), ("docs/guide.html", .docs), ("README", .docs), ("a/b/README.md", .docs),
        ("CHANGELOG.txt", .docs), ("src/latest.json", .other), ("contests/a.c", .other), ("src/docs.swift", .other), ("requirements.txt", .other),
        ("", .other),
    ])
    func aPathIsTestsOrDocsOrOther(path: String, kind: PathKind) {
        #expect(PathKinds(Policy().detection).kind(of: path) == kind)
    }
}
