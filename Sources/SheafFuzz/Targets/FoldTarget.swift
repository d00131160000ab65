@testable import SheafCore

extension FuzzTarget {
    /// Lines about a few records: their meaning is a function of the set, whatever the order and the batches.
    static let fold = FuzzTarget(name: "fold") { bytes in
        var draw = Draw(bytes)
        let lines = DrawnLines(&draw).lines
        let whole = views([lines])
        // Each batch folds its records anew, so that one by one is the square of the work: always for a few lines, else in one
        // of eight inputs, and in pieces that lie elsewhere in every input.
        let seed = Int(lines.last?.held.line.hash.description.utf8.last ?? 0)
        let length = lines.count <= 8 || seed % 8 == 0 ? 1 : 6 + seed % 11
        let backwards = lines.reversed().map { $0 }
        let inPieces = views(stride(from: 0, to: lines.count, by: length).map { Array(backwards[$0..<min($0 + length, lines.count)]) })
        let halves = views([Array(lines[(lines.count / 2)...]), lines])
        for other in [inPieces, halves] {
            expect(other.canonicalBytes == whole.canonicalBytes, "equal facts have equal views: \(shown(whole.canonicalBytes)), \(shown(other.canonicalBytes))")
            for (key, fold) in whole.folds { check(fold, equals: other.folds[key]) }
        }
        let hashes = Set(lines.map(\.held.line.hash))
        for fold in whole.folds.values { check(fold, hashes) }
        let ids = whole.conflicts.map(\.id)
        expect(Set(ids).count == ids.count, "an item is listed once")
        for conflict in whole.conflicts { check(conflict, hashes) }
    }

    private static func views(_ batches: [[(kind: RecordKind, held: HeldLine)]]) -> MemoryViews {
        var views = MemoryViews()
        for batch in batches { views.insert(batch.map { ($0.kind, $0.held) }) }
        return views
    }

    private static func check(_ fold: RecordFold, equals other: RecordFold?) {
        expect(
            fold.content.storedBytes == other?.content.storedBytes && fold.heads == other?.heads
                && fold.ignored == other?.ignored && fold.acknowledged == other?.acknowledged
                && fold.conflicts == other?.conflicts && fold.nodeCount == other?.nodeCount,
            "equal facts are judged alike: \(fold.key)")
    }

    private static func check(_ fold: RecordFold, _ hashes: Set<LineHash>) {
        expect(hashes.isSuperset(of: fold.heads), "heads are lines that are held")
        let stored = fold.content.storedBytes
        expect((try? RecordFold.Content(storedBytes: stored))?.storedBytes == stored, "a view survives the store")
        guard case .session(let view) = fold.content else { return }
        for time in [.min, view.openedAt, view.lastActivity, view.idleEnd - 1, view.idleEnd, .max] {
            for latest in [nil, 0, .max] as [Int64?] {
                let display = SessionDisplay(view, at: Instant(milliseconds: time), latestFactOfKeepers: latest)
                expect((display.endedAt == nil) == [.open, .idle].contains(display.state), "what is over has an end: \(display)")
            }
        }
        let atEnd = SessionDisplay(view, at: Instant(milliseconds: view.idleEnd), latestFactOfKeepers: nil)
        expect(!fold.explanations(atEnd).isEmpty, "every view can be explained")
        expect(view.lastActivity >= view.openedAt && view.idleEnd > view.lastActivity || view.idleEnd == JSONValue.integerMax, "activity moves forward: \(view)")
    }

    private static func check(_ conflict: Conflict, _ hashes: Set<LineHash>) {
        expect(!conflict.lines.isEmpty && hashes.isSuperset(of: conflict.lines), "an item judges lines that are held: \(conflict)")
        expect(
            Set(conflict.lines).isSuperset(of: conflict.losers + [conflict.winner].compactMap(\.self)),
            "who won and who lost was judged: \(conflict)")
        expect((try? Conflict(storedBytes: conflict.storedBytes)) == conflict, "an item survives the store")
    }
}
