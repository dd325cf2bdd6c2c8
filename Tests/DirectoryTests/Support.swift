import Access
import CSV
import Database
import Foundation
import Services
import TestDatabases
import Testing

@testable import Directory

/// A directory on a fresh database, and a folder for its files.
struct Bench {
    let directory: Directory
    let database: any Database
    let folder: URL

    static let time = Date(milliseconds: 1_790_000_000_000)
    static let administrator = Actor.person(
        Person(id: ID(rawValue: 7), name: "Ada Okafor"),
        isNetworkAdministrator: true
    )

    static func run(on engine: TestEngine, _ body: (Bench) async throws -> Void) async throws {
        let services = Services.seeded(5, at: time)
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("braid-directory-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await engine.withDatabase(Migration.access + Migration.directory) { database in
            try await body(
                Bench(
                    directory: Directory(database: database, services: services),
                    database: database,
                    folder: folder
                )
            )
        }
    }

    func file(_ name: String, _ text: String) throws -> String {
        try file(name, Array(text.utf8))
    }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = folder.appendingPathComponent(name)
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Imports a text as a file.
    @discardableResult
    func take(_ kind: RegisterKind, _ text: String, name: String = "file-2022.csv") async throws
        -> ImportReport
    {
        try await directory.importRegister(kind, path: file(name, text), by: .system("test"))
    }

    func count(_ sql: SQL) async throws -> Int {
        try await database.read { try $0.count(sql) }
    }

    /// The rejected rows that a report names: the last cell of each.
    func reasons(_ report: ImportReport) throws -> [String] {
        guard let path = report.rejectedPath else { return [] }
        let reader = try CSVReader(path: path)
        var reasons: [String] = []
        while let row = try reader.next() { reasons.append(row[row.count - 1]) }
        return reasons
    }
}

/// Small files in the register's form, written for these tests; every school is made up.
enum Fixture {
    static let headings =
        "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),OpenDate,CloseDate,PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge,NumberOfPupils,FSM,PercentageFSM,Street,Town,Postcode,GOR (name),DistrictAdministrative (name),GSSLACode (name),Easting,Northing"

    static func school(
        _ urn: Int,
        _ name: String,
        status: String = "Open",
        phase: String = "Primary",
        town: String = "Seaham",
        postcode: String = "SR7 7AB",
        region: String = "North East",
        la: String = "840,County Durham",
        fsm: String = "30.5",
        closed: String = ""
    ) -> String {
        "\(urn),\(la),2001,\(name),Community school,\(status),01-09-1990,\(closed),\(phase),3,11,210,64,\(fsm),1 Shore Road,\(town),\(postcode),\(region),Durham,E06000047,442000,549000"
    }

    static let schools = [
        headings,
        school(100_001, "St Mary’s Church of England Primary School"),
        school(
            100_002,
            "Saint Marys C of E Infants",
            town: "Ely",
            postcode: "CB7 4AA",
            region: "East of England",
            la: "873,Cambridgeshire"
        ),
        school(
            100_003,
            "\"Harbour & Quay Academy, Whitby\"",
            phase: "Secondary",
            town: "Whitby",
            postcode: "YO21 1AA",
            region: "Yorkshire and The Humber",
            la: "815,North Yorkshire"
        ),
        school(
            100_004,
            "École Bilingue",
            phase: "All-through",
            town: "London",
            postcode: "SW7 2DG",
            region: "Inner London",
            la: "207,Kensington and Chelsea"
        ),
        school(
            100_005,
            "Old Harbour School",
            status: "Closed",
            phase: "Secondary",
            town: "Whitby",
            closed: "31-08-2012"
        ),
    ].joined(separator: "\r\n")
}

/// A reference number that a test names.
func urn(_ number: Int) throws -> URN {
    try #require(URN(rawValue: number))
}
