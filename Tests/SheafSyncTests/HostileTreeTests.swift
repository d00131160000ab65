import Foundation
import SheafCore
import SheafGit
import SheafStore
import TestSupport
import Testing

/// Trees that git's own commands refuse to make, and that a peer can push all the same.
@Suite struct HostileTreeTests {
    private struct Entry {
        let mode: String
        let name: [UInt8]
        let object: String

        init(_ mode: String, _ name: [UInt8], _ object: String) {
            (self.mode, self.name, self.object) = (mode, name, object)
        }

        init(_ mode: String, _ name: String, _ object: String) { self.init(mode, Array(name.utf8), object) }

        var bytes: [UInt8] { Array("\(mode) ".utf8) + name + [0] + (Hex.decode(Array(object.utf8)) ?? []) }
    }

    private func git(_ fleet: Fleet, _ arguments: [String], _ input: String = "") throws -> String {
        try FixtureGit.run(arguments, in: fleet.remotePath, input: input)
    }

    /// Writes a tree of any entries, in their order.
    private func tree(_ entries: [Entry], in fleet: Fleet) throws -> String {
        let outcome = try ChildProcess(
            executable: "/usr/bin/env", arguments: ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
            environment: FixtureGit.environment(), directory: fleet.remotePath, input: entries.flatMap(\.bytes)
        ).run()
        guard outcome.exit == .exited(0) else { throw FixtureError(outcome.errorText) }
        return String(decoding: outcome.output.dropLast(), as: UTF8.self)
    }

    /// The entries of a folder of the remote's state, as git has them.
    private func entries(_ folder: String, in fleet: Fleet) throws -> [Entry] {
        try git(fleet, ["ls-tree", "-z", "refs/sheaf/state:\(folder)"]).split(separator: "\0").map { line in
            let (head, name) = (line.prefix { $0 != "\t" }.split(separator: " "), line.drop { $0 != "\t" }.dropFirst())
            return Entry(head[0] == "040000" ? "40000" : String(head[0]), String(name), String(head[2]))
        }
    }

    /// Puts entries beside those of a folder, in the order of their names, and commits on the tip.
    private func plant(_ planted: [Entry], in folder: [String], _ fleet: Fleet) throws {
        func write(_ depth: Int) throws -> String {
            let path = folder[..<depth].joined(separator: "/")
            let known = (try? entries(path, in: fleet)) ?? []
            guard depth < folder.count else {
                let names = Set(planted.map(\.name))
                return try tree((known.filter { !names.contains($0.name) } + planted).sorted { $0.name.lexicographicallyPrecedes($1.name) }, in: fleet)
            }
            let own = Entry("40000", folder[depth], try write(depth + 1))
            return try tree((known.filter { $0.name != own.name } + [own]).sorted { $0.name.lexicographicallyPrecedes($1.name) }, in: fleet)
        }
        let commit = try git(fleet, ["commit-tree", try write(0), "-p", "refs/sheaf/state", "-m", "planted"])
        _ = try git(fleet, ["update-ref", "refs/sheaf/state", commit])
    }

