import Foundation
import TestSupport

/// Seeds of property tests. A failing case names its argument, the seed.
///
/// `SHEAF_TEST_SEED` (an integer) moves all of them: a soak run takes other seeds than the ordinary one.
enum Seeds {
    private static let offset = ProcessInfo.processInfo.environment["SHEAF_TEST_SEED"].flatMap { UInt64($0) } ?? 0

    /// `count` neighbouring seeds; the cases of a parameterised test run in parallel.
    static func cases(_ count: UInt64) -> [UInt64] { (0..<count).map { $0 &+ offset &* count } }
}

extension RandomNumberGenerator {
    /// True in `percent` of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// - Precondition: not empty.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// Each element with the given chance, in the order given.
    mutating func some<Element>(_ elements: [Element], percent: Int) -> [Element] {
        elements.filter { _ in chance(percent) }
    }

    /// The elements in their order, cut into 1...`pieceCountMax` pieces, of which some may be empty.
    mutating func pieces<Element>(of elements: [Element], countMax pieceCountMax: Int) -> [[Element]] {
        var pieces = [[Element]](repeating: [], count: Int.random(in: 1...pieceCountMax, using: &self))
        let cuts = elements.map { _ in Int.random(in: pieces.indices, using: &self) }.sorted()
        for (element, piece) in zip(elements, cuts) { pieces[piece].append(element) }
        return pieces
    }
}
