import Foundation
import SheafFiles

/// Why a planned change was not made; everything else was.
public struct HookFailure: Hashable, Sendable {
    public let path: String
    public let detail: String
}

extension HookPlan {
    /// Makes the changes, each if what it is about is still as it was.
    ///
    /// - Parameter workshop: a folder of ours, for what is being written.
    func apply(workshop: String) -> [HookFailure] {
        edits.compactMap { edit in
            do throws(DurableFile.Failure) {
                return try Self.apply(edit, workshop) ? nil : HookFailure(path: edit.path, detail: "changed in the meantime")
            } catch {
                return HookFailure(path: edit.path, detail: String(cString: strerror(error.code)))
            }
        }
    }

    private static func apply(_ edit: Edit, _ workshop: String) throws(DurableFile.Failure) -> Bool {
        switch edit {
        case .makeFolder(let path):
            guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw DurableFile.Failure(path: path, code: errno) }
        case .create(_, let path, let bytes):
            guard HookFile.at(path) == .missing else { return false }
            try ReplacedFile(path: path, workshop: workshop).write(bytes, mode: nil)
        case .rewrite(let path, let old, let new, let mode, _):
            guard HookFile.at(path) == .regular(bytes: old, mode: mode) else { return false }
            try ReplacedFile(path: path, workshop: workshop).write(new, mode: mode)
        case .remove(let path, let bytes):
            guard HookFile.at(path).bytes == bytes else { return false }
            guard unlink(path) == 0 else { throw DurableFile.Failure(path: path, code: errno) }
        case .removeFolder(let path): rmdir(path)
        case .settings(let path, _, let block):
            try ReplacedFile(path: path, workshop: workshop).writeLocked { bytes in
                let bare = MarkedBlock.removed(from: bytes)
                return block.map { HookSettings.inserted($0, into: bare) } ?? bare
            }
        }
        return true
    }
}

extension HookPlan.Edit {
    var path: String {
        switch self {
        case .makeFolder(let path), .removeFolder(let path), .create(_, let path, _), .rewrite(let path, _, _, _, _), .remove(let path, _),
            .settings(let path, _, _): path
        }
    }
}
