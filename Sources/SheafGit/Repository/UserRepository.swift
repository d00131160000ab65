import SheafCore

/// The user's repository, read and never written.
///
/// Calls block; each is safe from any thread, and one repository answers one at a time. Objects that a partial clone
/// lacks are not fetched.
public protocol UserRepository: Sendable {
    var location: RepositoryLocation { get }

    /// What `HEAD` says; whether its commit is here is not looked at.
    func head() throws -> Head

    /// Refs that lead to commits, ascending by name; others and broken ones are skipped.
    ///
    /// - Parameter prefix: of the full name, such as `refs/heads/`.
    func references(matching prefix: String) throws -> [Reference]

    /// The full name that a symbolic ref points at, or nil when it is not symbolic or does not exist.
    func symbolicTarget(of reference: String) throws -> String?

    /// The commit a person means: a branch, tag, abbreviation, `HEAD~2` and so on.
    ///
    /// - Throws: `GitError.refusedName` (begins with "-", for one), `.unknownRevision`, `.ambiguousRevision`.
    func resolve(_ revision: String) throws -> ObjectID

    /// - Throws: `GitError.missingObject`, `GitError.unexpectedType`.
    func commit(_ id: ObjectID) throws -> Commit

    /// Visits every commit reachable from some commits and from none of others, newest first as far as clocks allow.
    ///
    /// - Parameters:
    ///   - hiding: commits that are not here hide nothing.
    ///   - visit: may call this repository; throwing ends the walk.
    /// - Throws: `GitError.missingObject` for an unknown start; that or `GitError.commandFailed` when history is cut
    ///   where no shallow boundary is; what `visit` throws.
    @discardableResult
    func walk(
        from starts: [ObjectID], hiding: [ObjectID], visit: (Commit) throws -> WalkStep
    ) throws -> WalkSummary

    /// Paths changed against the first parent, against nothing for a root commit; at most `ChangedPaths.countMax`.
    ///
    /// - Throws: `GitError.missingObject`, naming the parent at a shallow boundary and a tree in a partial clone.
    func changedPaths(of commit: ObjectID) throws -> ChangedPaths

    /// A regular file, or nil when the commit has none at that path.
    ///
    /// - Parameters:
    ///   - path: relative to the root of the tree, parts separated by "/".
    ///   - bytesMax: nothing larger is read.
    /// - Throws: `GitError.tooLarge`, `GitError.missingObject`, `GitError.refusedName`.
    func file(_ path: String, at commit: ObjectID, bytesMax: Int) throws -> FileContent?

    /// Everything git's configuration says here and now.
    func configuration() throws -> Configuration

    /// An identity as the repository's `.mailmap` and configuration want it shown.
    func mailmapped(_ identity: Identity) throws -> Identity
}

extension UserRepository {
    /// The branch whose policy file counts, as a full ref name; nil in a repository without branches.
    ///
    /// In this order: what `HEAD` of the remote said at the last fetch or clone (`origin` before other remotes, those
    /// in order of configuration), `init.defaultBranch`, `main`, `master`, the current branch; each if it exists.
    public func defaultBranch() throws -> String? {
        let configuration = try configuration()
        let remotes = configuration.subsections("remote").sorted { $0 == "origin" && $1 != "origin" }
        for remote in remotes {
            let target = try symbolicTarget(of: "refs/remotes/\(remote)/HEAD")
            if let target, try exists(target) { return target }
        }
        let names = [configuration.value("init.defaultbranch"), "main", "master"].compactMap { $0 }
        for name in names where try exists("refs/heads/\(name)") { return "refs/heads/\(name)" }
        guard case .branch(let name, _) = try head() else { return nil }
        return name
    }

    private func exists(_ reference: String) throws -> Bool {
        try references(matching: reference).contains { $0.name == reference }
    }

    /// The remotes, in order of configuration.
    public func remotes() throws -> [Remote] {
        Remote.all(in: try configuration(), relativeTo: location.workTree ?? location.gitDirectory)
    }

    /// The value in force of one variable, section and name in lower case; nil when unset.
    public func configurationValue(_ key: String) throws -> String? { try configuration().value(key) }

    /// Who commits here by git's configuration (`author.email`, else `user.email`), through the mailmap; nil if unset.
    public func userEmail() throws -> String? {
        let configuration = try configuration()
        guard let email = configuration.value("author.email") ?? configuration.value("user.email"), !email.isEmpty
        else { return nil }
        let name = configuration.value("author.name") ?? configuration.value("user.name") ?? ""
        return try mailmapped(Identity(name: name, email: email)).email
    }
}
