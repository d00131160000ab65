import SheafCore
import TestSupport

/// Made-up secrets of many providers, and titles that hold none. None of them was ever valid.
enum SecretSample {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    private static let capitals = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    static func random(_ count: Int, from alphabet: [Character] = letters, _ generator: inout SeededGenerator) -> String {
        String((0..<count).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
    }

    /// A token as the provider makes them. Joined here so that no scanner of this repository takes it for one.
    static func token(_ generator: inout SeededGenerator) -> String {
        let shapes: [(String, Int, [Character])] = [
            ("gh" + "p_", 36, letters), ("gh" + "s_", 36, letters), ("github" + "_pat_", 82, letters), ("gl" + "pat-", 20, letters),
            ("AK" + "IA", 16, capitals), ("xo" + "xb-", 48, letters), ("sk-" + "ant-api03-", 90, letters), ("sk-" + "proj-", 60, letters),
            ("np" + "m_", 36, letters), ("py" + "pi-AgEIcHlwaS5vcmc", 100, letters), ("AI" + "za", 35, letters),
            ("hf" + "_", 34, letters), ("ya" + "29.", 60, letters),
        ]
        let (prefix, count, alphabet) = shapes[Int.random(in: shapes.indices, using: &generator)]
        return prefix + random(count, from: alphabet, &generator)
    }

    static func webToken(_ generator: inout SeededGenerator) -> String {
        ["ey" + "J" + random(33, &generator), "ey" + "J" + random(60, &generator), random(43, &generator)].joined(separator: ".")
    }

    static func privateKey(_ generator: inout SeededGenerator) -> String {
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----\n" + random(70, &generator) + "\n-----END OPENSSH " + "PRIVATE KEY-----"
    }

    // MARK: Titles

    private static let words = """
        add fix remove rename the a for of in on with session login form parser checkout payment retry timeout cache \
        accessibility internationalisation authentication configuration documentation keyboard token secret password key \
        refactor README.md SwiftUI iOS macOS GraphQL OAuth2 HTTP/2 UTF-8 v2.14.0-beta.1 node_modules e2e i18n k8s x86_64
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    private static func part(_ generator: inout SeededGenerator) -> String {
        let hex = Array("0123456789abcdef")
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: return random(40, from: hex, &generator)
        case 1: return random(Int.random(in: 7...12, using: &generator), from: hex, &generator)
        case 2: return [8, 4, 4, 4, 12].map { random($0, from: hex, &generator) }.joined(separator: "-")
        case 3: return "#\(Int.random(in: 1...99_999, using: &generator))"
        case 4: return "Sources/SheafCore/Facts/FactBodyReader.swift:\(Int.random(in: 1...400, using: &generator))"
        case 5: return "feature/ABC-\(Int.random(in: 1...9999, using: &generator))-" + path("-", &generator)
        case 6: return "https://example.com/" + path("/", &generator) + "?page=\(Int.random(in: 1...99, using: &generator))"
        case 7: return "2026-\(Int.random(in: 10...12, using: &generator))-21T09:\(Int.random(in: 10...59, using: &generator)):00Z"
        case 8: return path("", &generator, capitalised: true)
        case 9: return "SHEAF_" + path("_", &generator).uppercased()
        case 10: return "grüße-世界-👍🏽"
        case 11: return "ada.lovelace@example.com"
        default: return words[Int.random(in: words.indices, using: &generator)]
        }
    }

    private static func path(_ separator: String, _ generator: inout SeededGenerator, capitalised: Bool = false) -> String {
        (0..<Int.random(in: 2...6, using: &generator)).map { _ in
            let word = words[Int.random(in: words.indices, using: &generator)]
            return capitalised ? word.prefix(1).uppercased() + word.dropFirst() : word
        }.joined(separator: separator)
    }

    static func title(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 2...10, using: &generator)).map { _ in part(&generator) }.joined(separator: " ")
    }
}
