import Foundation

/// A child process that is timed: started with posix_spawn and reaped with wait4, nothing between.
struct Program {
    let path: String
    let arguments: [String]
    var environment: [String: String] = [:]
    /// Exit statuses that are no failure.
    var statuses: Set<Int32> = [0]

    init(_ path: String, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// What one run took.
    struct Cost {
        let milliseconds: Double
        /// User and system time of the process and of every descendant that was waited for.
        let cpuMilliseconds: Double
        /// Greatest peak of resident memory among the same processes. The kernel counts the parent's size at the
        /// start too, so the parent must be small.
        let peakMegabytes: Double
    }

    /// Runs to the end.
    ///
    /// - Parameters:
    ///   - input: standard input; nil for none.
    ///   - output: a file for standard output; nil drops it.
    /// - Throws: `ProgramFailure` with what the program complained of.
    @discardableResult
    func run(input: String? = nil, output: String? = nil) throws -> Cost {
        let complaints = try TemporaryFile()
        let source = try input.map { try TemporaryFile(holding: $0) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, source?.path ?? "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, complaints.path, O_WRONLY | O_TRUNC, 0o600)

        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        let start = ContinuousClock.now
        var process: pid_t = 0
        let code = posix_spawn(&process, path, &actions, nil, words, variables)
        guard code == 0 else { throw ProgramFailure(program: self, reason: String(cString: strerror(code))) }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw ProgramFailure(program: self, reason: "it cannot be waited for") }
        }
        let elapsed = ContinuousClock.now - start
        guard status & 0x7f == 0, statuses.contains((status >> 8) & 0xff) else {
            throw ProgramFailure(program: self, reason: "status \(status); \(complaints.text.suffix(2_000))")
        }
        return Cost(
            milliseconds: elapsed.milliseconds,
            cpuMilliseconds: usage.ru_utime.milliseconds + usage.ru_stime.milliseconds,
            peakMegabytes: Double(usage.ru_maxrss) / 1024)
    }
}

struct ProgramFailure: Error, CustomStringConvertible {
    let program: Program
    let reason: String

    var description: String { "\(program.path) \(program.arguments.joined(separator: " ")): \(reason)" }
}

/// A file that ends with this value.
private final class TemporaryFile {
    let path: String

    init(holding text: String = "") throws {
        var template = Array("\(NSTemporaryDirectory())/sheaf-bench-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = String(cString: template)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        close(descriptor)
        if !text.isEmpty { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
    }

    var text: String { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    deinit { unlink(path) }
}

extension timeval {
    fileprivate var milliseconds: Double { Double(tv_sec) * 1000 + Double(tv_usec) / 1000 }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15 }
}
