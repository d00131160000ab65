@testable import SheafCore
@testable import SheafGit

extension FuzzTarget {
    /// A raw tree object, in both lengths of names.
    static let objects = FuzzTarget(name: "objects") { bytes in
        for idBytes in [20, 32] { checkTree(bytes, idBytes) }
    }

    private static func checkTree(_ bytes: [UInt8], _ idBytes: Int) {
        var written: [UInt8] = []
        let isWhole = bytes.withUnsafeBytes { buffer in
            var cursor = TreeCursor(buffer, idBytes: idBytes)
            do throws(TreeCursor.Malformed) {
                while try cursor.next() {
                    let entry = cursor.entry
                    expect(!entry.name.isEmpty && !entry.name.contains(0), "an entry has a name")
                    expect(entry.id.byteCount == idBytes, "an entry has an id")
                    // A mode may be written with zeros before it; they are not kept.
                    let zeros = bytes[written.count...].prefix { $0 == 0x30 }.count
                    let digits = entry.mode.rawValue == 0 ? "" : String(entry.mode.rawValue, radix: 8)
                    written += [UInt8](repeating: 0x30, count: zeros) + Array("\(digits) ".utf8) + entry.name + [0] + entry.id.bytes
                }
                return true
            } catch {
                return false
            }
        }
        expect(bytes.starts(with: written), "entries are what is written: \(shown(bytes)), \(shown(written))")
        expect(!isWhole || written.count == bytes.count, "a tree is read to its end")
    }
}
