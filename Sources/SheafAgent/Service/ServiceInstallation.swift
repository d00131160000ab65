import Foundation
import SheafFiles
import SheafGit

/// The agent as a service of its user: started at login, and again when it fails.
public struct ServiceInstallation: Sendable {
    private let environment: [String: String]
    private let home: String

    /// - Throws: `AgentError.noServiceManager` when nothing says where the user's files are.
    public init(environment: [String: String]) throws(AgentError) {
        guard let home = environment["HOME"], home.hasPrefix("/") else { throw .noServiceManager }
        self.home = home
        self.environment = environment
    }

    public struct Report: Hashable, Sendable {
        /// Written or removed.
        public let files: [String]
        /// The service manager was there and did what it was told.
        public let isActive: Bool
        /// What the service manager said instead.
        public let complaint: String?
    }

    private var files: [(file: ServiceFile, path: String)] {
        #if os(macOS)
        [(.launchAgent, "\(home)/Library/LaunchAgents/\(ServiceFile.launchAgent.rawValue)")]
        #else
        ServiceFile.systemd.map { ($0, "\(unitFolder)/\($0.rawValue)") }
        #endif
    }

    /// - Source: systemd.unit(5), "Unit file load path" of user units.
    private var unitFolder: String {
        let configuration = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/.config"
        return configuration + "/systemd/user"
    }

    /// Writes the files and starts the service. Doing it again writes them anew, for the program that does it.
    ///
    /// - Parameter program: the absolute path of `sheaf`.
    /// - Throws: `AgentError.fileSystem`.
    public func install(program: String, logFolder: String) throws(AgentError) -> Report {
        for (file, path) in files {
            do {
                try DurableFolder(path: (path as NSString).deletingLastPathComponent).make()
                try DurableFile(path: path).replace(with: Array(file.text(program: program, logFolder: logFolder).utf8))
            } catch { throw .fileSystem(path: error.path, code: error.code) }
        }
        #if os(macOS)
        let complaint = tell("launchctl", ["bootstrap", "gui/\(getuid())", files[0].path])
        #else
        let complaint = tell("systemctl", ["--user", "daemon-reload"])
            ?? tell("systemctl", ["--user", "enable", "--now", ServiceFile.socket.rawValue, ServiceFile.service.rawValue])
        #endif
        return Report(files: files.map(\.path), isActive: complaint == nil, complaint: complaint)
    }

    /// Stops the service and removes the files, if they are there.
    ///
    /// - Throws: `AgentError.fileSystem`.
    public func uninstall() throws(AgentError) -> Report {
        let present = files.filter { access($0.path, F_OK) == 0 }
        guard !present.isEmpty else { return Report(files: [], isActive: false, complaint: nil) }
        #if os(macOS)
        var complaint = tell("launchctl", ["bootout", "gui/\(getuid())/dev.sheaf.agent"])
        #else
        var complaint = tell("systemctl", ["--user", "disable", "--now", ServiceFile.service.rawValue, ServiceFile.socket.rawValue])
        #endif
        for (_, path) in present where unlink(path) != 0 && errno != ENOENT { throw .fileSystem(path: path, code: errno) }
        #if !os(macOS)
        complaint = complaint ?? tell("systemctl", ["--user", "daemon-reload"])
        #endif
        return Report(files: present.map(\.path), isActive: complaint == nil, complaint: complaint)
    }

    /// - Returns: nil when it was done, else why not.
    private func tell(_ program: String, _ arguments: [String]) -> String? {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(program)" }).first(where: { (path: String) in access(path, X_OK) == 0 }) else {
            return "there is no \(program)"
        }
        let child = ChildProcess(
            executable: path, arguments: arguments, environment: environment.filter { !$0.key.hasPrefix("GIT_") }, deadlineSeconds: 30)
        do {
            let outcome = try child.run()
            return outcome.exit.isSuccess ? nil : outcome.errorText
        } catch { return "\(error)" }
    }
}
