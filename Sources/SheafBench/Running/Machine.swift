import Foundation

/// What the figures were measured on.
struct Machine: Codable {
    let processor: String
    let cores: Int
    let memoryGigabytes: Int
    let system: String
    let kernel: String
    let fileSystem: String
    /// Processes that wanted to run, averaged over the last minute.
    let loadBefore: Double
    var loadAfter: Double

    init(folder: String) {
        processor = Self.field("model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown"
        cores = ProcessInfo.processInfo.activeProcessorCount
        memoryGigabytes = Int((Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824).rounded())
        system = Self.field("PRETTY_NAME", in: "/etc/os-release", separator: "=")?
            .trimmingCharacters(in: CharacterSet(charactersIn: "\"")) ?? "unknown"
        kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
        fileSystem = Self.fileSystem(of: folder)
        loadBefore = Self.load
        loadAfter = loadBefore
    }

    static var load: Double {
        var loads = [Double](repeating: 0, count: 3)
        return getloadavg(&loads, 3) >= 1 ? loads[0] : 0
    }

    private static func field(_ name: String, in file: String, separator: Character) -> String? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: separator, maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    }

    private static func fileSystem(of folder: String) -> String {
        guard let text = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) else { return "unknown" }
        let mounts = text.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count > 2 }
        let place = mounts.filter { folder.hasPrefix($0[1] == "/" ? "/" : $0[1] + "/") }
            .max { $0[1].count < $1[1].count }
        return place.map { String($0[2]) } ?? "unknown"
    }
}
