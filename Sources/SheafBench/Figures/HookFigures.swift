import Foundation

/// What Sheaf costs at every commit and every prompt: hook added to `git commit` <= 5 ms, prompt <= 5 ms.
enum HookFigures {
    static let all = [
        Figure(
            name: "hook-commit", what: "what Sheaf's hook adds to `git commit`, median of pairs", unit: .milliseconds, budget: .atMost(5)
        ) { setting in
            let desk = try Desk(setting, "hook-commit")
            let (hooked, bare) = (try desk.repository("hooked", isEnabled: true), try desk.repository("bare", isEnabled: false))
            var (added, bareTimes): ([Double], [Double]) = ([], [])
            for round in 0..<(setting.repetitions(100) + 2) {
                // In turn, so that neither always has the warmer cache.
                let isFirst = round.isMultiple(of: 2)
                let early = try desk.commit(isFirst ? hooked : bare)
                let late = try desk.commit(isFirst ? bare : hooked)
                guard desk.drain() == 1 else { throw HookFailure() }
                guard round >= 2 else { continue }
                added.append(isFirst ? early - late : late - early)
                bareTimes.append(isFirst ? late : early)
            }
            let samples = Samples(added)
            return Measurement(
                samples.median, samples, in: .milliseconds,
                limit: Measurement.Limit(what: "`git commit` without a hook", samples: Samples(bareTimes), unit: .milliseconds))
        },
        Figure(name: "hook-prompt", what: "`sheaf-hook prompt`, p95", unit: .milliseconds, budget: .atMost(5)) { setting in
            let desk = try Desk(setting, "hook-prompt")
            let repository = try desk.repository("work", isEnabled: true)
            let until = Int(Date().timeIntervalSince1970) + 3_600
            try Data("sheaf-prompt 1 \(until)\n2 open\n".utf8).write(to: URL(fileURLWithPath: "\(repository)/.git/sheaf/prompt"))
            return try CommandFigures.beside(setting, setting.repetitions(100)) { desk.prompt(repository) }
        },
    ]

    /// The hook did not tell, so what was measured is not what it costs.
    private struct HookFailure: Error, CustomStringConvertible {
        let description = "the hook of a commit did not arrive exactly once"
    }

    /// A folder with repositories, and a socket where the agent's would be.
    private struct Desk {
        let setting: Setting
        let folder: String
        /// Short, because the path of a socket must be.
        let runtime: String
        private let descriptor: Int32

        init(_ setting: Setting, _ name: String) throws {
            self.setting = setting
            folder = try setting.scratch(name)
            runtime = NSTemporaryDirectory() + "sheaf-b\(getpid())"
            for path in [runtime, runtime + "/sheaf"] { mkdir(path, 0o700) }
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let path = runtime + "/sheaf/poke.sock"
            unlink(path)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard bound == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        }

        func repository(_ name: String, isEnabled: Bool) throws -> String {
            let path = "\(folder)/\(name)"
            try setting.git("init", "--quiet", "--template=", path, in: folder)
            for (key, value) in [("user.email", "bench@example.com"), ("user.name", "Bench"), ("gc.auto", "0")] {
                try setting.git("config", key, value, in: path)
            }
            if isEnabled { try setting.sheaf("enable", in: path).run() }
            return path
        }

        func commit(_ path: String) throws -> Double {
            var program = Program("/usr/bin/env", ["git", "-C", path, "commit", "--quiet", "--allow-empty", "--message=wip"])
            program.environment = setting.environment.merging(["XDG_RUNTIME_DIR": runtime]) { $1 }
            return try program.run().milliseconds
        }

        func prompt(_ path: String) -> Program {
            var program = Program((setting.sheaf as NSString).deletingLastPathComponent + "/sheaf-hook", ["prompt"])
            program.environment = setting.environment.merging(["GIT_DIR": "\(path)/.git"]) { $1 }
            return program
        }

        /// How many datagrams lie there.
        func drain() -> Int {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            var count = 0
            while recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 { count += 1 }
            return count
        }
    }
}
