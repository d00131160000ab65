import Foundation
import TestSupport
import Testing

@testable import SheafGit

@Suite struct SidecarSettingsTests {
    let directory: TemporaryDirectory
    let user: FixtureRepository
    let sidecar: Sidecar

    init() throws {
        directory = try TemporaryDirectory()
        user = try FixtureRepository(at: directory.file("user"))
        sidecar = try Sidecar.open(at: user.gitDirectory + "/sheaf/state.git")
    }

    private func adopt(trustsCommands: Bool = false) throws {
        let repository = try UserRepositories.open(at: user.path)
        try sidecar.adopt(try repository.configuration(), try repository.remotes(), trustsCommands: trustsCommands)
    }

    /// What plain git sees in the sidecar of the sections that come from the user's repository.
    private func seen() throws -> [String] {
        try FixtureGit.run(["config", "--list", "-z"], in: sidecar.path).split(separator: "\0").map(String.init)
            .filter { line in
                ["url.", "http.", "credential.", "remote.", "core.ssh", "alias."].contains { line.hasPrefix($0) }
            }
            .map { $0.replacingOccurrences(of: "\n", with: " = ") }
    }

    private static let harmless = [
        ("url.https://mirror.example/.insteadOf", "https://example.com/"), ("http.proxy", "http://proxy:3128"),
        ("http.https://example.com/.extraHeader", "Authorization: basic \"quoted\" \\ # ; x"),
        ("http.sslCAInfo", "/etc/ca with space.pem"), ("credential.https://example.com.username", "ada"),
        ("remote.origin.proxy", "socks5://p"),
    ]

    private static let dangerous = [
        ("credential.helper", "!touch planted"), ("credential.https://example.com.helper", "/tmp/evil"),
        ("credential.helper", "store; touch planted"), ("core.sshCommand", "touch planted"),
        ("http.cookieFile", "/tmp/cookies"), ("http.saveCookies", "true"),
    ]

    private static let neverCopied = [
        ("core.hooksPath", "/tmp/evil"), ("core.fsmonitor", "/tmp/evil"), ("core.gitProxy", "/tmp/evil"),
        ("remote.origin.uploadpack", "/tmp/evil"), ("remote.origin.receivepack", "/tmp/evil"),
        ("remote.origin.vcs", "evil"), ("remote.origin.mirror", "true"), ("url.ext::sh -c evil .insteadOf", "https://a/"),
        ("url.-oProxyCommand=evil.insteadOf", "https://b/"), ("alias.push", "!touch planted"),
        ("include.path", "/tmp/evil"), ("remote.gone.proxy", "http://x"),
    ]

    @Test func onlyTheAllowListIsCopied() throws {
        try user.git("config", "remote.origin.url", "https://example.com/r.git")
        for (key, value) in Self.harmless + Self.dangerous + Self.neverCopied {
            try user.git("config", "--add", key, value)
        }
        let remote = [
            "remote.origin.url = https://example.com/r.git", "remote.origin.pushurl = https://example.com/r.git",
            "remote.origin.tagopt = --no-tags",
            "remote.origin.fetch = +refs/sheaf/state:refs/sheaf/remotes/origin",
        ]
        func lines(_ entries: [(String, String)]) -> Set<String> {
            Set(entries.map { key, value in
                let (section, variable) = (key[..<key.lastIndex(of: ".")!], key[key.lastIndex(of: ".")!...].lowercased())
                return "\(section)\(variable) = \(value)"
            })
        }
        try adopt()
        #expect(Set(try seen()) == lines(Self.harmless).union(remote))
        try adopt(trustsCommands: true)
        let trusted = Self.dangerous.map { ($0.0.replacingOccurrences(of: "core.sshCommand", with: "core.sshcommand"), $0.1) }
        #expect(Set(try seen()) == lines(Self.harmless + trusted).union(remote))
    }

    @Test func valuesSurviveTheFileFormat() throws {
        let odd = "a\tb\"c\\d # e ; f\nremote = x "
        try user.git("config", "remote.we\"ird\\na me.url", "/srv/\(odd)")
        try user.git("config", "remote.ok-\"q\\.url", "/srv/git")
        try user.git("config", "http.https://e\"x\\.com/.proxy", odd)
        try adopt()
        #expect(try FixtureGit.run(["config", "http.https://e\"x\\.com/.proxy"], in: sidecar.path) == odd)
        // Neither is a remote that git would accept: one name has a space, the other a backslash.
        #expect(try seen().filter { $0.hasPrefix("remote.") } == [])
    }

    @Test func fileIsPrivateAndOnlyWrittenWhenItChanges() throws {
        try user.git("config", "remote.origin.url", "../r.git")
        let repository = try UserRepositories.open(at: user.path)
        let (configuration, remotes) = (try repository.configuration(), try repository.remotes())
        #expect(try sidecar.adopt(configuration, remotes, trustsCommands: false))
        #expect(try !sidecar.adopt(configuration, remotes, trustsCommands: false))
        var status = stat()
        #expect(stat("\(sidecar.path)/user-settings", &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try sidecar.configuration().value("remote.origin.url") == directory.file("r.git"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: sidecar.path).filter { $0.hasPrefix("user-settings.") } == [])
    }

    @Test(arguments: [
        "", "-oProxyCommand=x", "--upload-pack=x", "ext::sh -c x", "Ext::sh -c x", "fd::7", "FD::7", "https://a\nb", "\u{1b}]0;x",
    ])
    func addressesThatWouldRunSomethingAreRefused(_ url: String) {
        #expect(throws: GitError.self) { try RemoteURL(url) }
    }

    @Test(arguments: ["https://a/b", "git@h:p", "/srv/x", "../x", "ssh://h/p", "codecommit::eu://r", "a:b::c"])
    func ordinaryAddressesPass(_ url: String) throws {
        #expect(try RemoteURL(url).text == url)
    }

    @Test(arguments: [
        "", "-x", "--all", "a..b", "a b", "a:b", "a~", "a^", "a?", "a*", "a[", "a\\b", ".a", "a.lock", "a/", "/a", "a//b",
        "@{", "a@{b", "a\u{7f}", "a\nb", "a/.b",
    ])
    func hostileRemoteNamesAreRefused(_ name: String) {
        #expect(throws: GitError.refusedName(name, reason: "not a name that git allows for a remote")) {
            try RemoteName(name)
        }
    }

    @Test func trackingRefsOfNestedNamesDoNotCollide() throws {
        #expect(try RemoteName("a").trackingReference == "refs/sheaf/remotes/a")
        #expect(try RemoteName("a/b").trackingReference == "refs/sheaf/remotes/a%2fb")
        #expect(try RemoteName("a%2fb").trackingReference == "refs/sheaf/remotes/a%252fb")
    }
}
