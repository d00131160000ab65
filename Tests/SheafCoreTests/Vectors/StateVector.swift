@testable import SheafCore

/// A state and what it means: the documents of `shared/`, `records/`, the exemplar and the random states.
struct StateVector: Decodable {
    /// Lines without LF, by path.
    let shards: [String: [String]]
    let views: [JSONValue]
    let cards: [JSONValue]
    let claims: [JSONValue]
    let conflicts: [JSONValue]
    let display: [Display]

    struct Display: Decodable, Hashable {
        let record: String
        let at: Int64
        let state: String
        let trigger: String?
        let endedAt: Int64?
    }
}

/// Lines folded by this implementation, written like the vectors.
struct FoldedState {
    let lines: [PlacedLine]
    let views: MemoryViews
    /// Greatest `at` of each replica's nodes in any record.
    private(set) var latestFact: [ReplicaID: Int64] = [:]

    /// Verifies every signature.
    init(shards: [String: [String]], elsewhere: [(ReplicaID, Int64)] = []) throws {
        lines = try shards.flatMap { path, texts in
            guard let path = ShardPath(path) else { throw StructuralFailure.badPath }
            return try texts.map { text in
                let line = try Line(bytes: Array(text.utf8))
                guard path.holds(line.record) else { throw StructuralFailure.wrongShard }
                return PlacedLine(kind: path.kind, held: HeldLine(line, isSigned: line.isSignatureValid()))
            }
        }
        views = MemoryViews(lines)
        for (replica, at) in elsewhere { latestFact[replica] = max(latestFact[replica] ?? 0, at) }
        for line in lines where line.held.isSigned {
            guard let fact = try? Fact(line.held.line, in: line.kind) else { continue }
            latestFact[fact.line.replica] = max(latestFact[fact.line.replica] ?? 0, fact.time.at)
        }
    }

    /// Ascending by id.
    var viewDocuments: [JSONValue] {
        views.sessions.map { view in
            let fold = views.folds[RecordKey(.session, view.id)]
            return .object(view.document(heads: fold?.heads ?? [], nodeCount: fold?.nodeCount ?? 0))
        }
    }

    var conflictDocuments: [JSONValue] { views.conflicts.map { .object($0.document) } }

    /// Without the card's line, which the fold does not keep.
    var cardDocuments: [JSONValue] {
        let folds = views.folds.values.filter { $0.key.kind == .replica && $0.nodeCount > 0 }
        return folds.sorted { $0.key < $1.key }.map { fold in
            var document: JSONObject = ["id": .string(fold.key.id.hex), "facts": .integer(Int64(fold.nodeCount))]
            if case .card(let card) = fold.content {
                document["card"] = [
                    "name": .string(card.name), "formats": .array(card.formats.map(JSONValue.integer)),
                    "rules": .array(card.rules.map(JSONValue.integer)),
                ]
            }
            return .object(document)
        }
    }

    /// The subjects that somebody holds, ascending.
    var claimDocuments: [JSONValue] {
        let claims = views.folds.values.flatMap(\.content.claims)
        let bySubject = Dictionary(grouping: claims, by: \.claim.subject).sorted { $0.key < $1.key }
        return bySubject.compactMap { RivalClaims.inForce($0.value) }.map { claim in
            [
                "subject": .string(claim.claim.subject), "fence": .integer(claim.claim.fence),
                "record": .string(claim.id.hex), "holder": .string(claim.replica.hex), "line": .string(claim.line.hex),
                "released": .boolean(claim.isReleased),
            ]
        }
    }

    func display(_ record: String, at milliseconds: Int64) -> StateVector.Display? {
        guard let view = views.sessions.first(where: { $0.id.hex == record }) else { return nil }
        let keepers = [view.owner, view.taking?.replica].compactMap(\.self)
        let display = SessionDisplay(
            view, at: Instant(milliseconds: milliseconds),
            latestFactOfKeepers: keepers.compactMap { latestFact[$0] }.max())
        return StateVector.Display(
            record: record, at: milliseconds, state: display.state.rawValue, trigger: display.trigger?.rawValue,
            endedAt: display.endedAt)
    }

    /// Where this fold and the vector's differ, or nil.
    func difference(from vector: StateVector) -> String? {
        let cards = vector.cards.map { card in
            guard case .object(var document) = card else { return card }
            document["card"] = document["card"]?.removing("line")
            return JSONValue.object(document)
        }
        let claims = vector.claims.filter { $0.object?["released"] == false }
        let lists = [
            ("views", viewDocuments, vector.views), ("conflicts", conflictDocuments, vector.conflicts),
            ("cards", cardDocuments, cards), ("claims", claimDocuments, claims),
        ]
        for (name, actual, expected) in lists where JSONValue.array(actual).text != JSONValue.array(expected).text {
            let (extra, missing) = (actual.filter { !expected.contains($0) }, expected.filter { !actual.contains($0) })
            return "\(name): got \(JSONValue.array(extra).text), expected \(JSONValue.array(missing).text)"
        }
        for expected in vector.display where display(expected.record, at: expected.at) != expected {
            return "display: got \(String(describing: display(expected.record, at: expected.at))), expected \(expected)"
        }
        return nil
    }
}
