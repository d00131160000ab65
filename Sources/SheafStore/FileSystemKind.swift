import CShims

/// Whether a folder is on this machine's disk: SQLite's write-ahead log needs memory that all its users share.
public enum FileSystemKind: Hashable, Sendable {
    case local
    /// `name` is the file system's type, such as `nfs`.
    case network(name: String)

    /// Types whose files other machines can open too; FUSE may be either and is treated with care.
    /// Source: statfs(2) and linux/magic.h.
    private static let networkTypes: [UInt32: String] = [
        0x6969: "nfs", 0x517B: "smb", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2", 0x0102_1997: "9p",
        0x6573_5546: "fuse", 0x5346_414F: "afs", 0x6B41_4653: "afs", 0x00C3_6400: "ceph", 0x0BD0_0BD0: "lustre",
        0x7375_7245: "coda", 0x564C: "ncp", 0x0116_1970: "gfs2", 0x7461_636F: "ocfs2", 0x4750_4653: "gpfs",
        0x1980_0202: "beegfs", 0x786F_4256: "vboxsf", 0x7C7C_6673: "prl_fs",
    ]

    /// - Parameter type: `f_type` of statfs(2).
    public init(type: UInt32) {
        self = Self.networkTypes[type].map { .network(name: $0) } ?? .local
    }

    /// Local when the folder cannot be asked: opening it will say why.
    init(path: String) {
        let type = shim_file_system_type(path)
        #if canImport(Darwin)
            self = type == 1 ? .network(name: "remote volume") : .local
        #else
            self = type < 0 ? .local : FileSystemKind(type: UInt32(truncatingIfNeeded: type))
        #endif
    }
}
