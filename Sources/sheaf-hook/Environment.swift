#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A variable that is set and not empty.
func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(validatingCString: value)
}
