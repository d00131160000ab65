@testable import SheafCore
@testable import SheafGit

extension FuzzTarget {
    /// A mailmap and an identity.
    static let mailmap = FuzzTarget(name: "mailmap") { bytes in
        var draw = Draw(bytes)
        let parts = draw.parts(3)
        let identity = Identity(name: String(decoding: parts[0], as: UTF8.self), email: String(decoding: parts[1], as: UTF8.self))
        var once = Mailmap()
        expect(once.resolve(identity) == identity, "an empty mailmap changes nobody")
        once.add(parts[2])
        var twice = once
        twice.add(parts[2])
        let resolved = once.resolve(identity)
        expect(twice.resolve(identity) == resolved, "a mailmap read twice says the same")
        let shouted = Identity(name: identity.name, email: upper(identity.email))
        let other = once.resolve(shouted)
        expect(
            other.name == resolved.name && (other.email == resolved.email || other.email == shouted.email && resolved.email == identity.email),
            "letter case of an address does not matter: \(resolved), \(other)")
        var noted = Mailmap()
        noted.add(parts[2].split(separator: 0x0a, omittingEmptySubsequences: false).map { $0 + [0x0a] + Array("# Note <a@b>\n".utf8) }.flatMap(\.self))
        expect(noted.resolve(identity) == resolved, "a comment changes nobody")
    }

    private static func upper(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x61...0x7a).contains($0) ? $0 & 0xdf : $0 }, as: UTF8.self)
    }
}
