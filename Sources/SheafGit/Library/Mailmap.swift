import SheafCore

/// The identities that a repository wants shown in place of those in its commits.
///
/// Own code because libgit2 compares addresses with case and git without, and an author's slug must not depend on which
/// of the two read the repository.
///
/// - Source: gitmailmap(5).
struct Mailmap {
    private struct Replacement {
        var name: String?
        var email: String?
    }

    private struct Address {
        var replacement = Replacement()
        /// By the name in the commit, in lower case.
        var ofNames: [String: Replacement] = [:]
    }

    /// By the address in the commit, in lower case.
    private var addresses: [String: Address] = [:]

    /// Reads a mailmap; later entries outrank earlier ones, and lines of another form are skipped.
    mutating func add(_ file: [UInt8]) {
        for line in file.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            guard let (first, rest) = Self.part(line), !first.email.isEmpty else { continue }
            if let (second, _) = Self.part(rest) {
                add(Replacement(name: first.name, email: first.email), for: second.email, named: second.name)
            } else {
                add(Replacement(name: first.name, email: nil), for: first.email, named: nil)
            }
        }
    }

    private mutating func add(_ replacement: Replacement, for email: String, named name: String?) {
        var address = addresses[Self.folded(email)] ?? Address()
        if let name {
            address.ofNames[Self.folded(name)] = replacement
        } else {
            address.replacement.name = replacement.name ?? address.replacement.name
            address.replacement.email = replacement.email ?? address.replacement.email
        }
        addresses[Self.folded(email)] = address
    }

    func resolve(_ identity: Identity) -> Identity {
        guard let address = addresses[Self.folded(identity.email)] else { return identity }
        let replacement = address.ofNames[Self.folded(identity.name)] ?? address.replacement
        return Identity(name: replacement.name ?? identity.name, email: replacement.email ?? identity.email)
    }

    /// The next `Name <address>`, the name nil when empty, and what follows it.
    private static func part(
        _ line: ArraySlice<UInt8>
    ) -> ((name: String?, email: String), ArraySlice<UInt8>)? {
        guard let open = line.firstIndex(of: UInt8(ascii: "<")),
            let close = line[(open + 1)...].firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
        var name = line[..<open].drop(while: isSpace)
        while let last = name.last, isSpace(last) { name = name.dropLast() }
        let email = String(decoding: line[(open + 1)..<close], as: UTF8.self)
        return ((name.isEmpty ? nil : String(decoding: name, as: UTF8.self), email), line[(close + 1)...])
    }

    /// ASCII only, as in the C locale.
    private static func folded(_ text: String) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
    }
}
