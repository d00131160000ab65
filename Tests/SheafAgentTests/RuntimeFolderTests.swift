import Foundation
import SheafAgent
import TestSupport
import Testing

@Suite struct RuntimeFolderTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func folder(_ name: String, mode: Int = 0o700) throws -> String {
        let path = directory.file(name)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
        return path
    }

    @Test func itIsMadeWhereTheUserHasAPlaceForIt() throws {
        let runtime = try folder("run")
        #expect(RuntimeFolder.existing(environment: ["XDG_RUNTIME_DIR": runtime]) == nil)
        let made = try RuntimeFolder.open(environment: ["XDG_RUNTIME_DIR": runtime])
        #expect(made.path == runtime + "/sheaf")
        #expect(RuntimeFolder.existing(environment: ["XDG_RUNTIME_DIR": runtime]) == made)
        let mode = try FileManager.default.attributesOfItem(atPath: made.path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test func aPathThatIsTooLongForASocketGivesWay() throws {
        let runtime = try folder(String(repeating: "long/", count: 20))
        let made = try RuntimeFolder.open(environment: ["XDG_RUNTIME_DIR": runtime])
        #expect(made.path == "/tmp/sheaf-\(geteuid())")
    }

    @Test(arguments: ["relative", "/nonexistent/run"]) func aPlaceThatIsNoneGivesWay(runtime: String) throws {
        #expect(try RuntimeFolder.open(environment: ["XDG_RUNTIME_DIR": runtime]).path == "/tmp/sheaf-\(geteuid())")
    }

    @Test func aPlaceThatOthersMayWriteGivesWay() throws {
        let runtime = try folder("shared")
        chmod(runtime, 0o777)
        #expect(try RuntimeFolder.open(environment: ["XDG_RUNTIME_DIR": runtime]).path == "/tmp/sheaf-\(geteuid())")
    }

    @Test func theLockIsForOneAndIsLostWithItsFile() throws {
        let made = try RuntimeFolder.open(environment: ["XDG_RUNTIME_DIR": try folder("run")])
        #expect(!AgentLock.isTaken(made))
        let first = try #require(try AgentLock.take(made))
        #expect(first.isHeld && AgentLock.isTaken(made))
        #expect(try AgentLock.take(made) == nil)
        try FileManager.default.removeItem(atPath: made.lock)
        #expect(!first.isHeld)
        let second = try #require(try AgentLock.take(made))
        #expect(second.isHeld)
    }
}
