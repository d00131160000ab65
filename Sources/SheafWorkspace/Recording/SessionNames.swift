import SheafCore
import SheafStore

/// Finds the session that a mark in a commit names: by display id, with or without suffix, or by id.
struct SessionNames {
    private let reader: StoreReader
    /// Sessions that this transaction has opened, by display id without suffix: no stored view shows them yet.
    private var opened: [String: [RecordID]] = [:]

    /// - Parameter reader: of the transaction.
    init(_ reader: StoreReader) {
        self.reader = reader
    }

    mutating func note(opened id: RecordID, author: AuthorSlug) {
        opened[Self.base(author, id), default: []].append(id)
    }

    /// nil unless exactly one session is called so.
    func session(_ name: String) throws -> RecordID? {
        let name = name.lowercased()
        let base = Self.base(of: name)
        guard base != nil || RecordID(name) != nil else { return nil }
        var found = try reader.sessions(matching: name)
            .filter { $0.id.hex == name || Self.base($0.view.author, $0.id) == base }.map(\.id)
        if let base { found += opened[base, default: []].filter { name == base || $0.isSuffixed(name, base) } }
        return Set(found).count == 1 ? found.first : nil
    }

    private static func base(_ author: AuthorSlug, _ id: RecordID) -> String {
        DisplayID.base(author: author, openedAt: id.time)
    }

    /// `{author}-{YYYYMMDD}-{HHMM}` out of a name that may go on with `-{last digits}`; nil for any other text, such as
    /// a mark of another tool, which names nothing here and is not worth a query.
    private static func base(of name: String) -> String? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        func isNumber(_ part: Substring, digits: Int) -> Bool {
            part.utf8.count == digits && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        for count in [parts.count, parts.count - 1] where count >= 3 {
            if isNumber(parts[count - 1], digits: 4), isNumber(parts[count - 2], digits: 8) {
                return parts.prefix(count).joined(separator: "-")
            }
        }
        return nil
    }
}

extension RecordID {
    fileprivate func isSuffixed(_ name: String, _ base: String) -> Bool {
        let suffix = name.dropFirst(base.utf8.count + 1)
        return suffix.utf8.count >= DisplayID.suffixDigitCountMin && hex.hasSuffix(suffix)
    }
}
