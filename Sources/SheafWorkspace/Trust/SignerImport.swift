import Foundation
import SheafCore
import SheafStore

/// What came of an `allowed_signers` file.
public struct SignerImport: Sendable {
    public enum Outcome: String, Hashable, Sendable {
        case pinned, unchanged
        /// Revoked here: a file does not take that back.
        case revoked
    }

    /// In the order of the file.
    public let signers: [(signer: AllowedSigners.Signer, outcome: Outcome)]
    public let skipped: [AllowedSigners.Skipped]
}

extension Workspace {
    /// Pins the replicas of a file in the format of ssh's `allowed_signers`, as a team may keep one.
    ///
    /// - Throws: `ReplicaError.tooLarge`, `WorkspaceError.fileSystem`.
    public func importSigners(_ path: String) throws -> SignerImport {
        let file = try Self.read(path)
        let zone = TimeZone(identifier: surroundings.environment["TZ"] ?? "") ?? .current
        let read = AllowedSigners(file) { instant in
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000))
        }
        let now = now
        let by = try repository.userEmail()
        return try store.write(now: now) { transaction in
            var known = Dictionary(try transaction.reader().trustDecisions().map { ($0.replica, $0) }) { first, _ in first }
            var signers: [(AllowedSigners.Signer, SignerImport.Outcome)] = []
            for signer in read.signers {
                let outcome = Self.outcome(signer, known[signer.replica])
                signers.append((signer, outcome))
                guard outcome == .pinned else { continue }
                let decision = TrustDecision(
                    replica: signer.replica, verdict: .trusted(signer.validity), name: Self.name(of: signer), decidedBy: by,
                    decidedAt: now)
                try transaction.decide(decision)
                known[signer.replica] = decision
            }
            let count = signers.count { $0.1 == .pinned }
            if count > 0 { try transaction.log("replicas import: \(count) pinned", inverse: nil) }
            return SignerImport(signers: signers, skipped: read.skipped)
        }
    }

    private static func outcome(_ signer: AllowedSigners.Signer, _ known: TrustDecision?) -> SignerImport.Outcome {
        switch known?.verdict {
        case .revoked: .revoked
        case .trusted(signer.validity) where known?.name == name(of: signer): .unchanged
        case .trusted, nil: .pinned
        }
    }

    /// The first principal that can be a name.
    private static func name(of signer: AllowedSigners.Signer) -> String? {
        signer.principals.first { (try? requireName($0)) != nil }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw WorkspaceError.fileSystem(path: path, detail: String(cString: strerror(errno)))
        }
        defer { try? handle.close() }
        do {
            let bytes = Array(try handle.read(upToCount: AllowedSigners.byteCountMax + 1) ?? Data())
            guard bytes.count <= AllowedSigners.byteCountMax else {
                throw ReplicaError.tooLarge(path: path, bytesMax: AllowedSigners.byteCountMax)
            }
            return bytes
        } catch let error as ReplicaError { throw error } catch {
            throw WorkspaceError.fileSystem(path: path, detail: error.localizedDescription)
        }
    }
}
