/// What a file is for.
public enum PathKind: String, Hashable, Sendable { case tests, docs, other }

/// Tells tests and documentation from other files, by the policy's patterns.
public struct PathKinds: Sendable {
    private let tests: [Pattern]
    private let docs: [Pattern]

    public init(_ rules: Policy.Detection) {
        tests = rules.testPaths
        docs = rules.docPaths
    }

    /// - Parameter path: relative to the repository's root, with `/`. A file that fits both is a test.
    public func kind(of path: some StringProtocol) -> PathKind {
        let path = PatternText(path, isFolded: false)
        if tests.contains(where: { $0.matches(path) }) { return .tests }
        return docs.contains { $0.matches(path) } ? .docs : .other
    }
}
