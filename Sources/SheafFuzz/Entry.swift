import Foundation

/// What libFuzzer calls. One binary holds every target, because linking twelve costs more than all else;
/// `SHEAF_FUZZ_TARGET` names the one that runs.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["SHEAF_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        FileHandle.standardError.write(Data("SHEAF_FUZZ_TARGET is none of \(FuzzTarget.all.map(\.name))\n".utf8))
        // libFuzzer takes any other end for a finding.
        _exit(64)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    target.check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
