import SheafCore

/// Facts by sequence, from 1 without gaps. Copies share what they have in common, so that a transaction on a copy of a
/// database appends without copying what is there; a copy that goes on from an older state gets a log of its own.
struct FactLog: RandomAccessCollection {
    private final class Storage {
        var facts: [HeldFact]

        init(_ facts: [HeldFact]) {
            self.facts = facts
        }
    }

    private var storage = Storage([])
    private(set) var endIndex = 0

    var startIndex: Int { 0 }

    subscript(index: Int) -> HeldFact {
        precondition(index < endIndex, "BUG: a fact of another copy of the log is read")
        return storage.facts[index]
    }

    mutating func append(_ fact: HeldFact) {
        if storage.facts.count != endIndex { storage = Storage(Array(storage.facts[..<endIndex])) }
        storage.facts.append(fact)
        endIndex += 1
    }
}
