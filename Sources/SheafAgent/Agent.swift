import Foundation
import Logging
import SheafCore
import SheafWorkspace

/// One user's background agent: a keeper for each enabled repository, and the sockets that commands and hooks talk to.
public actor Agent {
    public struct Options: Sendable {
        /// What this build is called; a newer command line replaces an older agent.
        public var version: String
        /// Ends by itself after so long without an open session anywhere; nil: never.
        public var idleSecondsMax: Int?

        public init(version: String, idleSecondsMax: Int? = nil) {
            self.version = version
            self.idleSecondsMax = idleSecondsMax
        }
    }

    /// Of the control protocol. Protocol: 9-agent.
    public static let protocolVersion = 1

    private let options: Options
    private let surroundings: Surroundings
    private let folder: RuntimeFolder
    private let log: Logger
    private let startedAt: Instant
    private let inbox = Inbox<Hint>()
    private var keepers: [String: (keeper: RepositoryKeeper, task: Task<Void, Never>)] = [:]
    private var watcher: Watcher?
    private var isDraining = false
    /// Monotonic; since when no session is open anywhere.
    private var idleSince: UInt64?

    private static let registryMilliseconds: UInt64 = 600_000

    public init(_ options: Options, surroundings: Surroundings, folder: RuntimeFolder, log: Logger) {
        self.options = options
        self.surroundings = surroundings
        self.folder = folder
        self.log = log
        startedAt = surroundings.now()
    }

    /// Works until told to end (`drain`), alone or idle for too long.
    ///
    /// - Parameters:
    ///   - lock: held until this returns.
    ///   - inherited: sockets that a service manager has made and keeps.
    ///   - manager: told when the sockets answer, that the agent lives, and when it ends.
    /// - Throws: `AgentError` when the sockets cannot be made.
    public func run(
        lock: AgentLock, inherited: InheritedSockets = .none, manager: ServiceManager = ServiceManager(environment: [:])
    ) async throws {
        let inbox = inbox
        let control = try ControlServer(try inherited.control ?? LocalSocket.bind(folder.control, Int32(SOCK_STREAM.rawValue))) { [weak self] in
            await self?.answer($0, $1, $2) ?? .answer(503, "Service Unavailable", "{}")
        }
        let hints = try HintSocket(try inherited.poke ?? LocalSocket.bind(folder.poke, Int32(SOCK_DGRAM.rawValue))) { inbox.put($0) }
        watcher = Watcher { inbox.put($0) }
        _ = watcher?.watch([folder.path], for: .runtime)
        log.info("started", metadata: ["version": "\(options.version)", "pid": "\(getpid())"])
        await readRegistry()
        manager.tell("READY=1")
        while !isDraining {
            manager.tell("WATCHDOG=1")
            let news = await inbox.next(within: min(Self.registryMilliseconds, manager.watchdogMilliseconds ?? .max))
            if !lock.isHeld || access(folder.control, F_OK) != 0 {
                log.error("the lock or the socket was removed by somebody; ending", metadata: ["folder": "\(folder.path)"])
                break
            }
            await handle(news)
            if news.isEmpty { await endIfIdle() }
        }
        manager.tell("STOPPING=1")
        control.end()
        hints.end()
        await endKeepers()
        if inherited.control == nil { unlink(folder.control) }
        if inherited.poke == nil { unlink(folder.poke) }
        log.info("ended", metadata: ["pid": "\(getpid())"])
    }

    /// Ends after what is being done is done.
    public func drain() {
        isDraining = true
        inbox.put(.runtime)
    }

    private func handle(_ hints: Set<Hint>) async {
        if hints.isEmpty || hints.contains(.registry) || hints.contains(.everything) { await readRegistry() }
        for hint in hints {
            switch hint {
            case .repository(let path):
                if keepers[path] == nil { await readRegistry() }
                keepers[path]?.keeper.inbox.put(.changed)
            case .everything:
                for entry in keepers.values { entry.keeper.inbox.put(.changed) }
            case .registry, .runtime: break
            }
        }
    }

    /// Takes up repositories that were enabled, and leaves those that were disabled.
    private func readRegistry() async {
        guard let registry = try? Registry(surroundings) else { return }
        _ = watcher?.watch([registry.folder], for: .registry)
        let wanted = Set(registry.repositories())
        for (path, entry) in keepers where !wanted.contains(path) {
            keepers[path] = nil
            entry.keeper.inbox.put(.ending)
            await entry.task.value
            _ = watcher?.watch([], for: .repository(path))
        }
        for path in wanted where keepers[path] == nil {
            let watcher = watcher
            let keeper = RepositoryKeeper(path: path, surroundings: surroundings, log: log) { folders in
                watcher?.watch(folders, for: .repository(path)) ?? false
            }
            keepers[path] = (keeper, Task { await keeper.run() })
        }
    }

    private func endKeepers() async {
        for entry in keepers.values { entry.keeper.inbox.put(.ending) }
        for entry in keepers.values { await entry.task.value }
        keepers = [:]
    }

    private func endIfIdle() async {
        guard let secondsMax = options.idleSecondsMax else { return }
        let open = await standings().reduce(0) { $0 + $1.openSessionCount }
        let now = surroundings.monotonic()
        guard open == 0 else { return idleSince = nil }
        idleSince = idleSince ?? now
        if let idleSince, now - idleSince >= UInt64(secondsMax) * 1000 {
            log.info("no session is open; ending", metadata: ["idle_seconds": "\((now - idleSince) / 1000)"])
            isDraining = true
        }
    }

    private func standings() async -> [RepositoryStanding] {
        var found: [RepositoryStanding] = []
        for path in keepers.keys.sorted() { if let keeper = keepers[path]?.keeper { found.append(await keeper.report()) } }
        return found
    }

    // MARK: Control

    private func answer(_ method: String, _ path: String, _ body: [UInt8]) async -> ControlMessage {
        switch (method, path) {
        case ("GET", "/v1/agent"):
            let document = AgentDocument(
                version: options.version, protocolVersion: Self.protocolVersion, processID: getpid(), startedAt: "\(startedAt)",
                repositories: await standings())
            return .answer(200, "OK", document.text)
        case ("POST", "/v1/drain"):
            drain()
            return .answer(202, "Accepted", "{}")
        case ("POST", "/v1/sync"):
            for entry in keepers.values { entry.keeper.inbox.put(.asked) }
            return .answer(202, "Accepted", "{}")
        case (_, "/v1/agent"), (_, "/v1/drain"), (_, "/v1/sync"):
            return .answer(405, "Method Not Allowed", #"{"error":"method not allowed"}"#)
        default:
            return .answer(404, "Not Found", #"{"error":"not found"}"#)
        }
    }
}
