import SheafCore

/// Something that `Store.verify` found wrong.
public enum Finding: Hashable, Sendable, CustomStringConvertible {
    /// SQLite's own check, in its words.
    case file(String)
    /// The stored line does not pass L0, is not the one that its hash names, or stands in a wrong place.
    case line(sequence: Int64, LineDefect)
    /// The stored verdict on the signature is wrong.
    case verdict(sequence: Int64, isSigned: Bool)
    /// Sequences are not 1, 2, 3, ...: rows of `facts` are gone.
    case missingFacts(count: Int64)
    /// The outbox names facts that are not there.
    case outbox(count: Int64)
    /// A stored view is not what its facts give; `key` names the row.
    case view(table: String, key: String)
    /// Rows that belong to no record.
    case orphans(table: String, count: Int64)

    public enum LineDefect: String, Hashable, Sendable {
        case grammar, hash, record, path, time
    }

    /// Mended by folding again; everything else needs a new database.
    public var isMendedByRebuild: Bool {
        switch self {
        case .view, .orphans: true
        case .file, .line, .verdict, .missingFacts, .outbox: false
        }
    }

    public var description: String {
        switch self {
        case .file(let message): "the file is damaged: \(message)"
        case .line(let sequence, let defect): "fact \(sequence) is damaged (\(defect.rawValue))"
        case .verdict(let sequence, let isSigned):
            "fact \(sequence) is stored as \(isSigned ? "validly" : "invalidly") signed and is not"
        case .missingFacts(let count): "\(count) facts are missing"
        case .outbox(let count): "\(count) facts that wait for the remote are not there"
        case .view(let table, let key): "the view \(table) \(key) is not what its facts give"
        case .orphans(let table, let count): "\(count) rows of \(table) belong to no record"
        }
    }
}
