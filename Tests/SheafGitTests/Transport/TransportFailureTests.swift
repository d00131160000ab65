import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

@Suite struct TransportFailureTests {
    let fixture: RemoteFixture

    init() throws {
        fixture = try RemoteFixture()
    }

    private var origin: RemoteName { fixture.name }

    /// The kind that asking, fetching and pushing all fail with; nil when they differ or succeed.
    private func kind(
        _ route: Route, _ url: String, deadlineSeconds: Double = 60
    ) async throws -> TransportError.Kind? {
        let sidecar = try fixture.sidecar("failing", url: url)
        let transport = try route.transport(sidecar, deadlineSeconds: deadlineSeconds)
        let commit = try sidecar.commit("1")
        var kinds: Set<TransportError.Kind?> = []
        for attempt in 0..<3 {
            do {
                switch attempt {
                case 0: _ = try await transport.probe(origin)
                case 1: try await transport.fetch(origin)
                default: _ = try await transport.push(commit, to: origin)
                }
                kinds.insert(nil)
            } catch let error as TransportError {
                #expect(error.remote == origin && !error.detail.isEmpty)
                kinds.insert(error.kind)
            }
        }
        #expect(kinds.count == 1, "\(kinds)")
        return kinds.count == 1 ? kinds.first ?? nil : nil
    }

    @Test(arguments: Route.overHTTP) func failuresAreToldApart(_ route: Route) async throws {
        let base = fixture.url(route).replacingOccurrences(of: "/remote.git", with: "")
        #expect(try await kind(route, "\(base)/status/403/r.git") == .authentication)
        #expect(try await kind(route, "\(base)/status/404/r.git") == .notFound)
        #expect(try await kind(route, "\(base)/status/503/r.git") == .other)
        #expect(try await kind(route, "http://127.0.0.1:9/r.git") == .unreachable)
        #expect(try await kind(route, "http://nonexistent.invalid/r.git") == .unreachable)
    }

    @Test func missingPathIsNotFound() async throws {
        #expect(try await kind(.executableByPath, fixture.directory.file("nothing.git")) == .notFound)
    }

    @Test(arguments: Route.overHTTP) func silentServerEndsAtTheDeadline(_ route: Route) async throws {
        let url = fixture.url(route).replacingOccurrences(of: "/remote.git", with: "/hang/r.git")
        // The server itself would keep silent for ten minutes.
        #expect(try await kind(route, url, deadlineSeconds: 0.4) == .timedOut)
    }

    @Test(arguments: Route.overHTTP) func aMillionRefsAreLookedThrough(_ route: Route) async throws {
        let url = fixture.url(route).replacingOccurrences(of: "/remote.git", with: "/refs/1000000/r.git")
        let sidecar = try fixture.sidecar("million", url: url)
        let transport = try route.transport(sidecar, deadlineSeconds: 240)
        #expect(try await transport.probe(origin) == .absent)
        #expect(try sidecar.reference(origin.trackingReference) == .absent)
    }

