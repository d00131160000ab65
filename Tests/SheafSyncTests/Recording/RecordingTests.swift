import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

@Suite struct RecordingTests {
    @Test func automaticCommitsAreRecordedAndOrdinaryOnesAreNot() throws {
        let desk = try Desk()
        let automatic = try desk.commit("wip: parser", at: 0)
        let ordinary = try desk.commit("Describe the parser", at: 1)
        let report = try desk.open().record([automatic, ordinary])
        let session = RecordID.session(
            author: try #require(AuthorSlug("ada")), firstMember: .commit(automatic), committedAt: Int64(Desk.nine))
        #expect(report.commits.map(\.commit) == [automatic, ordinary])
        #expect(report.commits.map(\.outcome) == [.recorded(session), .ordinary])
        #expect(report.opened == [session])
        #expect(try desk.batches() == [[automatic]])
    }

    @Test func recordingAgainWritesNothing() throws {
        let desk = try Desk()
        let commit = try desk.commit("wip: parser", at: 0)
        try desk.open().record([commit])
        let facts = try desk.sessionFacts()
        let report = try desk.open().record([commit, commit])
        #expect(report.commits.map(\.outcome) == [.alreadyMember(facts[0].line.record)])
        #expect(report.operation == nil)
        #expect(try desk.sessionFacts() == facts)
    }

    @Test func aCommitThatAPersonTookOutStaysOut() throws {
        let desk = try Desk()
        let commit = try desk.commit("wip: parser", at: 0)
        try desk.open().record([commit])
        try desk.open().removeCommits(["HEAD"])
        let facts = try desk.sessionFacts()
        let report = try desk.open().record([commit])
        #expect(report.commits.map(\.outcome) == [.removedByHand(facts[0].line.record)])
        #expect(try desk.open().importHistory().removedCount == 1)
        #expect(try desk.sessionFacts() == facts)
    }

    @Test func aGapOfTheTimeoutOpensASessionAndAShorterOneDoesNot() throws {
        let desk = try Desk()
        let commits = try [0, 29, 58, 88, 89].map { try desk.commit("wip: step", at: $0, files: ["a": "\($0)"]) }
        for commit in commits { try desk.open().record([commit]) }
        #expect(try desk.batches() == [Array(commits[...2]), Array(commits[3...])])
    }

    @Test func aCompletionMarkEndsTheSessionForWhatFollows() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: step", at: 0)
        let last = try desk.commit("wip: step\n\n[session-complete]", at: 1)
        let next = try desk.commit("wip: step", at: 2)
        try desk.open().record([next, last, first])
        #expect(try desk.batches() == [[first, last], [next]])
        #expect(try desk.views().map { $0.end?.verdict } == [.complete, nil])
    }

