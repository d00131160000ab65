import Foundation
import SheafCore
import SheafGit
import SheafStore

/// The private repository of Sheaf's git objects. It is a projection: whatever is wrong with it, the database has it all.
struct SidecarExamination {
    private static let deadlineSeconds = 10.0

    let store: Store
    let place: Installation
    let surroundings: Surroundings

    func findings() -> [Diagnosis] {
        guard access(place.sidecarPath, F_OK) == 0 else {
            return [.note(.sidecar, "\(place.sidecarPath) is not there; the next `sheaf sync` makes it again from the database")]
        }
        if let aside = setAside() {
            return findings(in: place) + [
                .note(
                    .sidecar, "\(aside) was not whole, as after a copy made during a write, and was replaced; nothing in it is missing from the database",
                    remedy: "remove it whenever you like")
            ]
        }
        return findings(in: place)
    }

    /// The latest sidecar that was set aside.
    private func setAside() -> String? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.directory.path)) ?? []
        return names.filter { $0.hasPrefix("state.git.damaged-") }.max().map { "\(place.directory.path)/\($0)" }
    }

    private func findings(in place: Installation) -> [Diagnosis] {
        do {
            if let broken = try check() { return [broken] }
            let pending = try store.read { try $0.lastSequence() - $0.projection().sequence }
            return [.ok(.sidecar, pending == 0
                ? "whole, and holds every fact"
                : "whole; the next `sheaf sync` adds \(counted(Int(pending), "fact"))")]
        } catch {
            return [.problem(.sidecar, "\(error)", remedy: remedy)]
        }
    }

    private var remedy: String {
        "move \(place.sidecarPath) out of the way; the next `sheaf sync` makes it again from the database"
    }

    /// Every object that a ref leads to is there and readable.
    private func check() throws -> Diagnosis? {
        let git = try GitExecutable.find(in: surroundings.environment)
        let outcome = try git.command(
            ["fsck", "--connectivity-only", "--no-dangling", "--no-progress"], in: place.sidecarPath,
            environment: ["GIT_DIR": place.sidecarPath], deadlineSeconds: Self.deadlineSeconds
        ).run()
        switch outcome.exit {
        case .exited(0): return nil
        case .timedOut: return .note(.sidecar, "it is too large to be looked at in \(Int(Self.deadlineSeconds)) s")
        default:
            let words = outcome.errorText.split(whereSeparator: \.isNewline).prefix(2).joined(separator: "; ")
            return .problem(.sidecar, "\(place.sidecarPath) is damaged: \(words)", remedy: remedy)
        }
    }
}
