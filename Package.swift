// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The house, from the ground up. A module may name only modules declared on an earlier line of this file:
// HouseTests reads this order from the manifest and fails on an upward or sideways import.

/// Settings of every Swift target.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Settings of targets that call C: every unsafe use is marked in the source.
let touchingC: [SwiftSetting] = house + [.strictMemorySafety()]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = house)
    -> Target
{
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func check(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: house)
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")

let package = Package(
    name: "braid",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "braid", targets: ["braid"]),
        .library(name: "Statistics", targets: ["Statistics"]),
        .library(name: "Figures", targets: ["Figures"]),
        .library(name: "HTML", targets: ["HTML"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries: system ones, and one small C++ target over Boost.Math and Eigen.
        .target(
            name: "CNumerics",
            cxxSettings: [.define("NDEBUG", .when(configuration: .release))],
            linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
        ),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(
            name: "CXlsxWriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]
        ),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(name: "CSearch", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),

        // Ground: no words of the domain.
        room("Services", [crypto]),
        room("CSV"),
        room("Statistics", ["CNumerics"], settings: touchingC),
        room("Figures", ["Statistics"]),
        room("HTML", [nioCore]),
        room("QRCodes", ["CQRCode"], settings: touchingC),
        room("Database", ["Services"]),
        room("SQLiteDatabase", ["Services", "Database", grdb]),
        room(
            "PostgresDatabase",
            ["Services", "Database", "CPostgres", nioPosix, logging],
            settings: touchingC
        ),
        room("Jobs", ["Services", "Database", logging, lifecycle]),
        room("Mail", ["Services", "Database", "CCurl", logging, lifecycle], settings: touchingC),
        .target(
            name: "Profiles",
            dependencies: ["Services", "Statistics"],
            resources: [.embedInCode("Tables")],
            swiftSettings: house
        ),
        room("Sealing", ["Services", "CSodium"], settings: touchingC),
        room("Archives", ["CArchive"], settings: touchingC),
        room("Workbooks", ["Services", "Archives", "CXlsxWriter"], settings: touchingC),

        // The house, line by line.
        room("Access", ["Services", "Database"]),
        .target(
            name: "Search",
            dependencies: ["Services", "Database", "CSearch", grdb, logging, lifecycle],
            resources: [.embedInCode("Words/Tables")],
            swiftSettings: touchingC
        ),
        room("Directory", ["Services", "CSV", "Database", "Access", "Search"]),
        room(
            "Accounts",
            ["Services", "Database", "Jobs", "Mail", "Access", "Directory", "CSodium", crypto],
            settings: touchingC
        ),
        room(
            "Evidence",
            [
                "Services", "CSV", "Workbooks", "Statistics", "Database", "Jobs", "Mail", "Profiles",
                "Access", "Search", "Directory", "Accounts",
            ]
        ),
        room(
            "Programmes",
            [
                "Services", "CSV", "Workbooks", "Database", "Jobs", "Mail", "Access", "Search", "Directory",
                "Accounts", "Evidence",
            ]
        ),
        room(
            "Plans",
            [
                "Services", "Database", "Access", "Directory", "Accounts", "Evidence", "Programmes",
            ]
        ),
        room(
            "Pathways",
            [
                "Services", "CSV", "Database", "Jobs", "Mail", "Sealing", "Access", "Directory", "Accounts",
                "Evidence", "Programmes",
            ]
        ),
        room(
            "Trials",
            [
                "Services", "CSV", "Statistics", "Database", "Jobs", "Mail", "Profiles", "Sealing",
                "Workbooks",
                "Access", "Search", "Directory", "Accounts", "Evidence", "Programmes", crypto,
            ]
        ),
        room(
            "Reach",
            [
                "Services", "Statistics", "Database", "Jobs", "Mail", "Profiles", "Access", "Directory",
                "Accounts",
                "Evidence",
                "Programmes", "Plans", "Pathways", "Trials",
            ]
        ),
        room(
            "Website",
            [
                "Services", "CSV", "Workbooks", "Statistics", "Figures", "HTML", "Database", "Jobs", "Mail",
                "Profiles", "Access", "Search", "Archives",
                "Directory", "Accounts", "Evidence", "Programmes", "Plans", "Pathways", "Trials", "Reach",
                "QRCodes", "CZlib",
                hummingbird, nioCore, logging, metrics, crypto,
            ],
            settings: touchingC
        ),
        room(
            "ExampleNetwork",
            [
                "Services", "Statistics", "Database", "Profiles", "Sealing", "Access", "Directory",
                "Accounts", "Evidence",
                "Programmes", "Plans", "Pathways", "Trials", "Reach",
            ]
        ),
        .executableTarget(
            name: "braid",
            dependencies: [
                "Services", "CSV", "Statistics", "Figures", "Database", "SQLiteDatabase", "PostgresDatabase",
                "Jobs",
                "Mail", "Profiles", "Sealing", "Access", "Search", "Directory", "Accounts", "Evidence",
                "Programmes", "Plans", "Pathways", "Trials", "Reach", "Website",
                "ExampleNetwork", arguments, configuration, hummingbird, nioCore, logging, metrics, lifecycle,
            ],
            swiftSettings: house
        ),

        .executableTarget(
            name: "MeasureSearch",
            dependencies: ["Services", "Database", "SQLiteDatabase", "Search"],
            swiftSettings: house
        ),

        // Checks.
        .target(
            name: "TestDatabases",
            dependencies: ["Services", "Database", "SQLiteDatabase", "PostgresDatabase", logging],
            path: "Tests/TestDatabases",
            swiftSettings: house
        ),
        .target(
            name: "TestTrials",
            dependencies: [
                "Services", "Database", "Jobs", "Mail", "Profiles", "Sealing", "Access", "Directory",
                "Accounts", "Evidence", "Programmes", "Trials", "TestDatabases",
            ],
            path: "Tests/TestTrials",
            swiftSettings: house
        ),
        check("StatisticsTests", ["Statistics"], resources: [.copy("Fixtures")]),
        check("StatisticsCommandTests", ["Statistics", "braid"]),
        check("FiguresTests", ["Figures"], resources: [.copy("Golden")]),
        check("AccessTests", ["Services", "Database", "Access", "TestDatabases"]),
        check(
            "AccountsTests",
            ["Services", "Database", "Mail", "Access", "Directory", "Accounts", "TestDatabases"]
        ),
        check(
            "StorageTests",
            ["Services", "Database", "SQLiteDatabase", "PostgresDatabase", "TestDatabases"]
        ),
        check("JobsTests", ["Services", "Database", "Jobs", "TestDatabases", logging]),
        check("MailTests", ["Services", "Database", "Mail", "TestDatabases", logging]),
        check("HouseTests", []),
        check(
            "ProgrammesTests",
            [
                "Services", "CSV", "Archives", "Workbooks", "Database", "Jobs", "Mail", "Access", "Directory",
                "Accounts", "Evidence",
                "Programmes",
                "TestDatabases", logging,
            ]
        ),
        check(
            "PlansTests",
            [
                "Services", "Database", "Jobs", "Mail", "Access", "Directory", "Accounts", "Evidence",
                "Programmes", "Plans", "TestDatabases",
            ]
        ),
        check(
            "ReachTests",
            [
                "Services", "Database", "Jobs", "Mail", "Profiles", "Sealing", "Access", "Directory",
                "Accounts",
                "Evidence", "Programmes", "Plans", "Pathways", "Trials", "Reach", "TestDatabases", logging,
            ]
        ),
        check(
            "PathwaysTests",
            [
                "Services", "CSV", "Workbooks", "Database", "Jobs", "Mail", "Profiles", "Sealing", "Access",
                "Directory",
                "Accounts", "Evidence", "Programmes", "Pathways", "TestDatabases", logging,
            ]
        ),
        check("CSVTests", ["CSV"]),
        check("QRCodesTests", ["QRCodes"]),
        check("SearchTests", ["Services", "Database", "Search", "TestDatabases"]),
        check(
            "ExampleNetworkTests",
            [
                "Services", "Database", "Jobs", "Mail", "Profiles", "Sealing", "Access", "Directory",
                "Accounts", "Evidence",
                "Programmes", "Plans", "Pathways", "Trials", "Reach", "Website", "ExampleNetwork",
                "TestDatabases",
            ]
        ),
        check("DirectoryTests", ["Services", "CSV", "Database", "Access", "Directory", "TestDatabases"]),
        check("ProfilesTests", ["Profiles", "Sealing", "Services", "Statistics"]),
        check(
            "EvidenceTests",
            [
                "Services", "CSV", "Statistics", "Database", "Jobs", "Mail", "Profiles", "Access",
                "Directory",
                "Accounts", "Search", "Evidence", "TestDatabases", logging,
            ]
        ),
        check(
            "TrialsTests",
            [
                "Services", "CSV", "Statistics", "Database", "Jobs", "Mail", "Profiles", "Sealing", "Access",
                "Directory",
                "Accounts",
                "Evidence", "Programmes", "Trials", "TestDatabases", "TestTrials", logging,
            ]
        ),
        check("DirectoryPagesTests", ["Services", "Directory", "Website"]),
        check(
            "CommandTests",
            [
                "Services", "Database", "SQLiteDatabase", "Mail", "Profiles", "Evidence", "Website",
                "TestDatabases", "braid",
            ]
        ),
        check(
            "WebsiteTests",
            [
                "Services", "Database", "Jobs", "Mail", "Profiles", "Sealing", "Access", "Search",
                "Directory", "Accounts", "Evidence", "Programmes", "Plans", "Pathways", "Trials", "Reach",
                "Website", "ExampleNetwork", "TestDatabases", "TestTrials", "Workbooks", "CSV", "HTML",
                "CZlib",
                hummingbird, logging, nioCore, nioEmbedded,
            ],
            resources: [.copy("Golden")]
        ),
    ],
    cxxLanguageStandard: .cxx17
)

// Benchmarks and documentation bring dependencies that building and testing should not pay for: the scripts that need
// them set these.
if ProcessInfo.processInfo.environment["BRAID_BENCHMARKS"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])
    )
    package.targets.append(
        .executableTarget(
            name: "StatisticsBenchmarks",
            dependencies: ["Statistics", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/StatisticsBenchmarks",
            swiftSettings: house,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    )
}
if ProcessInfo.processInfo.environment["BRAID_RACE"] != nil {
    for (name, folder) in [
        ("statistics-race", "StatisticsRace"), ("statistics-calibration", "StatisticsCalibration"),
    ] {
        package.targets.append(
            .executableTarget(
                name: name,
                dependencies: ["Statistics"],
                path: "Benchmarks/\(folder)",
                swiftSettings: house
            )
        )
    }
}
if ProcessInfo.processInfo.environment["BRAID_DOCUMENTATION"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")
    )
}

// Measuring is asked for by its script, so that building and testing do not pay for it.
if ProcessInfo.processInfo.environment["BRAID_MEASURE"] != nil {
    package.targets.append(
        .executableTarget(
            name: "trial-measure",
            dependencies: ["Statistics", "Trials"],
            path: "Benchmarks/TrialMeasure",
            swiftSettings: house
        )
    )
}
