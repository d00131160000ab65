import SheafCore
import SheafGit
import SheafStore

extension StoreReader {
    /// Facts that a remote is not known to have, in order of intake.
    ///
    /// The outbox is about one remote. Another one lacks what its own last tip lacks, and everything if it was never seen.
    public func facts(lackedBy url: String, in sidecar: Sidecar) throws -> [HeldFact] {
        guard try !isAddressed(to: url) else { return try outbox(limit: .max) }
        let held = try facts(after: 0, limit: .max)
        guard let tip = try remote(url)?.tip, let known = try sidecar.tree(of: tip) else { return held }
        let projection = try projection()
        var join = TreeJoin(try sidecar.batch())
        // What is too large to be compared is told rather than left out.
        do { _ = try join.join(local: known, remote: try projection.tip.flatMap { try sidecar.tree(of: $0) }) }
        catch is JoinError { return held }
        let lacking = Set(join.result.new.map(\.line.hash))
        // What is in no tree, for whatever reason.
        let waiting = Set(try outbox(limit: .max).map(\.sequence))
        return held.filter {
            $0.sequence > projection.sequence || lacking.contains($0.line.hash) || waiting.contains($0.sequence)
        }
    }

    /// Whether the outbox tells what this remote lacks: it is about it, or there has been none yet.
    public func isAddressed(to url: String) throws -> Bool {
        let addressee = try addressee()
        return addressee.isEmpty || addressee == url
    }
}
