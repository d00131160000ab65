import Foundation
import SheafGit

/// The running test program, run again with a single test: a process of its own that can be killed.
public struct TestProgram: Sendable {
    private let environment: [String: String]
    private let test: String

    /// - Parameters:
    ///   - test: a part of the test's name that no other test has. It should be enabled by `environment` only.
    ///   - environment: what tells the child its task; also says that it is one.
    public init(test: String, environment: [String: String]) {
        self.test = test
        self.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    }

    private var child: ChildProcess {
        ChildProcess(
            executable: "/proc/self/exe", arguments: ["--testing-library", "swift-testing", "--filter", test],
            environment: environment, deadlineSeconds: 120)
    }

    /// Runs to the end.
    ///
    /// - Returns: the lines that the child printed with `report`.
    public func run() throws -> [String] {
        let outcome = try child.run()
        guard outcome.exit.isSuccess else { throw FixtureError("\(test): \(outcome.exit) \(outcome.errorText)") }
        return Self.reports(outcome.output)
    }

    /// Runs until the child has reported `count` lines and kills it there with SIGKILL.
    ///
    /// - Returns: everything that it reported before it died.
    public func runAndKill(afterReports count: Int) throws -> [String] {
        struct Enough: Error {}
        var output: [UInt8] = []
        do {
            _ = try child.stream { chunk in
                output.append(contentsOf: chunk)
                if Self.reports(output).count >= count { throw Enough() }
            }
        } catch is Enough {
            return Self.reports(output)
        }
        throw FixtureError("\(test) ended before it had reported \(count) lines")
    }

    /// In the child: tells the parent one line, at once.
    public static func report(_ line: String) {
        let bytes = Array("\(marker)\(line)\n".utf8)
        _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    }

    private static let marker = "report: "

    /// The last line may be cut.
    private static func reports(_ output: [UInt8]) -> [String] {
        String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .filter { $0.hasPrefix(marker) }.map { String($0.dropFirst(marker.count)) }
    }
}

/// Runs the body on as many threads at once, and waits for all.
public func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let done = DispatchGroup()
    for index in 0..<count {
        done.enter()
        Thread {
            body(index)
            done.leave()
        }.start()
    }
    done.wait()
}
