import Access
import Database
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `A file that is not what it should be` {
    static let cases: [(name: String, bytes: [UInt8], kind: RegisterKind, expected: String)] = [
        ("empty", [], .establishments, "The file is empty"),
        ("headings only", Array(Fixture.headings.utf8), .establishments, "no rows below them"),
        ("a workbook", [0x50, 0x4B, 3, 4, 1, 2, 3], .groups, "Excel workbook"),
        ("binary", (0..<2048).map { UInt8(truncatingIfNeeded: $0 &* 37) }, .links, "not a text file"),
        ("a web page", Array("<!doctype html><p>Sorry".utf8), .hubs, "web page"),
        ("another kind", Array(Fixture.schools.utf8), .links, "braid import establishments"),
        ("no kind", Array("a,b\n1,2\n".utf8), .pupilPremium, "There is no column “URN”"),
        ("no year", Array("URN,READPROG\n100001,1\n".utf8), .performance, "--year 2021/22"),
        (
            "never closed",
            Array(("URN,LinkURN,LinkType\n1,\"" + String(repeating: "x", count: 1_100_000)).utf8), .links,
            "line 2 is not closed"
        ),
    ]

    @Test(arguments: cases) func `is refused in one line that says what to do, and nothing changes`(
        name: String,
        bytes: [UInt8],
        kind: RegisterKind,
        expected: String
    ) async throws {
        try await Bench.run(on: .sqlite) { bench in
            let path = try bench.file("some.csv", bytes)
            let error = await #expect(throws: ImportError.self) {
                try await bench.directory.importRegister(kind, path: path, by: .system("test"))
            }
            let line = error?.description ?? ""
            #expect(line.contains(expected), "\(line)")
            #expect(!line.contains("\n"))
            #expect(try await bench.count("SELECT count(*) FROM organisation") == 0)
            #expect(try await bench.count("SELECT count(*) FROM audit_entry") == 0)
        }
    }
}
