// swift-tools-version: 6.2
import PackageDescription

/// The dialect of every test: Swift 6 mode, upcoming features on, no warning left standing.
let testDialect: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// The dialect of what reaches a user: unsafe code is marked as such.
let dialect = testDialect + [.strictMemorySafety()]

/// Each folder under `probes/` holds a probe with its default control file and its page.
let probeNames = ["account-drift", "backup-freshness", "open-ports", "password-policy", "tls-config"]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "soc2d",
    products: [
        .executable(name: "soc2d", targets: ["soc2d"]), .executable(name: "soc2d-courier", targets: ["soc2d-courier"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // 0: what SOC 2 asks, and the C interfaces
        .target(name: "Controls", swiftSettings: dialect),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibSSL", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        // 1: what a probe is, and the Swift faces of C libraries
        .target(name: "ProbeKit", dependencies: ["Controls"], swiftSettings: dialect),
        .target(name: "Notices", dependencies: ["Controls", "ProbeKit"], swiftSettings: dialect),
        .target(
            name: "Systemd", dependencies: ["Notices", "CLinux", "CSystemd", .product(name: "Logging", package: "swift-log")],
            swiftSettings: dialect),

        // 2: the probes, the host they look at, the words people read
        .target(
            name: "Probes", dependencies: ["Controls", "ProbeKit"], path: "probes",
            resources: probeNames.flatMap { name in
                [.embedInCode("\(name)/\(name).control"), .embedInCode("\(name)/\(name).md")]
            },
            swiftSettings: dialect),
        .target(
            name: "LinuxHost",
            dependencies: ["Controls", "ProbeKit", "Systemd", "CLinux", "COpenSSL", "CSQLite", system],
            swiftSettings: dialect),
        .target(name: "Courier", dependencies: ["Controls", "ProbeKit", "CLinux", "CLibSSL", "CCurl"], swiftSettings: dialect),
        .target(
            name: "Ledger", dependencies: ["Controls", "ProbeKit", "Notices", "CLinux", "COpenSSL", "CSQLite"],
            swiftSettings: dialect),
        .target(name: "Reports", dependencies: ["Controls"], swiftSettings: dialect),

        // 3: the monitor
        .target(
            name: "Monitor",
            dependencies: [
                "Controls", "ProbeKit", "Notices", "Ledger", "LinuxHost", "Systemd", .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("SelfChecks/soc2d.control"), .embedInCode("SelfChecks/soc2d.md")], swiftSettings: dialect),

        // 4: the executables
        .executableTarget(name: "soc2d-courier", dependencies: ["Courier"], swiftSettings: dialect),
        .executableTarget(
            name: "soc2d",
            dependencies: [
                "Controls", "ProbeKit", "Probes", "LinuxHost", "Ledger", "Monitor", "Notices", "Reports", "Systemd", "CLinux", system,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: dialect),

        .target(name: "HostFixtures", dependencies: ["Controls", "ProbeKit"], path: "Tests/HostFixtures", swiftSettings: dialect),
        .testTarget(name: "ControlsTests", dependencies: ["Controls", "HostFixtures"], swiftSettings: testDialect),
        .testTarget(name: "ProbeKitTests", dependencies: ["Controls", "ProbeKit", "HostFixtures"], swiftSettings: testDialect),
        .testTarget(
            name: "ProbesTests", dependencies: ["Controls", "ProbeKit", "Probes", "LinuxHost", "HostFixtures"],
            swiftSettings: testDialect),
        .testTarget(
            name: "LinuxHostTests",
            dependencies: ["Controls", "ProbeKit", "LinuxHost", "HostFixtures", "CLinux", "CSQLite", "Systemd", system],
            swiftSettings: testDialect),
        .testTarget(
            name: "CommandTests",
            dependencies: ["soc2d", "Controls", "HostFixtures", "Ledger", "LinuxHost", "Monitor", "Notices", "ProbeKit", "Probes"],
            swiftSettings: testDialect),
        .testTarget(name: "CourierTests", dependencies: ["Controls", "Courier", "ProbeKit"], swiftSettings: testDialect),
        .testTarget(name: "LedgerTests", dependencies: ["Controls", "Ledger", "Notices", "ProbeKit"], swiftSettings: testDialect),
        .testTarget(
            name: "MonitorTests",
            dependencies: ["Controls", "Ledger", "Monitor", "Notices", "ProbeKit", "LinuxHost", "HostFixtures", "Systemd"],
            swiftSettings: testDialect),
        .testTarget(
            name: "NoticesTests", dependencies: ["Controls", "Notices", "ProbeKit"], exclude: ["Golden"], swiftSettings: testDialect),
        .testTarget(name: "ReportsTests", dependencies: ["Controls", "Reports"], swiftSettings: testDialect),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["CLinux", "Controls", "Notices", "Systemd", .product(name: "Logging", package: "swift-log")],
            swiftSettings: testDialect),
    ]
)

// Built by `make fuzz` alone: its main function comes from libFuzzer.
if Context.environment["SOC2D_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["Controls", "Courier", "HostFixtures", "Ledger", "LinuxHost", "ProbeKit", "Probes"],
            path: "Tests/Fuzz", exclude: ["corpus"], swiftSettings: testDialect))
}

// Built by `Benchmarks/ledger.py` alone.
if Context.environment["SOC2D_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "LedgerBenchmark", dependencies: ["Controls", "Ledger", "Monitor", "Notices", "ProbeKit"], path: "Benchmarks/ledger",
            swiftSettings: testDialect))
}