    @Test func aMarkNamesTheSessionToJoin() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: step", at: 0)
        try desk.open().record([first])
        let name = try #require(try desk.open().sessions(at: desk.clock.now).first).row.fullDisplayID
        let later = try desk.commit("Go on\n\n[cursor-session: \(name)]", at: 300)
        let other = try desk.commit("wip: step", at: 301)
        try desk.open().record([later, other])
        #expect(try desk.batches() == [[first, later], [other]])
        #expect(try desk.views()[0].commits.map(\.via) == [.window, .mark])
    }

    @Test func aMarkMayNameASessionThatTheSameRecordingOpens() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: step", at: 0)
        let between = try desk.commit("wip: step", at: 60)
        let back = try desk.commit("Return\n\nSession-ID: ada-20261121-0900", at: 61)
        try desk.open().record([first, between, back])
        #expect(try desk.batches() == [[first, back], [between]])
    }

    @Test func peopleWithOneLocalPartAreNotMixed() throws {
        let desk = try Desk()
        let ours = try desk.commit("wip: one", at: 0, author: "Sam <sam@one.example>")
        let theirs = try desk.commit("wip: two", at: 1, author: "Sam <sam@two.example>")
        let again = try desk.commit("wip: three", at: 2, author: "Sam <SAM@one.example>")
        for commit in [ours, theirs, again] { try desk.open().record([commit]) }
        #expect(try desk.batches() == [[ours, again], [theirs]])
        #expect(try desk.views().map(\.author.text) == ["sam", "sam"])
    }

    @Test func eachWorktreeHasItsOwnSessions() throws {
        let desk = try Desk()
        let here = try desk.commit("wip: here", at: 0)
        try desk.repository.git("worktree", "add", "-q", "-b", "side", desk.directory.file("side"))
        let side = FixtureRepository(existing: desk.directory.file("side"))
        let hex = try side.commit("wip: there", files: ["b": "b"], time: Desk.nine + 60)
        let there = try #require(ObjectID(hex))
        try desk.open().record([here])
        try desk.open(side.path).record([there])
        #expect(try desk.batches() == [[here], [there]])
    }

    @Test func anImportedSessionGoesOnInTheWorktree() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: before", at: 0)
        #expect(try desk.open().importHistory().openedCount == 1)
        let second = try desk.commit("wip: after", at: 10)
        try desk.open().record([second])
        #expect(try desk.batches() == [[first, second]])
    }

    @Test func aHookSaysThatTheCommitWasMadeHere() throws {
        let desk = try Desk()
        try desk.open().record([try desk.commit("wip: step", at: 0)], via: .hook)
        #expect(try desk.views()[0].commits.map(\.via) == [.hook])
    }

    @Test func whatACommitTouchesBecomesFlagsAndItsPathsStayHere() throws {
        let desk = try Desk()
        let files = ["Tests/ParserTests.swift": "t", "docs/parser.md": "d", "secret-name.swift": "s"]
        let commit = try desk.commit("wip: secret subject", at: 0, files: files)
        try desk.open().record([commit])
        let member = try desk.views()[0].commits[0]
        #expect(member.touchesTests && member.touchesDocs)
        let details = try desk.open().store.read { try $0.details(of: commit) }
        #expect(details?.subject == "wip: secret subject")
        #expect(Set(details?.paths ?? []) == Set(files.keys))
        #expect(!(try desk.facts().contains { String(decoding: $0.line.bytes, as: UTF8.self).contains("secret") }))
    }

    @Test func aBadPolicyStopsRecordingBeforeAnythingIsWritten() throws {
        let desk = try Desk(policy: "sessions: {timeout_minutes: 3}\n")
        let commit = try desk.commit("wip: step", at: 0)
        #expect(throws: SettingsError.self) { try desk.open().record([commit]) }
        #expect(throws: SettingsError.self) { try desk.open().importHistory() }
        #expect(try desk.sessionFacts().isEmpty)
    }

    @Test func thePolicysPeriodsGoIntoTheOpening() throws {
        let desk = try Desk(policy: "sessions: {timeout_minutes: 10, idle_warning_minutes: 5}\n")
        let commits = try [0, 9, 20].map { try desk.commit("wip: step", at: $0) }
        for commit in commits { try desk.open().record([commit]) }
        #expect(try desk.batches() == [Array(commits[...1]), [commits[2]]])
        #expect(try desk.views().allSatisfy { $0.periods.timeoutSeconds == 600 && $0.periods.warningSeconds == 300 })
    }

    @Test func sizeHeuristicsCountLinesWhereThePolicyTurnsThemOn() throws {
        let desk = try Desk(policy: "detection: {size_heuristics: {enabled: true, lines_changed_max: 3}}\n")
        let small = try desk.commit("Mend a word", at: 0, files: ["a": "1\n2\n3\n"])
        let large = try desk.commit("Write a page", at: 1, files: ["b": "1\n2\n3\n4\n"])
        let report = try desk.open().record([small, large])
        #expect(report.commits.map(\.commit) == [small, large])
        #expect(report.recordedCount == 1)
        #expect(try desk.batches() == [[small]])
    }

    @Test func aRecordingIsLoggedWithWhatTakesItBack() throws {
        let desk = try Desk()
        let commit = try desk.commit("wip: step", at: 0)
        let number = try #require(try desk.open().record([commit]).operation)
        let operation = try #require(try desk.open().store.read { try $0.operation(number) })
        let session = RecordKey(.session, try desk.views()[0].id)
        #expect(operation.command == "record")
        #expect(operation.inverse == [Operation.Change(record: session, body: .removed(.commit(commit)))])
    }
}
