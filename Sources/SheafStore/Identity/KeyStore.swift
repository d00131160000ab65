import Foundation
import SheafCore
import SheafFiles

/// The private keys of this user's replicas, outside every repository: a copied repository has no key with it.
///
/// One file a key, `<64 hex digits of the public key>.key`, 0600 in a folder of 0700: canonical JSON with the seed and
/// the folder that the key serves. DESIGN section 4, "Identity".
public struct KeyStore: Hashable, Sendable {
    public let directory: String

    /// A key and the store folder that it was minted for or last moved with.
    public struct Entry: Sendable {
        public let key: ReplicaKey
        public let path: String
    }

    /// - Parameter directory: absolute; made when the first key is written.
    public init(directory: String) {
        self.directory = directory
    }

    public func path(of replica: ReplicaID) -> String { "\(directory)/\(replica).key" }

    /// nil when there is no key of this replica, or its file is not one.
    ///
    /// - Throws: `StoreError.readOnly` when the file is there and cannot be read; `.notTrusted` when the folder is another
    ///   user's.
    public func entry(of replica: ReplicaID) throws(StoreError) -> Entry? {
        try OwnFile(path: directory).require()
        let path = path(of: replica)
        guard let bytes = FileManager.default.contents(atPath: path) else {
            guard access(path, F_OK) == 0 else { return nil }
            throw .readOnly(path: path)
        }
        guard let object = try? JSONValue.readCanonicalObject(bytes), let served = object["path"]?.string,
            let seed = object["seed"]?.string.flatMap({ Hex.decode(Array($0.utf8)) }),
            let key = ReplicaKey(seed: seed), key.replica == replica
        else { return nil }
        return Entry(key: key, path: served)
    }

    /// Writes a key so that it survives a power loss before its first use.
    public func write(_ key: ReplicaKey, serving path: String) throws(StoreError) {
        let content: JSONValue = ["path": .string(path), "seed": .string(Hex.encode(key.seed))]
        try makeDirectory()
        let file = DurableFile(path: self.path(of: key.replica))
        do { try file.replace(with: content.canonicalBytes) } catch { throw StoreError(error) }
    }

    /// Removes the keys of the replicas that serve a folder.
    public func removeKeys(serving folder: StoreDirectory) throws(StoreError) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasSuffix(".key") {
            guard let replica = ReplicaID(name.dropLast(4)), let entry = try entry(of: replica),
                StoreDirectory(path: entry.path).resolved == folder.resolved
            else { continue }
            try remove(replica)
        }
    }

    func remove(_ replica: ReplicaID) throws(StoreError) {
        guard unlink(path(of: replica)) == 0 || errno == ENOENT else {
            throw StoreError(errno: errno, path: path(of: replica))
        }
    }

    /// Removes keys that were being written by processes that died.
    func sweep() { DurableFile.sweep(directory) }

    private func makeDirectory() throws(StoreError) {
        try OwnFile(path: directory).require()
        do { try DurableFolder(path: directory).make() } catch { throw StoreError(error) }
        // It may have been there with wider permissions.
        guard chmod(directory, 0o700) == 0 else { throw StoreError(errno: errno, path: directory) }
    }
}
