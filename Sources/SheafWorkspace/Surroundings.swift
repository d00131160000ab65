import Foundation
import SheafCore

/// Everything that a workspace takes from outside: clock, chance, environment. Tests give their own.
public struct Surroundings: Sendable {
    public var now: @Sendable () -> Instant
    /// That many unpredictable bytes.
    public var randomBytes: @Sendable (Int) -> [UInt8]
    public var environment: [String: String]
    /// Milliseconds of a clock that nobody sets and that runs on while the machine sleeps.
    public var monotonic: @Sendable () -> UInt64

    public init(
        now: @escaping @Sendable () -> Instant, randomBytes: @escaping @Sendable (Int) -> [UInt8],
        environment: [String: String], monotonic: @escaping @Sendable () -> UInt64 = Surroundings.sinceBoot
    ) {
        self.now = now
        self.randomBytes = randomBytes
        self.environment = environment
        self.monotonic = monotonic
    }

    /// This process: the system's clock, the system's random numbers.
    ///
    /// `SHEAF_DATE` stands still in place of the clock, as GIT_COMMITTER_DATE does for git: the demo and the guides tell
    /// of days that have been.
    public static var live: Surroundings {
        let fixed = fixedInstant
        return Surroundings(
            now: { fixed ?? Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
            randomBytes: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            },
            environment: ProcessInfo.processInfo.environment)
    }

    /// The system's clock since it was booted, sleep included.
    @Sendable public static func sinceBoot() -> UInt64 { milliseconds(of: CLOCK_BOOTTIME) }

    /// The same without sleep: a clock that stands still meanwhile.
    public static func awakeSinceBoot() -> UInt64 { milliseconds(of: CLOCK_MONOTONIC) }

    private static func milliseconds(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { preconditionFailure("BUG: Linux has these clocks since 2.6.39") }
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }

    /// Whether `SHEAF_DATE` is unset, or `@` and unix seconds.
    public static var hasReadableClock: Bool { ProcessInfo.processInfo.environment[dateVariable] == nil || fixedInstant != nil }

    /// Not a setting, though it is spelt like one.
    static let dateVariable = "SHEAF_DATE"

    private static var fixedInstant: Instant? {
        guard let text = ProcessInfo.processInfo.environment[dateVariable], text.hasPrefix("@") else { return nil }
        return Int64(text.dropFirst()).map { Instant(seconds: $0) }
    }

    /// Where Sheaf keeps what belongs to the machine and not to a repository: keys and archives.
    ///
    /// - Source: XDG Base Directory Specification: relative values are ignored.
    /// - Throws: `WorkspaceError.noHome` when neither XDG_STATE_HOME nor HOME says where.
    public func stateDirectory() throws -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/sheaf" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { throw WorkspaceError.noHome }
        return home + "/.local/state/sheaf"
    }

    /// 64 unpredictable bits.
    public func random64() -> UInt64 { randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
