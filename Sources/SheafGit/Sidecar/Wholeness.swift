import Foundation
import SheafCore
import SheafFiles

extension Sidecar {
    /// Whether everything is here that the refs lead to: each commit's tree, its subtrees and, by name, its blobs.
    ///
    /// A copy that was made while somebody wrote may have a ref and not what it names. Reads every tree once, so it is asked
    /// only where there is a reason to.
    public func isWhole() -> Bool {
        guard let references = try? references(matching: "refs/sheaf/") else { return false }
        var seen: Set<ObjectID> = []
        return references.allSatisfy { isWhole($0.id, &seen) }
    }

    private func isWhole(_ id: ObjectID, _ seen: inout Set<ObjectID>) -> Bool {
        guard let type = try? header(of: id).type else { return false }
        // What is no commit was fetched as it is, and nothing is built on it.
        guard type == .commit else { return true }
        guard let tree = try? tree(of: id) else { return false }
        var rest = [tree]
        while let next = rest.popLast() {
            guard seen.insert(next).inserted else { continue }
            guard let entries = try? entries(of: next) else { return false }
            for entry in entries {
                if entry.mode == .tree { rest.append(entry.id) } else if !contains(entry.id) { return false }
            }
        }
        return true
    }

    /// Moves a sidecar that is not whole out of the way; the next opening makes a new one. Nothing is deleted.
    ///
    /// - Returns: where it is now, `<path>.damaged-<n>`.
    /// - Throws: `GitError.fileSystem`.
    @discardableResult
    public static func setAside(_ path: String) throws -> String {
        for number in 1... {
            let aside = "\(path).damaged-\(number)"
            // A folder is renamed onto nothing but an empty folder, so two processes cannot both take one name.
            guard access(aside, F_OK) != 0 else { continue }
            if rename(path, aside) == 0 {
                do { try DurableFile.syncFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path) } catch {
                    throw GitError(error)
                }
                return aside
            }
            guard errno == ENOTEMPTY || errno == EEXIST else { throw GitError.fileSystem(path: path, errno: errno) }
        }
        preconditionFailure("BUG: numbers have an end")
    }
}
