// swift-tools-version:6.1
import PackageDescription

// One target per room; imports point down only (docs/architecture.md draws it).
let package = Package(
    name: "sheaf",
    platforms: [.macOS(.v14)],
    products: [
        .executable(name: "sheaf", targets: ["sheaf"]),
        .executable(name: "sheaf-hook", targets: ["sheaf-hook"]),
        .executable(name: "sheaf-bench", targets: ["SheafBench"]),
        .executable(name: "sheaf-simulate", targets: ["sheaf-simulate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CGit2", pkgConfig: "libgit2",
            providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        // libgit2's and SQLite's variadic functions, which Swift cannot call.
        .target(name: "CShims", dependencies: ["CGit2"]),

        .target(
            name: "SheafCore",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Yams", package: "Yams"),
            ]),
        // What both adapters need of a file system.
        .target(name: "SheafFiles"),
        .target(
            name: "SheafStore",
            dependencies: [
                "SheafCore", "SheafFiles", "CShims", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "SheafGit",
            dependencies: [
                "SheafCore", "SheafFiles", "CGit2", "CShims", "CZlib", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "SheafSync", dependencies: ["SheafCore", "SheafStore", "SheafGit"]),
        .target(
            name: "SheafWorkspace",
            dependencies: ["SheafCore", "SheafFiles", "SheafStore", "SheafGit", "SheafSync"]),
        .target(
            name: "SheafAgent",
            dependencies: ["CShims", "SheafFiles", "SheafWorkspace", .product(name: "Logging", package: "swift-log")]),

        .executableTarget(
            name: "sheaf",
            dependencies: [
                "SheafAgent", "SheafWorkspace",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // Started by every commit: no other room, and no Foundation.
        .executableTarget(name: "sheaf-hook"),
        .executableTarget(
            name: "SheafBench",
            dependencies: [
                "SheafWorkspace",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),

        .target(
            name: "SheafSimulator",
            dependencies: ["SheafCore", .product(name: "Crypto", package: "swift-crypto")]),
        .executableTarget(
            name: "sheaf-simulate",
            dependencies: ["SheafSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

        // Temporary directories, real git fixtures and the loopback server that tests share.
        .target(name: "TestSupport", dependencies: ["SheafGit"], path: "Tests/TestSupport"),
        .testTarget(
            name: "SheafCoreTests",
            dependencies: ["SheafCore", "TestSupport", .product(name: "Crypto", package: "swift-crypto")]),
        .testTarget(name: "SheafFilesTests", dependencies: ["SheafFiles", "TestSupport"]),
        .testTarget(
            name: "SheafStoreTests",
            dependencies: ["SheafStore", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(name: "SheafSimulatorTests", dependencies: ["SheafSimulator"]),
        .testTarget(name: "SheafGitTests", dependencies: ["SheafGit", "TestSupport"]),
        .testTarget(name: "SheafSyncTests", dependencies: ["SheafSync", "SheafWorkspace", "TestSupport"]),
        .testTarget(name: "SheafAgentTests", dependencies: ["SheafAgent", "SheafGit", "SheafWorkspace", "TestSupport"]),
        .testTarget(name: "CommandTests", dependencies: ["sheaf", "SheafWorkspace", "SheafStore", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

// Fuzzing needs libFuzzer's main function and every module compiled for it: only Scripts/fuzz asks for this.
if Context.environment["SHEAF_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "SheafFuzz", dependencies: ["SheafCore", "SheafGit"],
            // CShims also serves the store, whose GRDB would bring it.
            linkerSettings: [.linkedLibrary("sqlite3")]))
}
