import Access
import Directory
import Foundation
import Services

extension ExampleNetwork {
    /// How many years of results schools have: enough to see who got better.
    static let yearsOfResults = 4

    /// Writes the register's files into a temporary folder and imports them, as an administrator would.
    func enterRegister(_ schools: [ExampleSchool]) async throws {
        let files = RegisterFiles(schools: schools, today: options.today)
        let folder = try Self.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let thisYear = AcademicYear(containing: options.today)
        try await enter(files.groups(), .groups, in: folder)
        try await enter(files.establishments(), .establishments, in: folder)
        if schools.contains(where: { $0.predecessor != nil }) {
            try await enter(files.links(), .links, in: folder)
        }
        try await enter(files.pupilPremium(), .pupilPremium, of: thisYear, in: folder)
        for before in (0..<Self.yearsOfResults).reversed() {
            let year = AcademicYear(startYear: files.lastResults.startYear - before)
            try await enter(
                files.performance(of: year, seed: options.seed),
                .performance,
                of: year,
                in: folder
            )
        }
    }

    private func enter(_ text: String, _ kind: RegisterKind, of year: AcademicYear? = nil, in folder: URL)
        async throws
    {
        let file = folder.appendingPathComponent("\(kind.rawValue).csv")
        try Data(text.utf8).write(to: file)
        let report = try await directory.importRegister(kind, path: file.path, year: year, by: Self.program)
        guard report.rejected == 0 else {
            throw ExampleError.broken("\(report.rejected) rows of \(kind.name) were rejected")
        }
    }

    private static func temporaryFolder() throws -> URL {
        let pattern = FileManager.default.temporaryDirectory.appendingPathComponent("braid-example-XXXXXX")
            .path
        var path = Array(pattern.utf8CString)
        guard mkdtemp(&path) != nil else {
            throw ExampleError.broken(
                "no folder can be made in \(FileManager.default.temporaryDirectory.path)"
            )
        }
        return URL(
            fileURLWithPath: String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        )
    }
}