    /// 200 and more names for which some program somewhere has a special meaning.
    static let names: [[UInt8]] = {
        let words = [
            "..", ".", ".git", ".GIT", ".Git", "git~1", "GIT~1", ".git ", ".git.", ".git\u{200c}", ".g\u{200c}it", "~", "~root", "-", "--", "-rf", "--upload-pack=x",
            "con", "CON", "nul", "aux", "prn", "com1", "lpt1", "con.txt", "a:b", "a::$DATA", "a\\b", "..\\..", "C:", "*", "?", "|", "<", ">", "\"", "'", "`id`", "$(id)", "${HOME}", ";id", "&",
            "%2e%2e", "%00", "\u{1b}[2J", "\u{1b}]0;x\u{7}", "\u{7f}", "\u{9b}31m", "\u{202e}x", "\u{2066}x", "\u{200b}", "\u{feff}", "\u{ad}", "a\u{301}", "á", "ａ", "０", "ff", "g", "G", "A", "F", "10", "00", " ",
            " a", "a ", "\t", "\n", "a\nb", "\r", "HEAD", "index", "config", "hooks", "objects", "refs", "format ", "Format", "FORMAT", "format.", "sessions", "session", "Sessions", "sessions ", "replicas.", "work~", "claims\u{200b}",
            "README", "README.md", "Makefile", ".gitattributes", ".gitmodules", ".gitignore", ".mailmap", "a.lock", "lock", "shallow", "packed-refs", String(repeating: "a", count: 255), String(repeating: "b", count: 4096), "世界", "🏴", "٠", "१",
        ]
        var names = words.map { Array($0.utf8) }
        names += (1...31).map { [UInt8($0)] }
        names += [[0xff], [0xc0, 0xaf], [0xc0, 0xae, 0xc0, 0xae], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80], [0x61, 0xff], [0xe2, 0x80], [0xfe], [0xc1, 0x81]]
        // One character of a valid name replaced by every other printable one.
        names += (0x21...0x7e).map(UInt8.init).filter { !(0x30...0x39).contains($0) && !(0x61...0x66).contains($0) && $0 != 0x2f }.map { [$0] }
        return Array(Set(names)).sorted { $0.lexicographicallyPrecedes($1) }
    }()

    @Test(arguments: [[], ["sessions"], ["sessions", "2026-11"], ["sessions", "2026-11", "21"], ["replicas"]])
    func noOddNameIsTakenIn(folder: [String]) async throws {
        #expect(Self.names.count >= 200)
        let fleet = try Fleet(2, seed: 51)
        var generator = SeededGenerator(seed: 51)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.settle()
        let (tree, held) = (try fleet.members[0].tree(), try fleet.members[0].hashes())
        let before = try files(of: fleet)
        let blob = try git(fleet, ["hash-object", "-w", "--stdin"], "x\n")
        // A kind of its own may have any letters at the top, and a month any date: those are no odd names there.
        let odd = Self.names.filter { name in
            guard folder.isEmpty, let text = String(validating: name, as: UTF8.self) else { return true }
            return !((1...16).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7a).contains($0) })
        }
        try plant(odd.map { Entry("100644", $0, blob) }, in: folder, fleet)
        try await fleet.settle()
        for member in fleet.members {
            #expect(try member.tree() == tree)
            #expect(try member.hashes() == held)
        }
        // Names that are no UTF-8 may look alike when they are shown, and are counted together then.
        let rejected = try fleet.members[0].open().store.read { try $0.quarantine() }
        #expect(rejected.reduce(0) { $0 + $1.count } >= odd.count)
        #expect(rejected.allSatisfy { [.badPath, .badMode].contains($0.item.failure) })
        #expect(try files(of: fleet) == before, "no name became a file")
    }

    @Test(arguments: ["120000", "160000", "100755", "100777", "100664", "100600", "100000", "0", "40755", "140000", "060000", "777777", "1"])
    func noModeButTwoIsTakenIn(mode: String) async throws {
        let fleet = try Fleet(1, seed: 52)
        var generator = SeededGenerator(seed: 52)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.members[0].sync()
        let (tree, held) = (try fleet.members[0].tree(), try fleet.members[0].hashes())
        let line = String(decoding: try fleet.members[0].open().store.read { try $0.facts(after: 0, limit: 1) }[0].line.bytes, as: UTF8.self)
        // Git neither sends nor takes an entry whose object is of another type than its mode says.
        let object = mode.hasPrefix("4") ? try git(fleet, ["mktree"]) : try git(fleet, ["hash-object", "-w", "--stdin"], line + "\n")
        for (folder, name) in [(["replicas"], "e"), (["sessions", "2026-11", "22"], "a"), ([], "format"), (["sessions"], "2026-10")] {
            try plant([Entry(mode, name, object)], in: folder, fleet)
            try await fleet.members[0].sync()
            #expect(try fleet.members[0].tree() == tree, "\(mode) \(folder) \(name)")
            #expect(try fleet.members[0].hashes() == held)
            #expect(try git(fleet, ["rev-parse", "refs/sheaf/state^{tree}"]) == tree, "the honest replica has swept it away")
        }
    }

    /// A tree that a pack of 871 bytes holds and that has 10^10 paths; walking a thousandth of it would take days, so
    /// coming to the end at all is the proof.
    @Test(.timeLimit(.minutes(20))) func aTreeBombInASmallPackCostsNothing() async throws {
        let fleet = try Fleet(1, seed: 53)
        var generator = SeededGenerator(seed: 53)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.members[0].sync()
        let (tree, held) = (try fleet.members[0].tree(), try fleet.members[0].hashes())
        let blob = try git(fleet, ["hash-object", "-w", "--stdin"], "x\n")
        for name in ["work", "sessions", "anykind"] {
            var (object, mode) = (blob, "100644")
            for level in 0..<10 {
                // Names that fit the paths of format 1 as deep as they can: digits, days, months.
                let names = level == 0 || level > 2
                    ? (0..<10).map { "\($0)" } : level == 1 ? (11...20).map { "\($0)" } : (2026...2035).map { "\($0)-11" }
                object = try self.tree(names.map { Entry(mode, $0, object) }, in: fleet)
                mode = "40000"
            }
            let packed = try git(fleet, ["rev-list", "--objects", "--no-object-names", object])
            let pack = try FixtureGit.attempt(["pack-objects", "--stdout", "-q"], in: fleet.remotePath, input: packed + "\n")
            #expect(pack.output.count < 1024, "\(pack.output.count) bytes")
            try plant([Entry("40000", name, object)], in: [], fleet)
            try await fleet.members[0].sync()
            #expect(try fleet.members[0].hashes() == held, "\(name)")
            #expect(try fleet.members[0].tree() == tree, "\(name)")
        }
    }

    /// Every path below the test's directory, but for what is inside git's and Sheaf's own folders.
    private func files(of fleet: Fleet) throws -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: fleet.directory.path) else { return [] }
        var found: [String] = []
        while let name = walk.nextObject() as? String {
            if name.hasSuffix(".git") || name.hasSuffix("/keys") { walk.skipDescendants() }
            found.append(name)
        }
        return found.sorted()
    }
}
