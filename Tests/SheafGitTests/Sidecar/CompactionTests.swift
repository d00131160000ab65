import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

@Suite struct CompactionTests {
    let directory: TemporaryDirectory
    let sidecar: Sidecar
    let git: FixtureRepository

    init() throws {
        directory = try TemporaryDirectory()
        sidecar = try Sidecar.open(at: directory.file("state.git"))
        git = FixtureRepository(existing: sidecar.path)
    }

    /// Commits on top of the state ref, each a pack of its own.
    private func grow(by count: Int) throws {
        for number in 0..<count {
            let tip = try sidecar.reference(Sidecar.stateReference).id
            let next = try sidecar.commit("\(number)", on: tip)
            #expect(try sidecar.updateReference(Sidecar.stateReference, to: next, expecting: tip))
        }
    }

    @Test func manyPacksBecomeOneAndNothingIsLost() throws {
        try grow(by: 8)
        let loose = try sidecar.commit("not yet named by a ref")
        let reader = try Sidecar.open(at: sidecar.path)
        let tip = try #require(try reader.reference(Sidecar.stateReference).id)
        let executable = try GitExecutable.fixture()
        #expect(try !sidecar.compact(with: executable, packCountMax: 9))
        #expect(try sidecar.compact(with: executable, packCountMax: 8))
        #expect(try sidecar.packCount() == 1)
        // Handles that were open before know the old packs only.
        for handle in [sidecar, reader, try Sidecar.open(at: sidecar.path)] {
            #expect(handle.contains(loose))
            guard case .commit(tip, let tree) = try handle.reference(Sidecar.stateReference) else {
                Issue.record("the state is gone")
                continue
            }
            let blob = try #require(try handle.entries(of: tree).first).id
            #expect(try handle.blob(blob, bytesMax: 100) == Array("7".utf8))
        }
        try grow(by: 2)
        try git.git("fsck", "--strict", "--full")
        #expect(try git.git("rev-list", "--count", "refs/sheaf/state") == "10")
    }

    /// What a person may do at any time, at the worst time.
    @Test func writingSurvivesGarbageCollectionByHand() async throws {
        let path = sidecar.path
        let collecting = Task.detached {
            while !Task.isCancelled {
                try FixtureGit.run(["gc", "--quiet", "--prune=2.weeks.ago"], in: path)
                try FixtureGit.run(["pack-refs", "--all", "--prune"], in: path)
            }
        }
        for number in 0..<120 {
            let tip = try sidecar.reference(Sidecar.stateReference)
            if case .commit(_, let tree) = tip {
                let blob = try #require(try sidecar.entries(of: tree).first).id
                #expect(try sidecar.blob(blob, bytesMax: 100) == Array("\(number - 1)".utf8))
            }
            let next = try sidecar.commit("\(number)", on: tip.id)
            #expect(try sidecar.updateReference(Sidecar.stateReference, to: next, expecting: tip.id))
        }
        collecting.cancel()
        _ = await collecting.result
        try git.git("fsck", "--strict", "--full")
        #expect(try git.git("rev-list", "--count", "refs/sheaf/state") == "120")
    }
}
