import SheafCore

/// Commits waiting to be looked at, the newest first; equal times by id, so that a walk is repeatable.
struct CommitQueue<Value> {
    private var heap: [(time: Int64, id: ObjectID, value: Value)] = []

    var isEmpty: Bool { heap.isEmpty }
    var first: (time: Int64, id: ObjectID, value: Value)? { heap.first }

    mutating func insert(_ id: ObjectID, at time: Int64, _ value: Value) {
        heap.append((time, id, value))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(child, parent) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popFirst() -> (time: Int64, id: ObjectID, value: Value)? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return last }
        heap[0] = last
        var parent = 0
        while true {
            var next = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(child, next) {
                next = child
            }
            if next == parent { return first }
            heap.swapAt(parent, next)
            parent = next
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        heap[left].time != heap[right].time ? heap[left].time > heap[right].time : heap[left].id < heap[right].id
    }
}
