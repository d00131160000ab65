import Foundation
import TestSupport
import Testing

@testable import SheafFiles

@Suite struct DurableFileTests {
    private let directory: TemporaryDirectory
    private let file: DurableFile

    init() throws {
        directory = try TemporaryDirectory()
        file = DurableFile(path: directory.file("file"))
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
    }

    private func content() throws -> [UInt8] { Array(try #require(FileManager.default.contents(atPath: file.path))) }

    private func status() throws -> stat {
        var status = stat()
        try #require(lstat(file.path, &status) == 0)
        return status
    }

    @Test func replacingLeavesOnlyThePrivateNewFile() throws {
        #expect(try file.replace(with: [1]))
        #expect(try file.replace(with: [2, 3]))
        #expect(try content() == [2, 3])
        #expect(try status().st_mode & 0o777 == 0o600)
        #expect(try names == ["file"])
    }

    @Test func equalContentIsLeftAlone() throws {
        try file.replace(with: [1])
        let before = try status()
        #expect(try !file.replace(with: [1]))
        #expect(try status().st_ino == before.st_ino)
    }

    @Test func aLinkIsReplacedAndNotFollowed() throws {
        let other = directory.file("other")
        try Data([9]).write(to: URL(fileURLWithPath: other))
        symlink(other, file.path)
        try file.replace(with: [1])
        #expect(FileManager.default.contents(atPath: other) == Data([9]))
        #expect(try status().st_mode & S_IFMT == S_IFREG)
    }

    @Test func creatingRefusesWhatIsThere() throws {
        try file.create(with: [1])
        #expect(try status().st_mode & 0o777 == 0o600)
        #expect(throws: DurableFile.Failure(path: file.path, code: EEXIST)) { try file.create(with: [2]) }
        #expect(try content() == [1])
    }

    @Test func aMissingFolderIsNamed() throws {
        let lost = DurableFile(path: directory.file("none/file"))
        #expect(throws: DurableFile.Failure(path: lost.path, code: ENOENT)) { try lost.create(with: []) }
        let error = #expect(throws: DurableFile.Failure.self) { try lost.replace(with: []) }
        #expect(error?.code == ENOENT)
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a file system"))
    func aFullDiskLeavesTheOldFileAndNothingElse() throws {
        let disk = try SmallDisk(kibibytes: 64)
        let file = DurableFile(path: "\(disk.path)/file")
        try file.replace(with: [1])
        let large = [UInt8](repeating: 7, count: 1 << 20)
        let error = #expect(throws: DurableFile.Failure.self) { try file.replace(with: large) }
        #expect(error?.code == ENOSPC)
        #expect(throws: DurableFile.Failure.self) { try DurableFile(path: "\(disk.path)/new").create(with: large) }
        #expect(FileManager.default.contents(atPath: file.path) == Data([1]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["file"])
    }
}