    /// As fast as loopback lets it: memory would be gone long before the deadline.
    @Test(arguments: Route.overHTTP) func aListingWithoutEndIsRefusedBeforeItFillsTheMemory(_ route: Route) async throws {
        let url = fixture.url(route).replacingOccurrences(of: "/remote.git", with: "/flood/r.git")
        let sidecar = try fixture.sidecar("flooded", url: url)
        let transport: any StateTransport = route == .libgit2ByHTTP
            ? try route.transport(sidecar, deadlineSeconds: 3_600)
            : ExecutableTransport(sidecar, git: try .fixture(), deadlineSeconds: 3_600, memoryBytesMax: 128 << 20)
        let commit = try sidecar.commit("1")
        for attempt in 0..<3 {
            let error = await #expect(throws: TransportError.self) {
                switch attempt {
                case 0: _ = try await transport.probe(origin)
                case 1: try await transport.fetch(origin)
                default: _ = try await transport.push(commit, to: origin)
                }
            }
            #expect(error?.kind == .other)
            let reason = route == .libgit2ByHTTP ? "the server says more than is read" : "Out of memory"
            #expect(error?.detail.contains(reason) == true, "\(String(describing: error))")
        }
    }

    @Test(arguments: Route.overHTTP) func cancellingTheTaskEndsTheExchange(_ route: Route) async throws {
        let listener = try SilentListener()
        let sidecar = try fixture.sidecar("cancelled", url: "http://127.0.0.1:\(listener.port)/r.git")
        let transport = try route.transport(sidecar, deadlineSeconds: 3_600)
        let origin = origin
        let task = Task { try await transport.probe(origin) }
        try await Cancellation.blocking { _ in listener.awaitConnection() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    // MARK: Credentials

    @Test func libgit2AsksTheCallbackOnce() async throws {
        let sidecar = try fixture.sidecar("a", url: fixture.url(.libgit2ByHTTP, prefix: "auth/"))
        #expect(try await Route.libgit2ByHTTP.transport(sidecar).probe(origin) == .absent)
        for wrong in [nil, HTTPCredential(user: "sheaf", secret: "wrong")] {
            let error = await #expect(throws: TransportError.self) {
                try await Libgit2Transport(sidecar, deadlineSeconds: 60) { _ in wrong }.probe(origin)
            }
            #expect(error?.kind == .authentication)
        }
    }

    @Test func gitDoesNotPrompt() async throws {
        let sidecar = try fixture.sidecar("a", url: fixture.url(.executableByHTTP, prefix: "auth/"))
        let error = await #expect(throws: TransportError.self) {
            try await Route.executableByHTTP.transport(sidecar).probe(origin)
        }
        #expect(error?.kind == .authentication)
    }

    @Test(arguments: Route.overHTTP) func credentialsInTheURLWork(_ route: Route) async throws {
        let url = fixture.url(route, prefix: "auth/").replacingOccurrences(of: "http://", with: "http://sheaf:secret@")
        let sidecar = try fixture.sidecar("a", url: url)
        let transport: any StateTransport = route == .libgit2ByHTTP
            ? Libgit2Transport(sidecar, deadlineSeconds: 60) : try route.transport(sidecar)
        #expect(try await transport.probe(origin) == .absent)
    }

    /// Everybody on the machine can read the arguments of every process.
    @Test func credentialsOfAnAddressAreInNoArgument() async throws {
        let url = fixture.url(.executableByHTTP, prefix: "auth/").replacingOccurrences(of: "http://", with: "http://sheaf:secr%65t@")
        let sidecar = try fixture.sidecar("a", url: url)
        let trace = fixture.directory.file("trace")
        let git = try GitExecutable.find(in: FixtureGit.environment().merging(["GIT_TRACE": trace]) { $1 })
        let transport = ExecutableTransport(sidecar, git: git, deadlineSeconds: 60)
        let commit = try sidecar.commit("x")
        #expect(try await transport.push(commit, to: origin) == .accepted)
        #expect(try await transport.probe(origin) == .present(commit))
        try await transport.fetch(origin)
        let said = try String(contentsOfFile: trace, encoding: .utf8)
        #expect(said.contains("remote-http"), "the trace shows the commands that git runs")
        #expect(!said.contains("secr"))
    }

    @Test(arguments: [
        ("https://u:p@h/x", "https://h/x", "u:p"), ("HTTP://u:a%40b:c@h:8/x?y#z", "HTTP://h:8/x?y#z", "u:a@b:c"), ("https://u@h/x", nil, nil),
        ("https://h/u:p@x", nil, nil), ("ssh://u:p@h/x", nil, nil), ("u:p@h", nil, nil), ("https://u:@h/", nil, nil), ("https://u:%zz@h/", nil, nil),
    ] as [(String, String?, String?)])
    func credentialsAreFoundWhereGitLooksForThem(_ address: String, _ plain: String?, _ credential: String?) {
        let found = AddressCredential(address)
        #expect(found?.plain == plain)
        #expect(found?.credential == credential)
    }

    /// As CI systems leave their token in the repository's configuration.
    @Test(arguments: Route.overHTTP, [false, true])
    func extraHeadersAuthenticate(_ route: Route, forOneURL: Bool) async throws {
        let url = fixture.url(route, prefix: "auth/")
        let sidecar = try fixture.sidecar("a", url: url)
        let base = forOneURL ? url.replacingOccurrences(of: "remote.git", with: "") + "." : ""
        let header = Configuration.Entry(
            key: "http.\(base)extraheader",
            value: "Authorization: Basic " + Data("sheaf:secret".utf8).base64EncodedString(), isLocal: true)
        let remote = Remote(name: origin, fetchURL: url, pushURL: url)
        try sidecar.adopt(Configuration(entries: [header]), [remote], trustsCommands: false)
        let transport: any StateTransport = route == .libgit2ByHTTP
            ? Libgit2Transport(sidecar, deadlineSeconds: 60) : try route.transport(sidecar)
        let commit = try sidecar.commit("x")
        #expect(try await transport.push(commit, to: origin) == .accepted)
        try await transport.fetch(origin)
        #expect(try sidecar.reference(origin.trackingReference).id == commit)
    }

    // MARK: Refusals

    @Test(arguments: ["/srv/x.git", "file:///srv/x.git", "ssh://git@h/x", "git@h:x", "git://h/x", "../x"])
    func libgit2SpeaksOnlyHTTP(_ url: String) async throws {
        let sidecar = try fixture.sidecar("a", url: url)
        let error = await #expect(throws: TransportError.self) {
            try await Route.libgit2ByHTTP.transport(sidecar).probe(origin)
        }
        #expect(error?.kind == .refused)
    }

    @Test func libgit2IsNotLedToItsLocalTransportByInsteadOf() async throws {
        let url = "https://example.invalid/remote.git"
        let sidecar = try fixture.sidecar("a", url: url)
        let rewrite = Configuration.Entry(
            key: "url.\(fixture.directory.path)/.insteadof", value: "https://example.invalid/", isLocal: true)
        let remote = Remote(name: origin, fetchURL: url, pushURL: url)
        try sidecar.adopt(Configuration(entries: [rewrite]), [remote], trustsCommands: false)
        #expect(try await Route.executableByPath.transport(sidecar).probe(origin) == .absent)
        let error = await #expect(throws: TransportError.self) {
            try await Route.libgit2ByHTTP.transport(sidecar).probe(origin)
        }
        #expect(error?.kind == .refused)
    }

    @Test(arguments: Route.allCases) func unknownRemoteIsNotTakenForAPath(_ route: Route) async throws {
        let sidecar = try fixture.sidecar("a", route)
        let name = try RemoteName("objects")
        await #expect(throws: GitError.unknownRemote("objects")) { try await route.transport(sidecar).probe(name) }
    }

    @Test(arguments: Route.allCases) func addressThatWouldRunSomethingIsRefused(_ route: Route) async throws {
        let planted = fixture.directory.file("planted")
        let sidecar = try fixture.sidecar("a", route)
        for (number, url) in ["ext::sh -c touch% \(planted)", "--upload-pack=touch \(planted)"].enumerated() {
            // Past our own check, as if somebody had written it by hand.
            try FixtureGit.run(["config", "remote.evil\(number).url", url], in: sidecar.path)
            await #expect(throws: GitError.self) {
                try await route.transport(sidecar).probe(try RemoteName("evil\(number)"))
            }
            // And through a rewrite, which only git applies.
            let address = "https://x\(number).invalid/"
            try FixtureGit.run(["config", "remote.rewritten\(number).url", address], in: sidecar.path)
            try FixtureGit.run(["config", "url.\(url).insteadOf", address], in: sidecar.path)
            await #expect(throws: TransportError.self) {
                try await route.transport(sidecar).probe(try RemoteName("rewritten\(number)"))
            }
        }
        #expect(!FileManager.default.fileExists(atPath: planted))
    }

    // MARK: Surroundings

    @Test(arguments: Route.allCases) func nothingPlantedInTheSidecarIsRun(_ route: Route) async throws {
        let sidecar = try fixture.sidecar("a", route)
        let planted = fixture.directory.file("planted")
        let script = fixture.directory.file("run")
        try Data("#!/bin/sh\ntouch \(planted)\ncat\n".utf8).write(to: URL(fileURLWithPath: script))
        chmod(script, 0o700)
        mkdir("\(sidecar.path)/hooks", 0o700)
        for hook in ["pre-push", "reference-transaction", "post-update", "pre-auto-gc", "update", "proc-receive"] {
            symlink(script, "\(sidecar.path)/hooks/\(hook)")
        }
        let keys = ["core.hooksPath", "core.fsmonitor", "core.pager", "core.askPass", "core.gitProxy", "gpg.program"]
        for key in keys {
            let value = key == "core.hooksPath" ? "\(sidecar.path)/hooks" : script
            try FixtureGit.run(["config", key, value], in: sidecar.path)
        }
        for (key, value) in [("push.gpgSign", "if-asked"), ("gc.auto", "1"), ("push.followTags", "true")] {
            try FixtureGit.run(["config", key, value], in: sidecar.path)
        }
        unlink(planted)
        let transport = try route.transport(sidecar)
        let one = try sidecar.commit("1")
        #expect(try await transport.push(one, to: origin) == .accepted)
        try await transport.fetch(origin)
        #expect(try await transport.probe(origin) == .present(one))
        #expect(!FileManager.default.fileExists(atPath: planted))
    }

    @Test func poisonedEnvironmentDoesNotReachTheRemote() async throws {
        let sidecar = try fixture.sidecar("a", .executableByPath)
        var environment = FixtureGit.environment()
        for name in ["GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_SHALLOW_FILE"] {
            environment[name] = fixture.directory.file("poison")
        }
        environment["GIT_NAMESPACE"] = "poison"
        environment["GIT_CONFIG_PARAMETERS"] = "'remote.origin.url=/poison'"
        let transport = ExecutableTransport(sidecar, git: try .find(in: environment), deadlineSeconds: 60)
        let one = try sidecar.commit("1")
        #expect(try await transport.push(one, to: origin) == .accepted)
        #expect(try fixture.tip() == one.hex)
        #expect(!FileManager.default.fileExists(atPath: fixture.directory.file("poison")))
    }

    @Test func staleLockOnTheTrackingRefDoesNotStopFetching() async throws {
        let sidecar = try fixture.sidecar("a", .executableByPath)
        let transport = try Route.executableByPath.transport(sidecar)
        let one = try sidecar.commit("1")
        #expect(try await transport.push(one, to: origin) == .accepted)
        let lock = "\(sidecar.path)/\(origin.trackingReference).lock"
        for folder in ["refs/sheaf", "refs/sheaf/remotes"] { mkdir("\(sidecar.path)/\(folder)", 0o700) }
        #expect(FileManager.default.createFile(atPath: lock, contents: Data()))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -120)], ofItemAtPath: lock)
        try await transport.fetch(origin)
        #expect(try sidecar.reference(origin.trackingReference).id == one)
    }
}

/// Accepts connections on loopback and never answers.
private final class SilentListener: Sendable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) != 0 || listen(descriptor, 8) != 0 || getsockname(descriptor, $0, &size) != 0
            }
        }
        guard !failed else { throw FixtureError("cannot listen on loopback") }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    /// The connection stays open until the process ends.
    func awaitConnection() {
        _ = accept(descriptor, nil, nil)
    }
}
