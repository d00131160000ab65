extension SecretDetector {
    /// A field of a fact that looks as if it held a secret.
    public struct FieldFinding: Hashable, Sendable {
        public let field: String
        public let kind: SecretFinding.Kind

        public init(field: String, kind: SecretFinding.Kind) {
            self.field = field
            self.kind = kind
        }
    }

    /// The first text of a fact that looks like a secret; nil for a fact that may leave the machine.
    ///
    /// Titles and notes are read with every rule. Names and slugs are short and follow a grammar, and other texts belong
    /// to kinds that this version does not know: there only what is certain counts.
    public func finding(in held: HeldFact) -> FieldFinding? {
        guard let body = held.fact?.body else { return raw(held.line) }
        switch body {
        case .titled(let title): return finding("title", findings(in: title))
        case .noted(let note): return finding("note", findings(in: note))
        case .card(let card): return finding("name", certainFindings(in: card.name))
        case .opened(let opening): return finding("author", certainFindings(in: opening.author.text))
        case .taken(let taking): return finding("author", certainFindings(in: taking.author.text))
        case .scored(let score): return finding("scorer", certainFindings(in: score.scorer))
        case .claim(let claim): return finding("subject", certainFindings(in: claim.subject))
        case .member, .removed, .ended, .reopened, .kept, .acknowledged, .corrected, .released: return nil
        case .unknown, .invalid: return raw(held.line)
        }
    }

    private func raw(_ line: Line) -> FieldFinding? {
        finding("object", certainFindings(in: String(decoding: line.body, as: UTF8.self)))
    }

    private func finding(_ field: String, _ found: [SecretFinding]) -> FieldFinding? {
        found.first.map { FieldFinding(field: field, kind: $0.kind) }
    }
}
