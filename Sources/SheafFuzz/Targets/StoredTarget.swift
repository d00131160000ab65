@testable import SheafCore

extension FuzzTarget {
    /// Views and conflicts as a damaged database gives them.
    static let stored = FuzzTarget(name: "stored") { bytes in
        if let content = try? RecordFold.Content(storedBytes: bytes) {
            let again = content.storedBytes
            expect((try? RecordFold.Content(storedBytes: again))?.storedBytes == again, "a view survives the store: \(shown(bytes))")
        }
        if let conflict = try? Conflict(storedBytes: bytes) {
            expect((try? Conflict(storedBytes: conflict.storedBytes)) == conflict, "an item survives the store: \(shown(bytes))")
        }
    }
}
