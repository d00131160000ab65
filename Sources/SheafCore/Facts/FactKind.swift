/// The kinds of fact of format 1 and the kind of record that each belongs to.
enum FactKind: String, CaseIterable {
    case opened, member, removed, ended, reopened, kept, titled, noted, taken, scored, acknowledged, corrected
    case card
    case claim, released

    /// A kind means something only in records of its own kind; elsewhere it is unknown.
    init?(name: String, in record: RecordKind) {
        guard let kind = FactKind(rawValue: name), kind.record.map({ $0 == record }) ?? true else { return nil }
        self = kind
    }

    /// nil: the kind means the same in every record.
    var record: RecordKind? {
        switch self {
        case .acknowledged: nil
        case .card: .replica
        case .claim, .released: .claim
        default: .session
        }
    }
}
