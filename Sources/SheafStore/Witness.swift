import Foundation
import GRDB
import SheafCore

/// The database held less than it had acknowledged.
public struct Shortfall: Hashable, Sendable {
    /// Sequence of the latest fact that was acknowledged.
    public let acknowledged: Int64
    /// Sequence of the latest fact that was still there.
    public let held: Int64
    public let noticedAt: Instant

    /// Facts that were missing when it was noticed. The sidecar and the remote may have given them back since.
    public var factCount: Int { Int(acknowledged - held) }
}

/// How far the database had got, told by another file than the database: the first bytes of the write lock's.
///
/// SQLite takes a write-ahead log whose end is damaged for one that ends early, as after a crash before the commit
/// (https://sqlite.org/fileformat2.html#walformat), and what was acknowledged would be gone without a word. So every
/// commit, once it is synced, leaves its latest sequence here: one write in place, for whose sync nobody waits.
///
/// It accuses nobody wrongly. Whatever a power loss leaves of it was written after the commit that it tells of had been
/// synced: it may lag behind the database and is never ahead of it. Sequences of removed facts are not used again, so removing
/// sets nothing back; a new database does, and before it is made the witness is turned back, synced.
///
///     acknowledged 0000000000000041 0000000000000041
///     missing 0000000000000040 0000000000000041 0001795255200000
///
/// The first number stands there twice: who reads while another process writes sees two different ones, and nothing is said. The
/// second line is the shortfall that was noticed last: held, acknowledged, unix ms.
struct Witness: Sendable {
    /// Of the write lock, which outlives this.
    let descriptor: Int32
    let path: String

    private static let factWord = "acknowledged"
    private static let shortfallWord = "missing"
    private static let digitCount = 16
    /// Sequences stay below; times beyond it are 300,000 years away.
    private static let numberMax: Int64 = 9_999_999_999_999_999
    private static let byteCountMax = 128

    /// Sequence of the latest fact known to have been acknowledged; 0 when nothing can be read.
    var acknowledged: Int64 {
        guard let numbers = numbers(line: 0, word: Self.factWord), numbers.count == 2, numbers[0] == numbers[1] else { return 0 }
        return numbers[0]
    }

    /// The latest that was noticed; nil before the first.
    var shortfall: Shortfall? {
        guard let numbers = numbers(line: 1, word: Self.shortfallWord), numbers.count == 3 else { return nil }
        return Shortfall(acknowledged: numbers[1], held: numbers[0], noticedAt: Instant(milliseconds: numbers[2]))
    }

    /// After a commit, while its writer still holds the lock. The commit is durable: when this cannot be written,
    /// nothing is lost but a chance to notice.
    func note(_ sequence: Int64) {
        try? write(Self.line(Self.factWord, [sequence, sequence]))
    }

    /// The shortfall is known from now on, and the database goes on from what it holds. On disk when this returns.
    func settle(_ shortfall: Shortfall) throws(StoreError) {
        let numbers = [shortfall.held, shortfall.acknowledged, shortfall.noticedAt.milliseconds]
        try write(Self.line(Self.factWord, [shortfall.held, shortfall.held]) + Self.line(Self.shortfallWord, numbers))
        try sync()
    }

    /// A new database begins. On disk when this returns.
    func forget() throws(StoreError) {
        guard acknowledged > 0 else { return }
        try write(Self.line(Self.factWord, [0, 0]))
        try sync()
    }

    // MARK: Bytes

    private static func line(_ word: String, _ numbers: [Int64]) -> [UInt8] {
        Array(word.utf8) + numbers.flatMap { [UInt8(ascii: " ")] + digits($0) } + [UInt8(ascii: "\n")]
    }

    private static func digits(_ number: Int64) -> [UInt8] {
        var (rest, digits) = (min(max(0, number), numberMax), [UInt8](repeating: UInt8(ascii: "0"), count: digitCount))
        for position in digits.indices.reversed() {
            digits[position] += UInt8(rest % 10)
            rest /= 10
        }
        return digits
    }

    private func numbers(line: Int, word: String) -> [Int64]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.byteCountMax) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line end is not whole.
        guard line < lines.count - 1 else { return nil }
        let words = lines[line].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard words.first == word else { return nil }
        let numbers = words.dropFirst().compactMap { $0.utf8.count == Self.digitCount ? Int64($0) : nil }
        return numbers.count == words.count - 1 ? numbers : nil
    }

    private func write(_ bytes: [UInt8]) throws(StoreError) {
        let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == bytes.count else { throw StoreError(errno: count < 0 ? errno : ENOSPC, path: path) }
    }

    private func sync() throws(StoreError) {
        guard fsync(descriptor) == 0 else { throw StoreError(errno: errno, path: path) }
    }
}

extension Store {
    /// Looks whether the database holds less than it had acknowledged. If so, that is remembered and told once, and the
    /// next write mints a new replica: what is missing may have been sent, and its numbers are not used again.
    ///
    /// Belongs before the first intake and the first write after opening.
    /// - Returns: what was noticed; nil when nothing is missing.
    public func lookForShortfall(now: Instant) throws -> Shortfall? {
        guard try read({ try $0.lastSequence() }) < witnessed else { return nil }
        // Another process may have begun a new database since the witness was read.
        return try alone { db in
            let (held, acknowledged) = (try StoreReader(db).lastSequence(), lock.witness.acknowledged)
            guard held < acknowledged else { return nil }
            let shortfall = Shortfall(acknowledged: acknowledged, held: held, noticedAt: now)
            try db.transact(.immediate) { try Transaction.requireMinting(.databaseBehind, in: db) }
            try lock.witness.settle(shortfall)
            return shortfall
        }
    }

    /// The latest time that the database held less than it had acknowledged; nil when it never did.
    public var shortfall: Shortfall? { lock.witness.shortfall }
}
