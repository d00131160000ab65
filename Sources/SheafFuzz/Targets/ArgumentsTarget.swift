@testable import SheafCore
@testable import SheafGit

extension FuzzTarget {
    /// What people, scripts and marks give as arguments: times, revisions, names, ids, paths, addresses.
    static let arguments = FuzzTarget(name: "arguments") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        checkTime(text)
        checkIDs(text)
        checkNames(text)
        if let decoded = Base64URL.decode(bytes) {
            expect(Base64URL.encode(decoded) == bytes, "bytes have one spelling: \(shown(bytes))")
        }
        let near = Spelling.nearest(to: text, among: ["sessions", "detection", "sync"])
        expect(near.map { ["sessions", "detection", "sync"].contains($0) } ?? true, "a suggestion is a candidate")
    }

    private static func checkTime(_ text: String) {
        guard let time = TimeArgument(text) else { return }
        for now in [Int64.min, 0, 1_795_267_464_000, .max] {
            let instant = time.instant(now: Instant(milliseconds: now))
            let written = instant.description
            guard let again = Instant(calendar: written) else { return expect(false, "a written time is read: \(written)") }
            expect(again.description == written, "a time survives: \(shown(text.utf8)) \(written) \(again)")
        }
    }

    private static func checkIDs(_ text: String) {
        if let id = RecordID(text) {
            expect(id.hex == text, "an id has one spelling")
            if let path = ShardPath(kind: .session, record: id) { expect(path.holds(id), "a shard holds its record: \(text)") }
        }
        if let id = ObjectID(text) { expect(id.hex == text, "an id has one spelling") }
        if let id = ReplicaID(text) { expect(id.hex == text && ShardPath(kind: .replica, record: id.record)?.holds(id.record) == true, "a replica has a shard") }
        if let id = ConflictID(text) { expect(id.hex == text, "an id has one spelling") }
        if let path = ShardPath(text) {
            expect(path.description == text && ShardPath(path.description) == path, "a path has one spelling")
            expect(text.hasPrefix(path.kind.name + "/") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "a path is plain: \(shown(text.utf8))")
        }
        if let month = CivilMonth(text) { expect(month.description == text, "a month has one spelling") }
    }

    private static func checkNames(_ text: String) {
        let slugBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
        let isSlug = (1...32).contains(text.utf8.count) && text.utf8.allSatisfy(slugBytes.contains) && !"._-".utf8.contains(text.utf8.first ?? 0)
        expect((AuthorSlug(text) != nil) == isSlug, "a slug is its grammar: \(shown(text.utf8))")
        expect(AuthorSlug(AuthorSlug(email: text).text) != nil, "every address gives a slug: \(shown(text.utf8))")
        for taken in [(try? RevisionText(text))?.text, (try? RemoteName(text))?.text, (try? RemoteURL(text))?.text].compactMap(\.self) {
            expect(!taken.hasPrefix("-") && !taken.utf8.contains { $0 < 0x20 || $0 == 0x7f }, "nothing is taken for an option: \(shown(text.utf8))")
        }
        if let name = try? RemoteName(text) {
            expect(!name.trackingReference.dropFirst("refs/sheaf/remotes/".count).contains("/"), "a remote has one ref: \(name)")
        }
        if let url = try? RemoteURL(text) {
            let scheme = url.text.lowercased()
            expect(!scheme.hasPrefix("ext::") && !scheme.hasPrefix("fd::"), "no address is a command: \(shown(text.utf8))")
        }
        if let path = try? RepositoryPath(text) {
            expect(!path.folders.contains(Array("..".utf8)) && path.last != Array("..".utf8) && !path.text.hasPrefix("/"), "a path stays inside: \(shown(text.utf8))")
        }
    }
}
