import SheafCore
import SheafWorkspace
import TestSupport
import Testing

@Suite struct AgentBranchTests {
    @Test func onlyCommitsOfTheAgentsBranchItselfAreAutomatic() throws {
        let desk = try Desk()
        let main = try desk.commit("Begin", at: 0)
        try desk.repository.git("checkout", "-q", "-b", "cursor/login")
        #expect(try desk.open().record([main]).recordedCount == 0)
        let work = try desk.commit("Add a login", at: 1, files: ["a": "a"])
        #expect(try desk.open().record([work, main]).recordedCount == 1)
        #expect(try desk.batches() == [[work]])
    }

    @Test func importAndRecordingJudgeABranchAlike() throws {
        let desk = try Desk()
        try desk.commit("Begin", at: 0)
        try desk.repository.git("checkout", "-q", "-b", "claude/parser")
        let work = try [1, 2].map { try desk.commit("Step \($0)", at: $0, files: ["a": "\($0)"]) }
        try desk.repository.git("checkout", "-q", "main")
        #expect(try desk.open().importHistory().automaticCount == 0)
        #expect(try desk.open().importHistory(HistoryScope(branches: .all)).recordedCount == 2)
        #expect(try desk.batches() == [work])
    }

    @Test func aMergedBranchSaysNothingAnyMore() throws {
        let desk = try Desk()
        try desk.commit("Begin", at: 0)
        try desk.repository.git("checkout", "-q", "-b", "claude/parser")
        try desk.commit("Step", at: 1, files: ["a": "a"])
        try desk.repository.git("checkout", "-q", "main")
        try desk.repository.git("merge", "-q", "--ff-only", "claude/parser")
        #expect(try desk.open().importHistory(HistoryScope(branches: .all)).automaticCount == 0)
    }

    @Test func theOnlyBranchIsNobodysPieceOfWork() throws {
        let desk = try Desk()
        try desk.repository.git("symbolic-ref", "HEAD", "refs/heads/cursor/all")
        let commit = try desk.commit("Begin", at: 0)
        #expect(try desk.open().record([commit]).recordedCount == 0)
    }
}
