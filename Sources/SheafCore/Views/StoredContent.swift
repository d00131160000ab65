/// A record's view as a store keeps it. Change the form and `storedVersion` together: stores then fold everything again.
extension RecordFold.Content {
    /// Grows with every change of these forms or of what the fold yields for the same facts.
    package static let storedVersion = 2

    private enum Tag: UInt8 { case none, session, card, claims }

    package var storedBytes: [UInt8] {
        var writer = StoredWriter()
        switch self {
        case .none: writer.raw([Tag.none.rawValue])
        case .session(let view):
            writer.raw([Tag.session.rawValue])
            view.write(to: &writer)
        case .card(let card):
            writer.raw([Tag.card.rawValue])
            card.write(to: &writer)
        case .claims(let views):
            writer.raw([Tag.claims.rawValue])
            writer.list(views) { $1.write(to: &$0) }
        }
        return writer.bytes
    }

    package init(storedBytes: [UInt8]) throws(StoredFormFailure) {
        var reader = StoredReader(storedBytes)
        switch Tag(rawValue: try reader.byte()) {
        case .session: self = .session(try SessionView(from: &reader))
        case .card: self = .card(try FactBody.Card(from: &reader))
        case .claims:
            self = .claims(try reader.list { reader throws(StoredFormFailure) in try ClaimView(from: &reader) })
        case .some(.none): self = .none
        case nil: throw StoredFormFailure()
        }
        guard reader.isAtEnd else { throw StoredFormFailure() }
    }
}

extension FactBody.Card {
    fileprivate func write(to writer: inout StoredWriter) {
        writer.text(name)
        writer.list(formats) { $0.integer($1) }
        writer.list(rules) { $0.integer($1) }
    }

    fileprivate init(from reader: inout StoredReader) throws(StoredFormFailure) {
        name = try reader.text()
        formats = try reader.list { reader throws(StoredFormFailure) in try reader.integer() }
        rules = try reader.list { reader throws(StoredFormFailure) in try reader.integer() }
    }
}

extension ClaimView {
    fileprivate func write(to writer: inout StoredWriter) {
        writer.record(id)
        writer.text(claim.subject)
        writer.integer(claim.fence)
        writer.integer(claim.leaseSeconds)
        writer.replica(replica)
        writer.hash(line)
        writer.flag(isReleased)
    }

    fileprivate init(from reader: inout StoredReader) throws(StoredFormFailure) {
        id = try reader.record()
        claim = FactBody.Claim(
            subject: try reader.text(), fence: try reader.integer(), leaseSeconds: try reader.integer())
        replica = try reader.replica()
        line = try reader.hash()
        isReleased = try reader.flag()
    }
}
