import Foundation
import SheafCore
import TestSupport
import Testing

@Suite struct SecretDetectorTests {
    private let detector = SecretDetector()

    private static func isWhole(_ findings: [SecretFinding], _ secret: String, in text: String) -> Bool {
        guard let range = text.range(of: secret) else { return false }
        let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return findings.contains { $0.range.lowerBound <= start && start + secret.utf8.count <= $0.range.upperBound }
    }

    @Test func findsTheTokensOfProvidersWhereverTheyStand() {
        var generator = SeededGenerator(seed: 1)
        for number in 0..<300 {
            let secret = switch number % 10 {
            case 0: SecretSample.webToken(&generator)
            case 1: SecretSample.privateKey(&generator)
            default: SecretSample.token(&generator)
            }
            for text in [secret, "use \(secret) for now", "TOKEN=\(secret);", "\"\(secret)\"", "Grüße ✓ \(secret)"] {
                #expect(Self.isWhole(detector.findings(in: text), secret, in: text), "\(text)")
                #expect(!detector.redacted(text).contains(secret.suffix(12)), "\(text)")
            }
        }
    }

    @Test func findsRandomStringsOfNoProvider() {
        var generator = SeededGenerator(seed: 2)
        let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var found = 0
        for _ in 0..<1000 {
            let secret = SecretSample.random(44, from: base64, &generator)
            if Self.isWhole(detector.findings(in: "rotate \(secret) today"), secret, in: "rotate \(secret) today") { found += 1 }
        }
        // Now and then 44 random characters repeat enough of each other to fall below the bound.
        #expect(found >= 980)
    }

    @Test(arguments: ["https://ada:hunter2@example.com/x.git", "http://abcdefabcdefabcdefab1234@host/x", "ssh://u:p4ss@host:22/x",
        "fatal: unable to access 'https://x-oauth-basic:s3cr3t@host/': 403"])
    func findsCredentialsInAddresses(text: String) {
        #expect(detector.findings(in: text).map(\.kind).contains(.addressCredential))
        let redacted = detector.redacted(text)
        #expect(redacted.contains("[secret]@"))
        #expect(detector.redacted(redacted) == redacted)
    }

    @Test(arguments: ["https://example.com/a@b", "git@example.com:ada/x.git", "ssh://git@example.com/x", "https://ada@example.com/x", "mailto:ada@example.com",
        "http://host:8080/", "see http://localhost:3000/@ada"])
    func leavesAddressesWithoutCredentialsAlone(text: String) {
        #expect(detector.findings(in: text) == [])
    }

    @Test func knowsTheValuesOfTheEnvironmentInEverySpelling() throws {
        var generator = SeededGenerator(seed: 3)
        for name in ["GITHUB_TOKEN", "MY_SECRET", "api_key", "DB_PASSWORD"] {
            let value = SecretSample.random(24, &generator) + "/%é"
            let detector = SecretDetector(environment: [name: value, "HOME": "/home/ada", "PATH": "/usr/bin:/bin"])
            let data = Data(value.utf8)
            let hex = data.map { String(format: "%02x", $0) }.joined()
            let base64 = data.base64EncodedString()
            let percent = try #require(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let inside = (0..<3).map { Data(Array("abc".utf8.prefix($0)) + data + Data("xyz".utf8)).base64EncodedString() }
            let spellings = [value, value.lowercased(), hex, hex.uppercased(), base64, percent, String(value.prefix(8)), String(value.dropFirst(9).prefix(8)),
                String(hex.dropFirst(6).prefix(20)), String(base64.dropFirst(5).prefix(14)), base64.replacing("+", with: "-").replacing("/", with: "_")] + inside
            for spelling in spellings {
                let findings = detector.findings(in: "it is \(spelling)!")
                #expect(findings.map(\.kind).contains(.environment(variable: name)), "\(name): \(spelling) of \(value)")
                #expect(!detector.redacted("it is \(spelling)!").contains(spelling))
            }
            #expect(SecretDetector(environment: ["HOME": value]).redacted(String(value.prefix(9))) == String(value.prefix(9)))
        }
    }

    @Test func aValueOfWordsIsOnlyFoundWhole() {
        let detector = SecretDetector(environment: ["PASSWORD": "correct horse battery staple", "KEY_FILE": "/home/ada/login", "CACHE_KEY": "main"])
        #expect(!detector.findings(in: "correct horse battery staple").isEmpty)
        for title in ["a correct horse", "a battery staple", "open /home/ada/login", "merge main"] {
            #expect(detector.findings(in: title) == [], "\(title)")
        }
    }

    @Test func takesFewerThanOneOrdinaryTitleInAHundredForASecret() throws {
        var generator = SeededGenerator(seed: 4)
        let secrets = (0..<5).map { ("T\($0)_TOKEN", SecretSample.random(40, &generator)) }
        let environment = Dictionary(uniqueKeysWithValues: secrets + [("APP_PASSWORD", "correct-horse-battery-staple"), ("CACHE_KEY", "linux-swift-6.1-main")])
        let detector = SecretDetector(environment: environment)
        var titles = try Timeline().entries.map(\.subject)
        while titles.count < 10_000 { titles.append(SecretSample.title(&generator)) }
        let taken = titles.filter { !detector.findings(in: $0).isEmpty }
        #expect(taken.count <= 100, "\(taken.count) of \(titles.count), such as \(taken.prefix(5))")
        #expect(titles.allSatisfy { detector.redacted($0) == $0 }, "what is printed is left alone")
    }

    @Test func saysWhatItIsWithoutSayingIt() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100 {
            let secret = SecretSample.token(&generator)
            for finding in detector.findings(in: secret) { #expect(!secret.contains(finding.kind.description)) }
            #expect(detector.findings(in: secret).allSatisfy { !"\($0.kind)".contains(secret.suffix(8)) })
        }
    }

    @Test(arguments: [1, 2, 3]) func anyTextIsReadToItsEnd(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let detector = SecretDetector(environment: ["X_TOKEN": "a1B2c3D4e5F6g7H8"])
        let parts = ["://", "@", ":", "ey", "J", ".", "-----BEGIN ", "PRIVATE KEY", "-----", "gh" + "p_", "AK" + "IA", "a1B2c3D4", "%", "\u{1b}"]
        for _ in 0..<5000 {
            var text = HostileText.random(using: &generator)
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                text += parts[Int.random(in: parts.indices, using: &generator)] + SecretSample.random(Int.random(in: 0...30, using: &generator), &generator)
            }
            for finding in detector.findings(in: text) { #expect(0 <= finding.range.lowerBound && finding.range.upperBound <= text.utf8.count) }
            let redacted = detector.redacted(text)
            #expect(detector.redacted(redacted) == redacted, "\(text.debugDescription)")
        }
    }
}
