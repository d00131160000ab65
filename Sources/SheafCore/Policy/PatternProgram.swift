/// A pattern's syntax tree. Scalars are folded already where the syntax folds.
indirect enum PatternNode: Sendable {
    case empty
    case scalar(UInt32)
    case any
    case set(ScalarSet)
    case start, end
    case wordEdge(isWanted: Bool)
    case sequence([PatternNode])
    case either([PatternNode])
    /// `max` nil: without end.
    case repetition(PatternNode, min: Int, max: Int?)
}

/// Scalars by ranges.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false

    func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }

    static let digits = ScalarSet(ranges: [0x30...0x39])
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])
    static let space = ScalarSet(ranges: [0x09...0x0d, 0x20...0x20])
}

/// A pattern as an automaton without back-tracking.
struct PatternProgram: Sendable {
    private enum Step: Sendable {
        case scalar(UInt32)
        case any
        /// Its place among the sets: a step that held one would be counted in and out each time it is looked at.
        case set(Int)
        case start, end
        case wordEdge(isWanted: Bool)
        case split(Int, Int)
        case jump(Int)
        case accept
    }

    /// With 1,024 scalars of text, half a million steps for the costliest match.
    static let stepsMax = 512

    private var steps: [Step] = []
    private var sets: [ScalarSet] = []
    var count: Int { steps.count }
    /// Stands in every text that fits; may be empty. Most texts fail here, at a tenth of the cost.
    private let required: [UInt32]

    init(_ node: PatternNode) throws(PatternFailure) {
        required = Self.longestLiteral(of: node)
        try emit(node)
        try append(.accept)
    }

    private static func longestLiteral(of node: PatternNode) -> [UInt32] {
        guard case .sequence(let parts) = node else { return [] }
        var (longest, current): ([UInt32], [UInt32]) = ([], [])
        for part in parts {
            if case .scalar(let scalar) = part { current.append(scalar) } else { current = [] }
            if current.count > longest.count { longest = current }
        }
        return longest
    }

    func accepts(_ text: PatternText) -> Bool {
        guard text.contains(required) else { return false }
        var run = Run(steps: steps, sets: sets, text: text)
        return run.accepts()
    }

    /// What is reached so far at one position of the text.
    private struct Run {
        let steps: [Step]
        let sets: [ScalarSet]
        let text: [UInt32]
        let isCut: Bool
        var current: [Int] = []
        var next: [Int] = []
        /// The position for which a step was reached last; keeps every list free of duplicates, and loops finite.
        var reachedAt: [Int]
        var pending: [Int] = []

        init(steps: [Step], sets: [ScalarSet], text: PatternText) {
            self.steps = steps
            self.sets = sets
            self.text = text.scalars
            isCut = text.isCut
            reachedAt = Array(repeating: -1, count: steps.count)
        }

        mutating func accepts() -> Bool {
            let isAnchored = if case .start? = steps.first { true } else { false }
            for position in 0...text.count {
                if position == 0 || !isAnchored, reach(0, at: position) { return true }
                swap(&current, &next)
                next.removeAll(keepingCapacity: true)
                guard position < text.count, !(current.isEmpty && isAnchored) else { return false }
                for step in current where consumes(steps[step], text[position]) {
                    if reach(step + 1, at: position + 1) { return true }
                }
            }
            return false
        }

        private func consumes(_ step: Step, _ scalar: UInt32) -> Bool {
            switch step {
            case .scalar(let wanted): scalar == wanted
            case .any: true
            case .set(let set): sets[set].contains(scalar)
            default: false
            }
        }

        /// Follows everything that consumes no text; true when that accepts.
        private mutating func reach(_ step: Int, at position: Int) -> Bool {
            pending.append(step)
            while let step = pending.popLast() {
                guard reachedAt[step] != position else { continue }
                reachedAt[step] = position
                switch steps[step] {
                case .scalar, .any, .set: next.append(step)
                case .start: if position == 0 { pending.append(step + 1) }
                case .end: if position == text.count, !isCut { pending.append(step + 1) }
                case .wordEdge(let isWanted): if isWordEdge(position) == isWanted { pending.append(step + 1) }
                case .jump(let target): pending.append(target)
                case .split(let first, let second):
                    pending.append(second)
                    pending.append(first)
                case .accept:
                    pending.removeAll(keepingCapacity: true)
                    return true
                }
            }
            return false
        }

        private func isWordEdge(_ position: Int) -> Bool {
            let before = position > 0 && ScalarSet.word.contains(text[position - 1])
            let after = position < text.count && ScalarSet.word.contains(text[position])
            return before != after
        }
    }
}

// MARK: Compiling

extension PatternProgram {
    private mutating func append(_ step: Step) throws(PatternFailure) {
        guard steps.count < Self.stepsMax else { throw PatternFailure(column: 1, reason: .tooComplex) }
        steps.append(step)
    }

    private mutating func emit(_ node: PatternNode) throws(PatternFailure) {
        switch node {
        case .empty: break
        case .scalar(let scalar): try append(.scalar(scalar))
        case .any: try append(.any)
        case .set(let set):
            try append(.set(sets.count))
            sets.append(set)
        case .start: try append(.start)
        case .end: try append(.end)
        case .wordEdge(let isWanted): try append(.wordEdge(isWanted: isWanted))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .either(let nodes): try emitEither(nodes)
        case .repetition(let node, let min, let max):
            for _ in 0..<min {
                let count = steps.count
                try emit(node)
                // What emits nothing would never meet the limit: `(((){100}){100}){100}` and so on.
                if steps.count == count { break }
            }
            if let max { try emitOptional(node, count: max - min) } else { try emitLoop(node) }
        }
    }

    private mutating func emitEither(_ nodes: [PatternNode]) throws(PatternFailure) {
        var jumps: [Int] = []
        for node in nodes.dropLast() {
            let split = steps.count
            try append(.split(split + 1, split))
            try emit(node)
            jumps.append(steps.count)
            try append(.jump(0))
            steps[split] = .split(split + 1, steps.count)
        }
        if let last = nodes.last { try emit(last) }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    private mutating func emitLoop(_ node: PatternNode) throws(PatternFailure) {
        let split = steps.count
        try append(.split(split + 1, split))
        try emit(node)
        try append(.jump(split))
        steps[split] = .split(split + 1, steps.count)
    }

    private mutating func emitOptional(_ node: PatternNode, count: Int) throws(PatternFailure) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(steps.count)
            try append(.split(steps.count + 1, steps.count))
            try emit(node)
        }
        for split in splits { steps[split] = .split(split + 1, steps.count) }
    }
}
