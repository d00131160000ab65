@testable import SheafCore
@testable import SheafGit

extension FuzzTarget {
    /// A raw commit object: header, message, marks, detection, and the session that it would open.
    static let commit = FuzzTarget(name: "commit") { bytes in
        let raw = bytes.withUnsafeBytes { RawCommit(parsing: $0) }
        expect(!raw.message.utf8.contains(0), "a message ends at its NUL")
        let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        expect(raw.parents.count <= lines.count { $0.starts(with: "parent ".utf8) }, "a parent has a line")
        guard let id = ObjectID(bytes: [UInt8](repeating: 1, count: 20)) else { return }
        let commit = Commit(
            id: id, parents: raw.parents, author: raw.author, committer: raw.committer, committedAt: raw.committedAt, message: raw.message)
        check(Detector(Policy().detection).detect(commit, branch: raw.author.name, labels: [raw.author.email]), of: commit)
        checkOpening(commit)
    }

    private static func check(_ detection: Detection, of commit: Commit) {
        expect(detection.score == detection.evidence.reduce(0) { $0 + $1.weight }, "a score is the sum of its evidence")
        expect(detection.isAutomatic == (detection.score >= Detection.scoreMin), "a score decides")
        expect(Set(detection.evidence.map(\.kind)).count == detection.evidence.count, "evidence of one kind counts once")
        expect(detection.evidence.allSatisfy { $0.detail.count <= 160 }, "evidence is short")
        if let session = detection.namedSession {
            let isPlain = session.utf8.allSatisfy { (0x30...0x7a).contains($0) || $0 == 0x2d || $0 == 0x2e }
            expect((1...128).contains(session.utf8.count) && isPlain, "a mark names a session in plain letters: \(shown(session.utf8))")
        }
        guard !commit.message.utf8.contains(0x0d), commit.message.utf8.count < 60_000 else { return }
        let windows = Commit(
            id: commit.id, parents: commit.parents, author: commit.author, committer: commit.committer, committedAt: commit.committedAt,
            message: String(decoding: commit.message.utf8.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] }, as: UTF8.self))
        let other = Detector(Policy().detection).detect(windows, branch: commit.author.name, labels: [commit.author.email])
        expect(other == detection, "the form of line ends does not matter: \(detection), \(other)")
    }

    private static func checkOpening(_ commit: Commit) {
        let author = AuthorSlug(email: commit.author.email)
        expect(AuthorSlug(author.text) == author, "an address gives a slug: \(shown(commit.author.email.utf8))")
        let record = RecordID.session(author: author, firstMember: .commit(commit.id), committedAt: commit.committedAt)
        expect(ShardPath(kind: .session, record: record)?.holds(record) == true, "every session has a shard: \(commit.committedAt)")
        let time = Instant(seconds: commit.committedAt).description
        expect(time.utf8.count == 24, "every time can be written: \(time)")
    }
}
