@testable import SheafCore
@testable import SheafGit

extension FuzzTarget {
    /// What git and, through it, a remote says: conversations, listings, progress, configuration.
    static let answers = FuzzTarget(name: "answers") { bytes in
        var draw = Draw(bytes)
        let choice = draw.below(6)
        let cuts = draw.bytes(4).map(Int.init)
        let text = draw.remaining()
        switch choice {
        case 0: checkConversation(text, cuts)
        case 1: checkProgress(text, cuts)
        case 2: checkConfiguration(text)
        case 3: checkPush(text)
        case 4: checkObjectHeader(text)
        default:
            _ = GitVersion(parsing: String(decoding: text, as: UTF8.self))
            _ = TransportError.Kind(guessing: String(decoding: text, as: UTF8.self))
            let size = ChangeSize(numstat: text)
            expect(size.files >= 0 && size.files <= text.count, "a file has an entry")
        }
    }

    /// The pieces in which bytes come do not matter.
    private static func checkConversation(_ text: [UInt8], _ cuts: [Int]) {
        var whole = AnswerBuffer()
        whole.append(text)
        var pieces = AnswerBuffer()
        var unsent = text[...]
        func refill() -> Bool {
            let piece = unsent.prefix(1 + (cuts.first ?? 0) % 7)
            unsent = unsent.dropFirst(piece.count)
            pieces.append(Array(piece))
            return !piece.isEmpty
        }
        for (index, step) in (cuts + cuts).enumerated() {
            let end = UInt8(index % 2 == 0 ? 0 : 0x0a)
            switch step % 3 {
            case 0:
                let expected = whole.take(upTo: end)
                var found = pieces.take(upTo: end)
                while found == nil, refill() { found = pieces.take(upTo: end) }
                expect(found == expected, "a line does not depend on its pieces")
            case 1:
                let expected = whole.take(count: step)
                var found = pieces.take(count: step)
                while found == nil, refill() { found = pieces.take(count: step) }
                expect(found == expected, "a count does not depend on its pieces")
            default:
                let marker = Array(text.prefix(step % 11))
                let expected = whole.skip(marker)
                var found = pieces.skip(marker)
                while found == nil, refill() { found = pieces.skip(marker) }
                expect(found == expected, "a marker does not depend on its pieces")
            }
        }
    }

    private static func checkProgress(_ text: [UInt8], _ cuts: [Int]) {
        var (whole, pieces) = (ProgressMeter(), ProgressMeter())
        let expected = text.withUnsafeBytes { whole.read($0) }
        let cut = min(cuts.reduce(0, +), text.count)
        let found = [text[..<cut], text[cut...]].flatMap { piece in piece.withUnsafeBytes { pieces.read($0) } }
        expect(found == expected, "progress does not depend on its pieces")
        expect(expected.allSatisfy { $0.objects >= 0 && $0.objectsTotal >= 0 && $0.bytes >= 0 }, "progress is never negative: \(shown(text))")
    }

    private static func checkPush(_ text: [UInt8]) {
        if let id = ExecutableTransport.advertised(text) {
            expect(shown(text).contains(id.hex), "what is advertised was said")
        }
        if let line = ExecutableTransport.statusLine(text) {
            expect(!line.summary.contains("\n"), "a status is one line")
        }
    }

    private static func checkObjectHeader(_ text: [UInt8]) {
        guard let header = ObjectConversation.header(line: text) else { return }
        expect(header.bytes >= 0, "an object has a size: \(shown(text))")
        expect(text.starts(with: "\(header.id) \(header.type.rawValue) ".utf8) || text.first == 0x20, "a header is what was said: \(shown(text))")
    }

    /// What the sidecar takes over of a repository's settings are the allowed ones, one header and one value each.
    private static func checkConfiguration(_ text: [UInt8]) {
        let configuration = Configuration(parsing: text)
        let remotes = Remote.all(in: configuration, relativeTo: "/work tree")
        let rewrites = configuration.entries.contains { entry in
            let parts = entry.key.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count >= 3 && parts[0] == "url" && parts[parts.count - 1].hasSuffix("insteadof")
        }
        for remote in remotes where !rewrites && Remote.isLocalPath(remote.fetchURL) {
            expect(remote.fetchURL.hasPrefix("/"), "a path is absolute: \(shown(remote.fetchURL.utf8))")
        }
        let sidecar = SidecarSettings.text(configuration, remotes, trustsCommands: false)
        for line in sidecar.split(separator: "\n") {
            let isHeader = line.hasPrefix("[url \"") || line.hasPrefix("[http") || line.hasPrefix("[credential") || line.hasPrefix("[remote \"")
            expect(isHeader && line.hasSuffix("]") || line.hasPrefix("\t"), "a setting is a header and a value: \(shown(sidecar.utf8))")
            expect(!line.lowercased().hasPrefix("\tsshcommand") && !line.lowercased().hasPrefix("\thelper"), "no setting runs a command: \(shown(sidecar.utf8))")
        }
    }
}
