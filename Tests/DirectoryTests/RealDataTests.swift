import Access
import CSV
import Database
import Foundation
import Services
import TestDatabases
import Testing

@testable import Directory

/// The register's real files: run by `make verify-real`, which names their folder in BRAID_REAL_DATA. Where
/// it is named and a file is absent, the test fails.
@Suite(.enabled(if: RealData.folder != nil), .serialized) struct `The real files` {
    @Test(arguments: TestEngine.available) func `are imported, and a second run changes nothing`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            for file in RealData.files {
                let path = try #require(RealData.folder) + "/" + file.path
                let rejected = bench.folder.appendingPathComponent("rejected.csv").path
                for run in 1...2 {
                    let report = try await bench.directory.importRegister(
                        file.kind,
                        path: path,
                        year: file.year,
                        rejectedPath: rejected,
                        by: .system("test")
                    )
                    #expect(report.rows == file.rows, "\(file.path)")
                    #expect(report.rejected == file.rejected, "\(file.path)")
                    if run == 2 { #expect(report.new + report.changed == 0, "\(file.path)") }
                }
            }
            let schools = try await bench.directory.schools(matching: SchoolQuery())
            #expect(schools.total == 20_185)
            #expect(try await bench.directory.areas().count == 12)
            let share = try #require(try await bench.directory.schoolRecord(urn(100000)))
            #expect(share.latest(.premiumAllocation)?.value == .pence(4_438_500))
        }
    }

    /// Inspiration has other words in brackets in each list, and either has hubs that the other has not.
    static let lists: [[(name: String, new: Int)]] = [
        [("ecf_appropriate_bodies", 84), ("rect_hub_region_mapping", 2)],
        [("rect_hub_region_mapping", 82), ("ecf_appropriate_bodies", 4)],
    ]

    @Test(arguments: TestEngine.available, lists) func `name most hubs twice, and each is taken once`(
        engine: TestEngine,
        lists: [(name: String, new: Int)]
    ) async throws {
        try await Bench.run(on: engine) { bench in
            let folder = try #require(RealData.folder)
            for list in lists {
                let report = try await bench.directory.importRegister(
                    .hubs,
                    path: "\(folder)/hubs/\(list.name).csv",
                    rejectedPath: bench.folder.appendingPathComponent("rejected.csv").path,
                    by: .system("test")
                )
                #expect(report.new == list.new, "\(list.name)")
            }
            let hub = try #require(
                try await bench.directory.hub(slug: "embrace-teaching-school-hub-sw-lancashire")
            )
            #expect(hub.host?.name == "Tor View School")
        }
    }
}

enum RealData {
    static let folder = ProcessInfo.processInfo.environment["BRAID_REAL_DATA"].map { "\($0)/data" }

    struct File: Sendable {
        let kind: RegisterKind
        let path: String
        let rows: Int
        let rejected: Int
        var year: AcademicYear?
    }

    static let files: [File] = [
        File(kind: .groups, path: "gias/groups-7176.csv", rows: 7176, rejected: 0),
        File(
            kind: .establishments,
            path: "gias/edubasealldata-hampshire-surrey-1096.csv",
            rows: 1096,
            rejected: 0
        ),
        File(kind: .establishments, path: "gias/establishments-2022-20185.csv", rows: 20_185, rejected: 0),
        File(kind: .links, path: "gias/links-33801.csv", rows: 33_801, rejected: 0),
        File(kind: .pupilPremium, path: "pupil-premium/pupil-premium-2021.csv", rows: 20_760, rejected: 716),
        File(kind: .performance, path: "performance/ks2final_official_2017_850.csv", rows: 331, rejected: 15),
        File(kind: .performance, path: "performance/ks2final_official_2018_850.csv", rows: 334, rejected: 17),
        File(
            kind: .performance,
            path: "performance/england_ks2final_2019_cutdown.csv",
            rows: 16_355,
            rejected: 393
        ),
        File(
            kind: .performance,
            path: "performance/sap_similar_schools_secondary_values.csv",
            rows: 1393,
            rejected: 3,
            year: AcademicYear(startYear: 2018)
        ),
        File(kind: .hubs, path: "hubs/rect_hub_region_mapping.csv", rows: 86, rejected: 0),
        File(kind: .hubs, path: "hubs/ecf_appropriate_bodies.csv", rows: 211, rejected: 0),
        File(kind: .hubs, path: "hubs/other_hubs_partial_19.csv", rows: 19, rejected: 0),
        File(kind: .hubs, path: "hubs/opportunity_areas.csv", rows: 12, rejected: 0),
    ]
}
