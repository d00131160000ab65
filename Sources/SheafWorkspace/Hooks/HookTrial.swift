import Foundation
import SheafGit

/// Runs the line that a hook has of ours, with somebody else in the agent's place, to see whether it arrives. The hook itself
/// is not run: what else is in it is the user's.
struct HookTrial {
    private static let deadlineSeconds = 2.0

    let location: RepositoryLocation
    let call: HookCall
    let surroundings: Surroundings

    func reachesAgent(_ event: HookEvent) -> Bool {
        // Short, because the path of a socket must be.
        var template = Array("/tmp/sheaf-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return false }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard mkdir("\(folder)/sheaf", 0o700) == 0, let listener = Listener(at: "\(folder)/sheaf/poke.sock") else { return false }
        let shell = ChildProcess(
            executable: "/bin/sh", arguments: ["-c", call.line(event)],
            environment: ["PATH": surroundings.environment["PATH"] ?? "/usr/bin:/bin", "XDG_RUNTIME_DIR": folder, "GIT_DIR": location.gitDirectory],
            directory: location.workTree ?? location.gitDirectory, deadlineSeconds: Self.deadlineSeconds)
        guard let outcome = try? shell.run(), outcome.exit.isSuccess else { return false }
        return listener.heard() == "sheaf-poke 1\n\(event.rawValue)\n\(location.commonDirectory)\n\(location.gitDirectory)\n"
    }

    private struct Listener: ~Copyable {
        private let descriptor: Int32

        init?(at path: String) {
            #if canImport(Glibc)
                descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            #else
                descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
            #endif
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard bound == 0 else { return nil }
        }

        deinit { close(descriptor) }

        /// What lies there by now.
        func heard() -> String? {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
        }
    }
}
