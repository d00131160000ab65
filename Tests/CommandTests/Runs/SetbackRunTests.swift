import Foundation
import TestSupport
import Testing

/// A remote ref that went back, met by one process and explained by others.
@Suite struct SetbackRunTests {
    @Test func aDeletedARewoundAndAGarbageRefAreEachExplainedLater() throws {
        let scratch = try Scratch()
        let remote = try FixtureRepository(at: scratch.directory.file("remote.git"), options: ["--bare"])
        try scratch.repository.git("remote", "add", "origin", remote.path)
        try scratch.repository.commit("wip: one")
        try scratch.run("record")
        try scratch.run("sync")
        let older = try remote.git("rev-parse", "refs/sheaf/state")
        try scratch.repository.commit("wip: two")
        try scratch.run("record")
        try scratch.run("sync")
        let tree = try remote.git("rev-parse", "refs/sheaf/state^{tree}")
        let blob = try remote.git("hash-object", "-w", "--stdin", input: "garbage")
        let damages: [(words: String, inflict: () throws -> Void)] = [
            ("was deleted", { try remote.git("update-ref", "-d", "refs/sheaf/state") }),
            ("was set back from", {
                // On what replaced the deleted ref, so that it is an older commit of the same history.
                let base = try remote.git("rev-parse", "refs/sheaf/state")
                let old = try remote.git("rev-parse", "\(older)^{tree}")
                let back = try remote.git("commit-tree", old, "-m", "back")
                let tip = try remote.git("commit-tree", tree, "-p", back, "-m", "on")
                try remote.git("update-ref", "refs/sheaf/state", tip, base)
                try scratch.run("sync")
                try remote.git("update-ref", "refs/sheaf/state", back)
            }),
            ("which is no commit", { try remote.write("refs/sheaf/state", blob + "\n") }),
        ]
        for (count, damage) in damages.enumerated() {
            try damage.inflict()
            try scratch.run("sync")
            #expect(try remote.git("rev-parse", "refs/sheaf/state^{tree}") == tree, "a fact is missing")
            let findings = try #require(scratch.json(["doctor"], schema: "doctor").document["findings"] as? [[String: Any]])
            let told = findings.filter { $0["check"] as? String == "remote" }.compactMap { $0["detail"] as? String }
            #expect(told.count == count + 2, "\(told)")
            #expect(told[1].contains(damage.words), "\(told)")
            #expect(told[1].contains("is on it again since just now"), "\(told)")
        }
        let problems = try scratch.json(["status"], schema: "status").document["problems"] as? [[String: Any]]
        #expect(problems?.filter { $0["what"] as? String == "remote-set-back" }.count == 3, "\(problems ?? [])")
        #expect(try scratch.run("doctor").output.contains("journal wal, synchronous FULL"))
    }
}
