import CGit2

/// One object of libgit2 that we own; freed when the value ends.
struct Handle: ~Copyable {
    typealias Free = @convention(c) (OpaquePointer?) -> Void

    let pointer: OpaquePointer
    private let free: Free

    /// Takes over what `make` stores in its argument.
    ///
    /// - Throws: `GitError.library` for a negative code; pass `make`'s code through `map` to throw a better one.
    init(
        _ operation: String, freeing free: @escaping Free,
        map: (Int32) -> (any Error)? = { _ in nil }, make: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws {
        Libgit2.start()
        var made: OpaquePointer?
        let code = make(&made)
        guard code >= 0, let made else { throw map(code) ?? Libgit2.failure(code, operation) }
        pointer = made
        self.free = free
    }

    deinit { free(pointer) }
}
