import Foundation
import SheafCore
import TestSupport
import Testing

@testable import sheaf

/// `sheaf backup` as it is typed.
@Suite struct BackupRunTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        let commit = try scratch.repository.commit("wip: one", time: Int(Scene.start.milliseconds / 1000) - 60)
        try scratch.run("record", commit)
    }

    private var folder: String {
        get throws { try #require(try scratch.json(["backup", "list"], schema: "backup-list").document["folder"] as? String) }
    }

    private func list() throws -> [(name: String, state: String)] {
        let document = try scratch.json(["backup", "list"], schema: "backup-list").document
        return try #require(document["backups"] as? [[String: Any]]).map { ($0["name"] as? String ?? "", $0["state"] as? String ?? "") }
    }

    /// A machine at a later hour.
    private func later(_ hours: Int64) -> SheafProgram {
        var program = scratch.program
        program.environment["SHEAF_DATE"] = "@\(Scene.start.milliseconds / 1000 + hours * 3600)"
        return program
    }

    private func damage(_ path: String, at offset: Int, _ bytes: [UInt8]) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    @Test func takesListsAndVerifies() throws {
        #expect(try scratch.run("backup", "list").errors.contains("none yet"))
        #expect(try scratch.run("backup", "verify").errors.contains("none yet"))
        let taken = try scratch.run("backup", "now")
        let name = BackupName(takenAt: Scene.start).description
        #expect(taken.output == name + "\n")
        #expect(taken.errors.contains("Backed up and verified: "))
        #expect(try list().map(\.name) == [name] && list().map(\.state) == ["verified"])
        #expect(try scratch.run("backup", "verify", name).output.contains("all as it was"))
        let manifest = try String(contentsOfFile: "\(folder)/\(name).json", encoding: .utf8)
        try scratch.check([manifest], against: "backup-manifest")
        #expect(try folder == "\(scratch.directory.file("home/state"))/sheaf/backups/\(Checksum(of: scratch.repository.gitDirectory.utf8).hex.prefix(32))")
    }

    @Test func keepsWhatThePolicySays() throws {
        try scratch.repository.git("config", "sheaf.backup.hourly", "2")
        for hour in 0..<4 { #expect(try later(Int64(hour)).run("backup", "now").status == 0) }
        #expect(try list().count == 2)
        try scratch.repository.git("config", "sheaf.backup.hourly", "0")
        #expect(try later(4).run("backup", "now").status == 0, "bad settings keep nobody from taking one")
        #expect(try list().count == 3, "and delete nothing")
        #expect(try scratch.run("config", status: 78).errors.contains("backup.hourly"))
    }

    @Test func aDamagedBackupIsToldAndNotRestored() throws {
        let name = try scratch.run("backup", "now").output.trimmingCharacters(in: .whitespacesAndNewlines)
        try damage("\(folder)/\(name).db", at: 6000, [1, 2, 3, 4])
        let (status, document) = try scratch.json(["backup", "verify"], schema: "backup-verify")
        #expect(status == 65)
        #expect((document["backups"] as? [[String: Any]])?.first?["sound"] as? Bool == false)
        #expect(try scratch.run("backup", "verify", name, status: 65).output.contains("damaged"))
        #expect(try scratch.run("backup", "restore", name, status: 65).errors.contains("Nothing was changed"))
        #expect(try scratch.run("backup", "restore", "latest", status: 65).errors.contains(name))
        try scratch.run("backup", "restore", "20260101T000000Z", status: 1)
        try scratch.run("backup", "restore", "../\(name)", status: 1)
        try scratch.run("backup", "restore", status: 64)
        try scratch.run("verify")
    }

    @Test func restoresAndSaysWhatDiffers() throws {
        let name = try scratch.run("backup", "now").output.trimmingCharacters(in: .whitespacesAndNewlines)
        try scratch.run("session", "note", "HEAD", "written later")
        let (status, document) = try scratch.json(["backup", "restore", name], schema: "backup-restore")
        #expect(status == 0)
        let facts = { (key: String) in document[key] as? Int ?? -1 }
        #expect(facts("facts_before") == facts("facts_of_backup") + 1)
        #expect(facts("facts") == facts("facts_before") + 1, "the card of the new replica")
        #expect((document["set_aside"] as? String)?.hasSuffix("sheaf.db.replaced-1") == true)
        #expect(try scratch.run("session", "show", "HEAD").output.contains("written later"))
        #expect(try scratch.run("log").output.contains("note") == false, "what is only local is as old as the backup")
        #expect(try scratch.run("doctor").output.contains("the database came from a backup"))
        try scratch.run("verify")
    }

    @Test func aDamagedDatabaseIsRebuiltFromTheBackup() throws {
        let name = try scratch.run("backup", "now").output.trimmingCharacters(in: .whitespacesAndNewlines)
        let folder = "\(scratch.repository.gitDirectory)/sheaf"
        for file in ["sheaf.db-wal", "sheaf.db-shm"] { try? FileManager.default.removeItem(atPath: "\(folder)/\(file)") }
        try Data(repeating: 0x5a, count: 5000).write(to: URL(fileURLWithPath: "\(folder)/sheaf.db"))
        try scratch.run("status", status: 65)
        #expect(try scratch.run("doctor", status: 65).output.contains("`sheaf rebuild`"))
        try scratch.run("backup", "now", status: 65)
        #expect(try list().map(\.name) == [name], "listed without a database")
        #expect(try scratch.run("rebuild").errors.contains("The backup \(name) took its place"))
        #expect(try scratch.run("log").output.contains("record"), "what is only local came back")
        try scratch.run("verify")
    }

    @Test func needsSheafToBeEnabledHere() throws {
        try FileManager.default.removeItem(atPath: "\(scratch.repository.gitDirectory)/sheaf")
        for command in [["now"], ["list"], ["verify"], ["restore", "latest"]] {
            #expect(try scratch.program.run(["backup"] + command).status == 78)
        }
    }
}
