import Foundation
import SheafStore
import TestSupport
import Testing

@testable import sheaf

/// Everything that Sheaf writes is its user's alone, and nothing that somebody put in its way is written through.
@Suite struct PermissionTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        _ = try FixtureRepository(at: scratch.directory.file("team.git"), options: ["--bare"])
        try scratch.repository.git("remote", "add", "origin", scratch.directory.file("team.git"))
        try scratch.repository.commit("wip: one", files: ["a": "1"])
    }

    private var sheaf: String { "\(scratch.repository.gitDirectory)/sheaf" }

    private func below(_ path: String) throws -> [String] {
        let walk = try #require(FileManager.default.enumerator(atPath: path))
        return [path] + walk.compactMap { $0 as? String }.map { "\(path)/\($0)" }
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    @Test(arguments: ["000", "022", "077"]) func noArtefactIsOthersToReadOrWrite(mask: String) throws {
        try FileManager.default.removeItem(atPath: sheaf)
        try FileManager.default.removeItem(atPath: scratch.directory.file("home"))
        func run(_ arguments: String...) throws {
            let outcome = try scratch.program.run(
                executable: "/bin/sh", ["-c", "umask \(mask); exec \"$@\"", "sh", SheafProgram.path] + arguments)
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        try run("enable")
        try run("record", "HEAD")
        try run("session", "title", "HEAD", "Login")
        try run("sync", "--offline")
        try run("sync")
        try run("rebuild")
        let artefacts = try below(sheaf) + below(scratch.directory.file("home/state/sheaf"))
        #expect(artefacts.contains { $0.hasSuffix(".key") } && artefacts.contains { $0.hasSuffix("sheaf.db") } && artefacts.contains { $0.hasSuffix("/state.git/config") })
        for path in artefacts { #expect(mode(path) & 0o077 == 0, "\(path): \(String(mode(path), radix: 8))") }
        // What leaves the repository for good is kept in an archive, which is private too.
        try scratch.run("session", "title", "HEAD", "Later")
        let purged = try scratch.program.run(executable: "/bin/sh", ["-c", "umask \(mask); exec \"$@\"", "sh", SheafProgram.path, "disable", "--purge"])
        #expect(purged.status == 0, "\(purged.errors)")
        for path in try below(scratch.directory.file("home/state/sheaf")) { #expect(mode(path) & 0o077 == 0, "\(path)") }
    }

    /// A link in the place of a file would make Sheaf write where somebody else wants it to.
    @Test(arguments: ["sheaf.db", "lock"]) func aLinkInThePlaceOfAFileIsNotFollowed(name: String) throws {
        let target = scratch.directory.file("target")
        try Data("precious".utf8).write(to: URL(fileURLWithPath: target))
        try? FileManager.default.removeItem(atPath: "\(sheaf)/\(name)")
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(sheaf)/\(name)\(suffix)") }
        symlink(target, "\(sheaf)/\(name)")
        let outcome = try scratch.program.run("record", "HEAD")
        #expect(outcome.status == 77, "\(outcome.errors)")
        #expect(outcome.errors.contains("symbolic link"))
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
        let dangling = scratch.directory.file("dangling")
        unlink("\(sheaf)/\(name)")
        symlink(dangling, "\(sheaf)/\(name)")
        // A database that leads nowhere is none: Sheaf is then not enabled here.
        #expect(try [77, 78].contains(scratch.program.run("record", "HEAD").status))
        #expect(!FileManager.default.fileExists(atPath: dangling))
    }

    /// The folder of the keys, and the temporary name of a key, which whoever can write there could guess.
    @Test func aLinkInThePlaceOfTheKeysIsNotFollowed() throws {
        let target = scratch.directory.file("elsewhere")
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let keys = scratch.directory.file("home/state/sheaf/keys")
        try FileManager.default.removeItem(atPath: keys)
        symlink(target, keys)
        let outcome = try scratch.program.run("record", "HEAD")
        #expect(outcome.status == 77, "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: target) == [])
    }

    @Test(.enabled(if: geteuid() == 0)) func aFolderOfAnotherUserIsNotTrusted() throws {
        for folder in [sheaf, scratch.directory.file("home/state/sheaf/keys")] {
            chown(folder, 65_534, 65_534)
            let outcome = try scratch.program.run("record", "HEAD")
            #expect(outcome.status == 77, "\(folder): \(outcome.errors)")
            #expect(outcome.errors.contains("another user"))
            chown(folder, 0, 0)
        }
        try scratch.run("record", "HEAD")
    }

    /// Somebody who swaps the files for links as fast as they can never gets a byte written to their target.
    @Test(.timeLimit(.minutes(5))) func swappingFilesForLinksWritesNothingElsewhere() throws {
        let target = scratch.directory.file("target")
        try Data("precious".utf8).write(to: URL(fileURLWithPath: target))
        let swap = """
            i=0; while [ $i -lt 2000 ]; do
              for f in lock sheaf.db; do mv "$1/$f" "$1/$f.kept" 2>/dev/null && ln -s "$2" "$1/$f"; rm -f "$1/$f"; mv "$1/$f.kept" "$1/$f" 2>/dev/null; done
              i=$((i+1)); done
            """
        let runs = "for i in 1 2 3 4 5 6; do \"$3\" session note HEAD \"n$i\" >/dev/null 2>&1; done"
        let both = "( \(swap) ) & swapper=$!; \(runs); kill $swapper 2>/dev/null; wait"
        _ = try scratch.program.run(executable: "/bin/sh", ["-c", both, "sh", sheaf, target, SheafProgram.path])
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
    }
}
