/// The facts of one record as a graph: who knew what, by `after`. Protocol: 4-clock-and-causality, section 2.
///
/// Nodes are numbered in topological order (a node comes after all it names), the ready ones by line hash,
/// so that the numbering is a function of the set.
struct HashGraph {
    let facts: [Fact]
    /// For each node the held nodes that it names.
    let predecessors: [[Int]]
    private let knowledge: Knowledge

    /// - Parameter facts: the nodes of one record, any order, each once.
    init(_ facts: [Fact]) {
        let ordered = TopologicalOrder(facts)
        self.facts = ordered.facts
        predecessors = ordered.predecessors
        knowledge = Knowledge(predecessors: predecessors)
    }

    var indices: Range<Int> { facts.indices }

    /// Whether the writer of `later` held `earlier` (a node does not know itself).
    func knows(_ later: Int, _ earlier: Int) -> Bool { knowledge.contains(earlier, in: later) }

    func areConcurrent(_ left: Int, _ right: Int) -> Bool {
        left != right && !knows(left, right) && !knows(right, left)
    }

    /// Everything that the writer of any of the nodes held.
    func known(to nodes: [Int]) -> NodeSet { knowledge.union(of: nodes) }

    /// Those that no other of them knew: what is current among writes that replace each other.
    func maximal(_ nodes: [Int]) -> [Int] {
        let known = known(to: nodes)
        return nodes.filter { !known.contains($0) }
    }

    /// Those that knew no other of them: what came first. Linear in the graph, however many they are.
    func minimal(_ nodes: [Int]) -> [Int] {
        guard nodes.count > 1 else { return nodes }
        var isOne = [Bool](repeating: false, count: facts.count)
        for node in nodes { isOne[node] = true }
        var knewOne = [Bool](repeating: false, count: facts.count)
        for node in indices { knewOne[node] = predecessors[node].contains { isOne[$0] || knewOne[$0] } }
        return nodes.filter { !knewOne[$0] }
    }

    /// Hashes of the nodes that no other node names, ascending: what the next writer puts into `after`.
    var heads: [LineHash] {
        var isNamed = [Bool](repeating: false, count: facts.count)
        for names in predecessors { for index in names { isNamed[index] = true } }
        return indices.filter { !isNamed[$0] }.map { facts[$0].hash }.sorted()
    }
}

/// Kahn's algorithm with the ready nodes ordered by hash.
private struct TopologicalOrder {
    var facts: [Fact] = []
    var predecessors: [[Int]] = []

    init(_ unordered: [Fact]) {
        if Self.isChain(unordered) {
            facts = unordered
            predecessors = unordered.indices.map { $0 == 0 ? [] : [$0 - 1] }
            return
        }
        let input = unordered.sorted { $0.hash < $1.hash }
        var indexOfName: [LineName: Int] = [:]
        indexOfName.reserveCapacity(input.count)
        // Two lines of one name (a 128-bit collision) cannot be told apart by `after`; the smaller hash is meant.
        for (index, fact) in input.enumerated() where indexOfName[fact.hash.name] == nil {
            indexOfName[fact.hash.name] = index
        }
        let named = input.map { fact in fact.after.compactMap { indexOfName[$0] } }
        var successors = [[Int]](repeating: [], count: input.count)
        for (index, names) in named.enumerated() { for name in names { successors[name].append(index) } }
        var missing = named.map(\.count)
        var position = [Int](repeating: -1, count: input.count)
        // Descending, so that the smallest hash is taken from the end.
        var ready = input.indices.reversed().filter { missing[$0] == 0 }
        facts.reserveCapacity(input.count)
        while let index = ready.popLast() {
            position[index] = facts.count
            facts.append(input[index])
            predecessors.append(named[index].map { position[$0] })
            for successor in successors[index] {
                missing[successor] -= 1
                if missing[successor] == 0 { ready.insertDescending(successor) }
            }
        }
        precondition(facts.count == input.count, "BUG: a hash graph cannot have a cycle")
    }

    /// Whether each fact names the one before it and nothing else, as in a session that one replica writes to: there is
    /// one order then, and it is this one.
    private static func isChain(_ facts: [Fact]) -> Bool {
        guard facts.first?.after.isEmpty == true else { return false }
        guard zip(facts, facts.dropFirst()).allSatisfy({ $1.after.count == 1 && $1.after[0] == $0.hash.name }) else {
            return false
        }
        // Of two lines of one name the smaller hash is meant, which depends on no order of arrival.
        return Set(facts.lazy.map(\.hash.name)).count == facts.count
    }
}

/// For each node the set of nodes that its writer held.
private enum Knowledge {
    /// Every node names the one before it: knowing is being later.
    case chain
    /// One bit a node pair, row by row.
    case bits([UInt64], wordsPerRow: Int)

    init(predecessors: [[Int]]) {
        let isChain = predecessors.indices.allSatisfy { $0 == 0 || predecessors[$0].contains($0 - 1) }
        guard !isChain else {
            self = .chain
            return
        }
        let wordsPerRow = (predecessors.count + 63) / 64
        var bits = [UInt64](repeating: 0, count: wordsPerRow * predecessors.count)
        for (index, names) in predecessors.enumerated() {
            let row = index * wordsPerRow
            for name in names {
                let other = name * wordsPerRow
                for word in 0...(name / 64) { bits[row + word] |= bits[other + word] }
                bits[row + name / 64] |= 1 << UInt64(name % 64)
            }
        }
        self = .bits(bits, wordsPerRow: wordsPerRow)
    }

    /// Everything that the writer of any of the nodes held; linear in the nodes, so that no record is slow to fold.
    func union(of nodes: [Int]) -> NodeSet {
        switch self {
        case .chain: return .below(nodes.max() ?? 0)
        case .bits(let bits, let wordsPerRow):
            var union = [UInt64](repeating: 0, count: wordsPerRow)
            for node in nodes { for word in 0...(node / 64) { union[word] |= bits[node * wordsPerRow + word] } }
            return .bits(union)
        }
    }

    func contains(_ earlier: Int, in later: Int) -> Bool {
        switch self {
        case .chain: earlier < later
        case .bits(let bits, let wordsPerRow): bits[later * wordsPerRow + earlier / 64] >> UInt64(earlier % 64) & 1 == 1
        }
    }
}

/// A set of node numbers.
enum NodeSet {
    case below(Int)
    case bits([UInt64])

    func contains(_ node: Int) -> Bool {
        switch self {
        case .below(let bound): node < bound
        case .bits(let words): words[node / 64] >> UInt64(node % 64) & 1 == 1
        }
    }
}

extension [Int] {
    fileprivate mutating func insertDescending(_ value: Int) {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > value { low = middle + 1 } else { high = middle }
        }
        insert(value, at: low)
    }
}
