import SheafCore
import SheafStore

/// A backup as a person and as a program meets it.
extension Backup {
    /// One element of `schemas/backup-list.schema.json`.
    var document: Document {
        [
            "name": .string(name.description), "path": .string(path), "taken_at": Document(name.takenAt),
            "state": .string(stateName), "bytes": Document(byteCount), "facts": manifest.map { Document($0.factCount) } ?? .null,
            "verified_at": Document(manifest?.verifiedAt), "replica": Document(manifest?.replica?.hex),
            "file_sha256": Document(manifest?.fileHash.hex), "fold_sha256": Document(manifest?.foldHash.hex),
        ]
    }

    var stateName: String {
        switch state {
        case .verified: "verified"
        case .unverified: "unverified"
        case .failed: "failed"
        }
    }

    var stateText: Text {
        switch state {
        case .verified: "\(.check, .good) verified"
        case .unverified: "\(.ring, .warning) unverified"
        case .failed: "\(.cross, .bad) failed"
        }
    }

    var size: Text { "\((byteCount + 1023) / 1024) KiB" }
}
