import Foundation
import SheafCore
import SheafGit
import SheafStore

/// Looks at everything that Sheaf depends on, one thing after the other, and changes nothing.
///
/// No check needs another one to succeed: what cannot be looked at is a finding itself.
public struct Doctor {
    let directory: String
    let surroundings: Surroundings

    /// - Parameter directory: in the repository, or where one should be.
    public init(directory: String, surroundings: Surroundings) {
        self.directory = directory
        self.surroundings = surroundings
    }

    /// In the order of `Diagnosis.Check`, at least one diagnosis for each check that could be made.
    public func examine() -> [Diagnosis] {
        var findings = examineGit()
        let repository: any UserRepository
        do { repository = try UserRepositories.open(at: directory) } catch {
            return findings + [.problem(.repository, "\(error)", remedy: "or name one with -C DIRECTORY")]
        }
        findings.append(describe(repository.location))
        let place = Installation(repository.location)
        findings += examineSettings(repository)
        guard place.isPresent else {
            return findings + [.note(.enabled, "Sheaf is not enabled here", remedy: "run `sheaf enable`")]
        }
        findings.append(place.isEnabled
            ? .ok(.enabled, "in \(place.directory.path)")
            : .note(.enabled, "Sheaf was disabled here; everything is kept and nothing is recorded", remedy: "run `sheaf enable`"))
        findings += FileExamination(place: place, surroundings: surroundings).findings()
        if place.isEnabled { findings += HookExamination(location: repository.location, surroundings: surroundings).findings() }
        findings.append(BackupAge(location: repository.location, directory: place.directory, surroundings: surroundings).finding())
        findings += examineStore(place, repository)
        return findings.sorted { $0.check.position < $1.check.position }
    }

    private func examineGit() -> [Diagnosis] {
        do {
            let git = try GitExecutable.find(in: surroundings.environment)
            return [.ok(.git, "git \(git.version) in \(git.path)")]
        } catch {
            return [.problem(.git, "\(error)", remedy: "install git, or put it into PATH; without it nothing is exchanged over ssh")]
        }
    }

    private func describe(_ location: RepositoryLocation) -> Diagnosis {
        var traits: [String] = []
        if location.workTree == nil { traits.append("bare") }
        if location.gitDirectory != location.commonDirectory { traits.append("linked work tree") }
        if location.objectFormat != .sha1 { traits.append("\(location.objectFormat) objects") }
        if location.referenceStorage != .files { traits.append("\(location.referenceStorage) refs") }
        let detail = location.displayPath + (traits.isEmpty ? "" : " (\(traits.joined(separator: ", ")))")
        guard location.isShallow else { return .ok(.repository, detail) }
        return .note(
            .repository, "\(detail): its history is cut off, so an import opens nothing before the first long gap",
            remedy: "`git fetch --unshallow` gets the rest, if you want it imported")
    }

    private func examineSettings(_ repository: any UserRepository) -> [Diagnosis] {
        do {
            let settings = try PolicyReader.settings(repository, environment: surroundings.environment, flags: [])
            let unknown = settings.unknownVariables.map { variable in
                Diagnosis.note(
                    .settings, "\(variable.name) is not a setting",
                    remedy: variable.nearest.map { "did you mean \($0)?" })
            }
            return unknown.isEmpty ? [.ok(.settings, "all valid; `sheaf config --show-origin` lists them")] : unknown
        } catch let error as SettingsError {
            return error.problems.map {
                .problem(.settings, $0.description, remedy: "correct it there; `sheaf config check` tells when it is right")
            }
        } catch {
            return [.problem(.settings, "\(error)", remedy: "see whether `git config --list` works here")]
        }
    }

    private func examineStore(_ place: Installation, _ repository: any UserRepository) -> [Diagnosis] {
        let store: Store
        do { store = try Store(place.directory) } catch {
            let isDamage = if case StoreError.corrupt = error { true } else { false }
            return [.problem(
                .database, "\(error)",
                remedy: isDamage
                    ? "`sheaf rebuild` sets the damaged file aside and builds a new one from the sidecar and the remote"
                    : "nothing is lost; repeat when the cause is gone",
                isDamage: isDamage)]
        }
        var findings = DatabaseExamination(store: store, surroundings: surroundings).findings()
        findings += SidecarExamination(store: store, place: place, surroundings: surroundings).findings()
        findings += RemoteExamination(store: store, repository: repository, surroundings: surroundings).findings()
        findings.append(RetentionExamination(store: store, repository: repository, surroundings: surroundings).finding())
        findings += FactExamination(
            store: store, now: surroundings.now(), detector: SecretDetector(environment: surroundings.environment)
        ).findings()
        return findings
    }
}

extension Diagnosis.Check {
    fileprivate var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
