import Foundation
import SheafCore
import SheafStore
import TestSupport

/// An enabled repository of a test, with its own home.
struct Scratch {
    let directory: TemporaryDirectory
    let repository: FixtureRepository
    var program: SheafProgram

    /// - Parameter environment: what every run sees, `enable` included.
    init(environment: [String: String] = [:]) throws {
        directory = try TemporaryDirectory()
        repository = try FixtureRepository(at: directory.file("work"))
        program = SheafProgram(in: repository.path, home: directory.file("home"))
        program.environment["SHEAF_DATE"] = "@\(Scene.start.milliseconds / 1000)"
        program.environment.merge(environment) { $1 }
        try repository.git("config", "user.email", "ada@example.com")
        try repository.git("config", "user.name", "Ada")
        try run("enable")
    }

    /// Takes lines in as an exchange would.
    func receive(_ lines: [ReceivedLine], at instant: Instant = Scene.start, from source: IntakeSource = .remote) throws {
        let store = try Store(StoreDirectory(path: "\(repository.gitDirectory)/sheaf"))
        _ = try store.write(now: instant) { try $0.intake(lines, from: source) }
    }

    /// Runs it and expects the exit status.
    @discardableResult
    func run(_ arguments: String..., status: Int32 = 0) throws -> SheafProgram.Outcome {
        let outcome = try program.run(arguments)
        guard outcome.status == status else {
            throw FixtureError("sheaf \(arguments.joined(separator: " ")): \(outcome.status)\n\(outcome.errors)")
        }
        return outcome
    }

    /// Runs it with `--json`, reads the document, and holds it against the schema of that name.
    func json(_ arguments: [String], schema: String) throws -> (status: Int32, document: [String: Any]) {
        let outcome = try program.run(arguments + ["--json"])
        try check([outcome.output], against: schema)
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        guard let document else { throw FixtureError("\(arguments): \(outcome.errors)") }
        return (outcome.status, document)
    }

    /// Holds documents against `Protocol/schemas/<schema>.schema.json`.
    func check(_ documents: [String], against schema: String) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Reference/check_schemas.py").path
        let python = ProcessInfo.processInfo.environment["SHEAF_TEST_PYTHON"] ?? "python3"
        let checked = try program.run(
            executable: "/usr/bin/env", [python, script, schema, "-"], input: documents.joined(separator: "\n"))
        guard checked.status == 0 else { throw FixtureError("\(schema): \(checked.output)\(checked.errors)") }
    }
}

extension Scratch {
    /// What was written here, as another replica would receive it.
    func ownLines() throws -> [ReceivedLine] {
        let store = try Store(StoreDirectory(path: "\(repository.gitDirectory)/sheaf"))
        return try store.read { try $0.outbox(limit: .max) }.map { ReceivedLine($0.arrived, isSigned: $0.isSigned) }
    }
}
