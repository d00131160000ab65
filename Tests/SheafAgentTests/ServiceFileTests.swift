import Foundation
import SheafAgent
import SheafGit
import TestSupport
import Testing

@Suite struct ServiceFileTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: [
        (ServiceFile.service, "systemd"), (.socket, "systemd"), (.launchAgent, "launchd"),
    ]) func whatIsInstalledIsWhatConfigShows(file: ServiceFile, folder: String) throws {
        let shown = try String(contentsOf: Self.root.appending(path: "Config/\(folder)/\(file.rawValue)"), encoding: .utf8)
        #expect(file.text(program: "/usr/local/bin/sheaf", logFolder: "/usr/local/var/log") == shown)
    }

    @Test func pathsAreQuotedAsTheServiceManagersWantIt() {
        let odd = "/opt/a b/%h/$x\"\\<&>/sheaf"
        #expect(ServiceFile.service.text(program: odd).contains("ExecStart=\"/opt/a b/%%h/$$x\\\"\\\\<&>/sheaf\" agent run"))
        #expect(ServiceFile.launchAgent.text(program: odd).contains("<string>/opt/a b/%h/$x\"\\&lt;&amp;&gt;/sheaf</string>"))
    }

    @Test func installingTwiceAndRemovingLeavesNothing() throws {
        let directory = try TemporaryDirectory()
        let environment = ["HOME": directory.path, "PATH": directory.path]
        let service = try ServiceInstallation(environment: environment)
        let first = try service.install(program: "/usr/local/bin/sheaf", logFolder: directory.path)
        #expect(first == (try service.install(program: "/usr/local/bin/sheaf", logFolder: directory.path)))
        #expect(!first.isActive && first.complaint == "there is no systemctl" && first.files.count == 2)
        #expect(try service.uninstall().files == first.files)
        #expect(try service.uninstall().files == [])
        #expect(first.files.allSatisfy { !FileManager.default.fileExists(atPath: $0) })
    }

    @Test func theServiceManagerHearsWhatItAskedFor() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notify")
        let script = """
            import os, socket, sys, subprocess
            receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            receiver.bind(sys.argv[1])
            receiver.settimeout(20)
            os.write(1, b"bound\\n")
            os.write(1, receiver.recv(100) + b"\\n")
            """
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        child.arguments = ["python3", "-c", script, path]
        let pipe = Pipe()
        child.standardOutput = pipe
        try child.run()
        #expect(pipe.fileHandleForReading.availableData == Data("bound\n".utf8))
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "60000000"])
        #expect(manager.watchdogMilliseconds == 30_000)
        manager.tell("READY=1")
        #expect(pipe.fileHandleForReading.availableData == Data("READY=1\n".utf8))
        child.waitUntilExit()
        #expect(ServiceManager(environment: ["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"]).watchdogMilliseconds == nil)
    }

    @Test func socketsOfAnotherProcessAreNotTaken() {
        let others = InheritedSockets(environment: ["LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "control"])
        #expect("\(others)" == "\(InheritedSockets.none)")
    }
}
