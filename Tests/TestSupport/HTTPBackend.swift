import Foundation

/// A web server on loopback for the bare repositories below a directory (`Tests/Support/http_backend.py`).
///
/// It ends with this value, with the test process, or after ten minutes, whatever comes first.
public final class HTTPBackend: Sendable {
    /// Such as `http://127.0.0.1:40123`; the paths below it are in the script's help.
    public let url: String
    private let input: FileHandle
    private let process: Process

    /// - Parameter directory: whose repositories are served under their relative paths.
    public init(serving directory: String) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Support/http_backend.py").path
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script, directory]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            process.terminate()
            throw FixtureError("http_backend.py printed no port but \"\(line)\"")
        }
        url = "http://127.0.0.1:\(port)"
        self.input = input.fileHandleForWriting
        self.process = process
    }

    deinit {
        try? input.close()
        process.terminate()
    }

    /// Creates an empty bare repository that accepts pushes.
    ///
    /// - Returns: its URL and its path.
    public func bareRepository(_ name: String, in directory: String) throws -> (url: String, path: String) {
        let repository = try FixtureRepository(at: "\(directory)/\(name)", options: ["--bare"])
        try repository.git("config", "http.receivepack", "true")
        return ("\(url)/\(name)", repository.path)
    }
}
