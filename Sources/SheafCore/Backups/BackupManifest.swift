/// What was found when a backup was verified: the file beside it, without which it does not count.
///
/// One canonical JSON object and LF. Protocol: 8-local, section 8.7, schemas/backup-manifest.schema.json.
public struct BackupManifest: Hashable, Sendable {
    /// Manifests of other formats are not read: the backup counts as unverified.
    public static let format: Int64 = 1

    public var takenAt: Instant
    public var verifiedAt: Instant
    /// The git directory that all work trees share, when it was taken.
    public var repository: String
    /// Who the database wrote as; nil when nobody had yet.
    public var replica: ReplicaID?
    public var factCount: Int
    /// SHA-256 of the file.
    public var fileHash: Checksum
    /// SHA-256 over the views that the facts give, and the stored form that they were folded to.
    public var foldHash: Checksum
    public var viewsVersion: Int
    /// Of the tables.
    public var schema: Int
    /// Which files the database was, and how they stood, before it was copied: nothing has changed while they stand so.
    public var source: String

    public init(
        takenAt: Instant, verifiedAt: Instant, repository: String, replica: ReplicaID?, factCount: Int, fileHash: Checksum,
        foldHash: Checksum, viewsVersion: Int, schema: Int, source: String
    ) {
        self.takenAt = takenAt
        self.verifiedAt = verifiedAt
        self.repository = repository
        self.replica = replica
        self.factCount = factCount
        self.fileHash = fileHash
        self.foldHash = foldHash
        self.viewsVersion = viewsVersion
        self.schema = schema
        self.source = source
    }

    /// With LF.
    public var bytes: [UInt8] {
        var object: JSONObject = [
            "facts": .integer(Int64(factCount)), "file_sha256": .string(fileHash.hex), "fold_sha256": .string(foldHash.hex),
            "format": .integer(Self.format), "repository": .string(repository), "schema": .integer(Int64(schema)),
            "source": .string(source), "taken_at": .integer(takenAt.milliseconds),
            "verified_at": .integer(verifiedAt.milliseconds), "views": .integer(Int64(viewsVersion)),
        ]
        object["replica"] = (replica?.hex).map(JSONValue.string)
        return JSONValue.object(object).canonicalBytes + [UInt8(ascii: "\n")]
    }

    /// nil for what is no manifest of this format.
    public init?(bytes: some BidirectionalCollection<UInt8>) {
        guard bytes.last == UInt8(ascii: "\n"),
            let object = try? JSONValue.readCanonicalObject(Array(bytes.dropLast())), object["format"]?.integer == Self.format,
            let takenAt = object["taken_at"]?.integer, let verifiedAt = object["verified_at"]?.integer,
            let repository = object["repository"]?.string, let source = object["source"]?.string,
            let facts = object["facts"]?.integer, let schema = object["schema"]?.integer, let views = object["views"]?.integer,
            let fileHash = object["file_sha256"]?.string.flatMap({ Checksum($0) }),
            let foldHash = object["fold_sha256"]?.string.flatMap({ Checksum($0) })
        else { return nil }
        let replica = object["replica"]?.string
        guard replica == nil || replica.flatMap({ ReplicaID($0) }) != nil else { return nil }
        self.init(
            takenAt: Instant(milliseconds: takenAt), verifiedAt: Instant(milliseconds: verifiedAt), repository: repository,
            replica: replica.flatMap { ReplicaID($0) }, factCount: Int(facts), fileHash: fileHash, foldHash: foldHash,
            viewsVersion: Int(views), schema: Int(schema), source: source)
    }
}
