import Foundation
import SheafFiles
import TestSupport
import Testing

@testable import SheafWorkspace

/// Files of others are whole at any moment, and locks of processes that died are in nobody's way.
@Suite struct ReplacedFileTests {
    private let directory: TemporaryDirectory
    private let file: ReplacedFile

    init() throws {
        directory = try TemporaryDirectory()
        mkdir(directory.file("workshop"), 0o700)
        file = ReplacedFile(path: directory.file("config"), workshop: directory.file("workshop"))
        try Data("old".utf8).write(to: URL(fileURLWithPath: file.path))
        chmod(file.path, 0o640)
    }

    private var content: String { (try? String(contentsOfFile: file.path, encoding: .utf8)) ?? "" }

    private var entries: [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: directory.path)) ?? []).filter { $0 != "workshop" }
    }

    @Test func `a file keeps its mode and leaves nothing beside it`() throws {
        try file.write(Array("new".utf8), mode: 0o751)
        #expect(HookFile.at(file.path) == .regular(bytes: Array("new".utf8), mode: 0o751))
        try file.writeLocked { $0 + Array("er".utf8) }
        #expect(HookFile.at(file.path) == .regular(bytes: Array("newer".utf8), mode: 0o751))
        try file.writeLocked { _ in nil }
        #expect(content == "newer" && entries == ["config"])
    }

    @Test func `a lock that git holds is respected`() throws {
        #expect(FileManager.default.createFile(atPath: file.path + ".lock", contents: nil))
        #expect(throws: DurableFile.Failure(path: file.path, code: EEXIST)) { try file.writeLocked { _ in [1] } }
        #expect(content == "old" && Set(entries) == ["config", "config.lock"])
    }

    @Test func `a lock of ours whose process died is removed, and only when it is old`() throws {
        let unfinished = directory.file("workshop") + "/config.new-1-1"
        try Data("half".utf8).write(to: URL(fileURLWithPath: unfinished))
        link(unfinished, file.path + ".lock")
        #expect(throws: DurableFile.Failure(path: file.path, code: EEXIST)) { try file.writeLocked { _ in [1] } }
        file.removeDeadLock(file.path + ".lock", secondsMax: -1)
        try file.writeLocked { _ in Array("new".utf8) }
        #expect(content == "new")
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "needs the right to mount")) func `another file system is no obstacle`() throws {
        let disk = try SmallDisk(kibibytes: 256)
        let elsewhere = ReplacedFile(path: disk.path + "/hook", workshop: file.workshop)
        try elsewhere.write(Array("#!/bin/sh\n".utf8), mode: 0o755)
        #expect(HookFile.at(elsewhere.path) == .regular(bytes: Array("#!/bin/sh\n".utf8), mode: 0o755))
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["hook"])
    }
}
