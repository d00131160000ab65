import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// Which commits a walk visits.
@Suite struct WalkTests {
    private let scratch: ScratchRepository

    init() throws { scratch = try ScratchRepository() }

    /// A random history of merges, with clocks that run forward or are arbitrary.
    private func importRandomHistory(commits: Int, seed: UInt64, honestClocks: Bool) throws -> [ObjectID] {
        var generator = SeededGenerator(seed: seed)
        var stream = ""
        for number in 1...commits {
            let time = FixtureGit.epoch + (honestClocks ? number : Int.random(in: 0...10_000, using: &generator))
            stream += "commit refs/heads/c\(number)\nmark :\(number)\ncommitter A <a@b> \(time) +0000\ndata 2\nx\n"
            let parents = number == 1 ? 0 : Int.random(in: 0...min(3, number - 1), using: &generator)
            let chosen = (1..<number).shuffled(using: &generator).prefix(parents)
            for (position, parent) in chosen.enumerated() {
                stream += position == 0 ? "from :\(parent)\n" : "merge :\(parent)\n"
            }
            stream += "\n"
        }
        let marks = scratch.directory.file("marks-\(seed)")
        try scratch.fixture.git("fast-import", "--quiet", "--force", "--export-marks=\(marks)", input: stream)
        return try String(contentsOfFile: marks, encoding: .utf8).split(separator: "\n")
            .compactMap { ObjectID($0.suffix(40)) }
    }

    @Test(arguments: BackEnd.allCases, [1, 2, 3] as [UInt64])
    func walkVisitsExactlyWhatGitLists(_ backEnd: BackEnd, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let commits = try importRandomHistory(commits: 150, seed: seed, honestClocks: true)
        let repository = try backEnd.open(scratch.fixture.path)
        for _ in 0..<8 {
            let starts = Array(commits.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator)))
            let hidden = Array(commits.shuffled(using: &generator).prefix(Int.random(in: 0...3, using: &generator)))
            var visited: [ObjectID] = []
            let summary = try repository.walk(from: starts, hiding: hidden) {
                visited.append($0.id)
                return .next
            }
            let expected = try scratch.fixture.git(
                "rev-list", "--stdin", input: (starts.map(\.hex) + hidden.map { "^\($0)" }).joined(separator: "\n"))
            #expect(visited.sorted() == expected.split(separator: "\n").compactMap { ObjectID($0) }.sorted())
            #expect(summary == WalkSummary(visited: visited.count, boundary: []))
        }
    }

    @Test(arguments: [4, 5, 6] as [UInt64])
    func withArbitraryClocksNothingVisibleIsSkippedAndNothingVisitedTwice(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let commits = try importRandomHistory(commits: 150, seed: seed, honestClocks: false)
        let repository = try BackEnd.libgit2.open(scratch.fixture.path)
        for _ in 0..<8 {
            let start = try #require(commits.randomElement(using: &generator))
            let hidden = try #require(commits.randomElement(using: &generator))
            var visited: [ObjectID] = []
            try repository.walk(from: [start], hiding: [hidden]) {
                visited.append($0.id)
                return .next
            }
            // --topo-order makes git look at everything, so this list is exact.
            let exact = try scratch.fixture.git("rev-list", "--topo-order", start.hex, "^\(hidden)")
            let expected = Set(exact.split(separator: "\n").compactMap { ObjectID($0) })
            #expect(expected.isSubset(of: visited))
            #expect(Set(visited).count == visited.count)
        }
    }

    @Test(arguments: BackEnd.allCases) func unknownHiddenCommitHidesNothing(_ backEnd: BackEnd) throws {
        try scratch.fixture.importLinearHistory(count: 3)
        let repository = try backEnd.open(scratch.fixture.path)
        let absent = try #require(ObjectID(String(repeating: "ab", count: 20)))
        let summary = try repository.walk(from: [try scratch.id("main")], hiding: [absent]) { _ in .next }
        #expect(summary.visited == 3)
        #expect(try repository.walk(from: [], hiding: [absent]) { _ in .next }.visited == 0)
    }

    @Test(arguments: BackEnd.allCases) func visitorMayStopThrowAndAskTheRepository(_ backEnd: BackEnd) throws {
        struct Enough: Error {}
        try scratch.fixture.importLinearHistory(count: 3_000)
        let repository = try backEnd.open(scratch.fixture.path)
        let head = try scratch.id("main")
        var paths: [String] = []
        let summary = try repository.walk(from: [head], hiding: []) { commit in
            paths += try repository.changedPaths(of: commit.id).paths
            return paths.count < 3 ? .next : .stop
        }
        #expect(summary.visited == 3)
        #expect(paths == ["folder3/file7", "folder2/file6", "folder1/file5"])
        #expect(throws: Enough.self) { try repository.walk(from: [head], hiding: []) { _ in throw Enough() } }
    }
}
