import SheafCore

extension ObjectBatch: StateBatch {}

extension Sidecar: StateRepository {
    public func state(of name: String) throws -> ReferenceState {
        switch try reference(name) {
        case .absent: .absent
        case .commit(let id, let tree): .commit(id, tree: tree)
        case .other(let id, _): .garbage(id)
        }
    }
}
