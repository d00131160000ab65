#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ExitStatus {
    /// What a failed system call on a file means to a script.
    static func fileSystem(_ code: Int32) -> ExitStatus {
        switch code {
        case EACCES, EPERM: .notPermitted
        case EEXIST, ENOTDIR, EISDIR, ENAMETOOLONG: .cannotCreate
        case EAGAIN, EBUSY, ETXTBSY: .temporaryFailure
        default: .inputOutput
        }
    }
}
