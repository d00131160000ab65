import CGit2
import Foundation

/// Strings in the form that libgit2 takes lists of them; they live as long as this value.
struct CStrings: ~Copyable {
    private let pointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

    init(_ strings: [String]) {
        pointers = .allocate(capacity: strings.count)
        _ = pointers.initialize(from: strings.map { strdup($0) })
    }

    deinit {
        for pointer in pointers { free(pointer) }
        pointers.deallocate()
    }

    /// Valid while this value lives.
    var array: git_strarray { git_strarray(strings: pointers.baseAddress, count: pointers.count) }
}
