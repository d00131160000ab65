import Foundation
import SheafCore

/// What a shell prompt shows of a repository. `sheaf-hook prompt` reads it from a file, because a prompt has no time for
/// anything else; commands and the agent keep it.
///
/// File `prompt` in Sheaf's folder: `sheaf-prompt 1 <unix seconds until which it holds>`, LF, one line, LF.
public struct PromptSegment: Hashable, Sendable {
    /// Of the line, in bytes.
    public static let textBytesMax = 64

    /// Letters, digits, spaces and `.,:+-_/()`: shells expand what a prompt holds, and give most other signs a meaning.
    public let text: String
    /// Nothing is shown from then on: what has ended since would be shown as open.
    public let until: Instant

    /// - Parameter text: signs that a prompt cannot show become "_"; what is longer is cut. nil for an empty one.
    public init?(_ text: String, until: Instant) {
        guard !text.isEmpty else { return nil }
        self.text = String(text.unicodeScalars.prefix(Self.textBytesMax).map { Self.isPlain($0) ? Character($0) : "_" })
        self.until = until
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: " .,:+-_/()".unicodeScalars.contains(scalar)
        }
    }

    var bytes: [UInt8] { Array("sheaf-prompt 1 \(until.milliseconds / 1000)\n\(text)\n".utf8) }
}

extension Installation {
    /// Puts the segment in the place of the one before; nil: nothing is to be shown. A prompt is worth no error, and no wait
    /// for the disk: what a power loss leaves of it is written anew, or shows nothing.
    public func show(_ segment: PromptSegment?) {
        let path = directory.path + "/prompt"
        guard let segment else {
            unlink(path)
            return
        }
        let temporary = "\(path).new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        let bytes = segment.bytes
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        if count != bytes.count || rename(temporary, path) != 0 { unlink(temporary) }
    }
}
