@testable import SheafCore

/// What a fold says of one record beside the canonical documents.
struct Judgement: Hashable {
    let key: RecordKey
    let heads: [LineHash]
    let nodeCount: Int
    let ignored: [RecordFold.IgnoredLine]
    let acknowledged: Set<ConflictID>
    let card: FactBody.Card?
    let claims: [ClaimView]

    init(_ fold: RecordFold) {
        (key, heads, nodeCount) = (fold.key, fold.heads, fold.nodeCount)
        (ignored, acknowledged) = (fold.ignored, fold.acknowledged)
        card = if case .card(let card) = fold.content { card } else { nil }
        claims = fold.content.claims
    }
}

extension MemoryViews {
    init(_ lines: some Sequence<PlacedLine>) {
        self.init()
        insert(lines)
    }

    mutating func insert(_ lines: some Sequence<PlacedLine>) {
        insert(lines.map { ($0.kind, $0.held) })
    }

    var judgements: [RecordKey: Judgement] { folds.mapValues(Judgement.init) }
}

extension PlacedLine: CustomStringConvertible {
    /// For the report of a counter-example.
    var description: String {
        "\(kind) \(held.isSigned ? "signed" : "forged") \(String(decoding: held.line.bytes, as: UTF8.self))"
    }
}
