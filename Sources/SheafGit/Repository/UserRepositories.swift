/// Opens the user's repository with the back end that can read it.
public enum UserRepositories {
    /// libgit2 where it can, the `git` executable where it cannot.
    ///
    /// - Parameters:
    ///   - directory: anywhere in the work tree or git directory.
    ///   - git: finds the executable; only called when it is needed.
    /// - Throws: `GitError.notARepository`, `.notOwned`; `.unsupportedRepository`, saying what the repository needs and
    ///   why that is not to be had.
    public static func open(
        at directory: String, git: () throws -> GitExecutable = { try GitExecutable.find() }
    ) throws -> any UserRepository {
        let location = try RepositoryLocation.find(from: directory)
        do {
            return try Libgit2Repository(location)
        } catch let refusal as GitError {
            return try openByExecutable(location, after: refusal, git)
        }
    }

    private static func openByExecutable(
        _ location: RepositoryLocation, after refusal: GitError, _ git: () throws -> GitExecutable
    ) throws -> any UserRepository {
        let executable: GitExecutable
        do {
            executable = try git()
        } catch let absence as GitError {
            // Without git, the owner is the whole story: `safe.directory = *`, which libgit2 ignores, changes nothing.
            guard case .unsupportedRepository(let path, let reason) = refusal else { throw refusal }
            throw GitError.unsupportedRepository(path: path, reason: "\(reason), and there is \(absence)")
        }
        return try ExecutableRepository(location, git: executable)
    }
}
