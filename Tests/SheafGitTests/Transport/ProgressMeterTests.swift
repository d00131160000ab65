import Testing

@testable import SheafGit

@Suite struct ProgressMeterTests {
    private func read(_ line: String) -> [TransferProgress] {
        var meter = ProgressMeter()
        return Array(line.utf8).withUnsafeBytes { meter.read($0) }
    }

    @Test func linesOfGitAreRead() {
        let lines: [(String, TransferProgress)] = [
            (
                "Receiving objects:  45% (450/1000), 1.50 MiB | 2.40 MiB/s\r",
                TransferProgress(step: .receiving, objects: 450, objectsTotal: 1_000, bytes: 1_572_864)
            ),
            (
                "remote: Counting objects: 100% (7/7), done.\n",
                TransferProgress(step: .counting, objects: 7, objectsTotal: 7, bytes: 0)
            ),
            (
                "Writing objects: 100% (3/3), 512 bytes | 512.00 KiB/s, done.\n",
                TransferProgress(step: .sending, objects: 3, objectsTotal: 3, bytes: 512)
            ),
            (
                "remote: Counting objects: 812\r",
                TransferProgress(step: .counting, objects: 812, objectsTotal: 0, bytes: 0)
            ),
        ]
        for (line, progress) in lines { #expect(read(line) == [progress]) }
        #expect(read(lines.map(\.0).joined()) == lines.map(\.1))
    }

    @Test(arguments: [
        "\n", "remote: hello (a/b)\n", "Receiving objects:\n", "Receiving objects: (x/y)\n",
        String(repeating: "x", count: 10_000) + "Receiving objects: 1% (1/2)\n",
    ])
    func otherLinesAreNoProgress(_ line: String) {
        #expect(read(line).isEmpty)
    }

    /// A remote's own words come through the same lines.
    @Test(arguments: ["nan KiB", "inf GiB", "-inf bytes", "1e300 GiB", "-1 KiB", "99999999999999999999 MiB"])
    func anImpossibleSizeCountsAsNone(_ size: String) {
        let progress = TransferProgress(step: .receiving, objects: 1, objectsTotal: 2, bytes: 0)
        #expect(read("remote: Receiving objects:  50% (1/2), \(size) | 1 MiB/s\n") == [progress])
    }

    @Test(arguments: ["(-1/2)", "(1/-2)", "(99999999999999999999/1)"])
    func anImpossibleCountIsNoProgress(_ counts: String) {
        #expect(read("remote: Receiving objects:  50% \(counts)\n").isEmpty)
    }
}
