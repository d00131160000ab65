import Foundation
import SheafGit
import SheafStore

/// Where Sheaf lives in a repository: one folder in the git directory that all work trees share, and nothing else.
public struct Installation: Hashable, Sendable {
    public let directory: StoreDirectory

    public init(_ location: RepositoryLocation) {
        directory = StoreDirectory(path: location.commonDirectory + "/sheaf")
    }

    public var sidecarPath: String { directory.path + "/state.git" }

    /// Its presence means: keep everything, record nothing.
    var disabledMark: String { directory.path + "/disabled" }

    /// What is being purged, out of everybody's sight.
    var purgedPath: String { directory.path + ".purged" }

    /// Something of Sheaf is here, enabled or not; also when a rebuild has moved the database away and got no further.
    public var isPresent: Bool { access(directory.database, F_OK) == 0 || directory.salvaged.isPresent }

    public var isEnabled: Bool { isPresent && access(disabledMark, F_OK) != 0 }
}

extension RepositoryLocation {
    /// What a person calls the repository.
    public var displayPath: String { workTree ?? gitDirectory }
}
