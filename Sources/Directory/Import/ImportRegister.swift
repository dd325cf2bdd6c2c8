package import Access
import CSV
import Database
import Foundation
package import Services

extension Directory {
    /// Takes a file into the register: all its good rows in one transaction, or nothing.
    ///
    /// The file is read as a stream, so memory does not grow with it. Rows that cannot be taken are written
    /// to `rejectedPath` with a last column that says why. The same file again changes nothing.
    ///
    /// - Parameters:
    ///   - year: The academic year that the file's numbers describe; where `nil`, the file's name or its
    ///     dates tell.
    ///   - rejectedPath: Where rejected rows go; `nil` means beside the file, as `FILE.rejected.csv`, or in the current
    ///     folder where the file's own cannot be written to.
    ///   - progress: Called now and then from the database's thread; may start again if the transaction is
    ///     run again.
    /// - Throws: ``ImportError`` when the file is not what it should be; ``AccessError``.
    package func importRegister(
        _ kind: RegisterKind,
        path: String,
        year: AcademicYear? = nil,
        rejectedPath: String? = nil,
        by actor: Actor,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportReport {
        try actor.require(.importRegisters)
        let act = services.act(by: actor)
        let file = URL(fileURLWithPath: path).lastPathComponent
        let given = year ?? FileYear.inName(file, of: kind)
        let context = ImportContext(
            today: LocalDate(act.at, in: .london),
            file: file,
            year: given,
            seed: UInt64(bitPattern: act.id.rawValue)
        )
        // What an earlier import left there is replaced, or deleted where nothing is rejected now.
        let rejected: String
        do {
            rejected = try RejectedPlace.path(of: path, chosen: rejectedPath)
        } catch let error as RejectedPlaceError {
            throw ImportError(error.description)
        }
        let temporary = URL(fileURLWithPath: rejected + ".\(act.id).part")
        defer { try? FileManager.default.removeItem(at: temporary) }

        let report: ImportReport
        do {
            report = try await database.write(exclusively: "directory/import") { transaction in
                let report = try Self.run(kind, path, temporary, context, transaction, progress)
                let facts: KeyValuePairs<StaticString, AuditFact> = [
                    "new": .count(report.new), "changed": .count(report.changed),
                    "rejected": .count(report.rejected),
                ]
                try transaction.audit(act, kind.auditVerb, facts)
                if report.new + report.changed > 0 { try transaction.touch(.schools, .hubs) }
                return report
            }
        } catch let error as CSVError {
            throw ImportError(error)
        }
        return try keep(report, temporary: temporary, rejected: rejected)
    }

    private func keep(_ report: ImportReport, temporary: URL, rejected: String) throws -> ImportReport {
        var report = report
        let place = URL(fileURLWithPath: rejected)
        if report.rejected > 0 {
            // rename(2) replaces what an earlier run left there.
            guard rename(temporary.path, place.path) == 0 else {
                throw ImportError(
                    "The good rows are in, but the rejected rows cannot be written to \(rejected)."
                )
            }
            report.rejectedPath = rejected
        } else {
            try? FileManager.default.removeItem(at: place)
        }
        return report
    }

    private static func run(
        _ kind: RegisterKind,
        _ path: String,
        _ temporary: URL,
        _ context: ImportContext,
        _ transaction: any Transaction,
        _ progress: (ImportProgress) -> Void
    ) throws -> ImportReport {
        let reader = try CSVReader(path: path)
        try check(reader.header, for: kind)
        var importer = try importer(of: kind, reader.header, context, transaction)
        let rejected = RejectedRows(temporary: temporary, header: reader.header.names)
        var report = ImportReport()
        var waiting = 0
        var taken = 0
        while let row = try reader.next() {
            taken += 1
            do {
                if let problem = row.problem, !importer.tolerates(problem) {
                    throw RowFault(problem.description)
                }
                if try importer.take(row) { waiting += 1 } else { report.skipped += 1 }
            } catch let fault as RowFault {
                report.rejected += 1
                try rejected.add(row, because: fault.reason)
            }
            if waiting == 500 {
                try importer.flush(transaction, &report)
                waiting = 0
            }
            if taken.isMultiple(of: 500) {
                progress(ImportProgress(rows: taken, bytes: reader.bytesTaken, totalBytes: reader.byteCount))
            }
        }
        try importer.flush(transaction, &report)
        try importer.finish(transaction, &report)
        try rejected.finish()
        guard taken > 0 else { throw CSVError.noRows }
        progress(ImportProgress(rows: taken, bytes: reader.byteCount, totalBytes: reader.byteCount))
        return report
    }

    private static func check(_ header: CSVHeader, for kind: RegisterKind) throws {
        func fits(_ kind: RegisterKind) -> Bool {
            kind.signs.allSatisfy { header.position(ofAny: $0) != nil }
        }
        if fits(kind) { return }
        let missing = kind.signs.first { header.position(ofAny: $0) == nil }?.first ?? ""
        if let other = RegisterKind.allCases.first(where: fits) {
            throw ImportError("This looks like a file of \(other.name). Use: braid import \(other.rawValue)")
        }
        throw ImportError(
            "There is no column “\(missing)”, so this is not a file of \(kind.name). Check that the first row holds the headings."
        )
    }

    private static func importer(
        of kind: RegisterKind,
        _ header: CSVHeader,
        _ context: ImportContext,
        _ transaction: any Transaction
    ) throws -> any RegisterImport {
        switch kind {
        case .establishments: try EstablishmentsImport(header, context, transaction)
        case .groups: try GroupsImport(header, context)
        case .links: try LinksImport(header)
        case .pupilPremium: try PupilPremiumImport(header, context, transaction)
        case .performance: try PerformanceImport(header, context, transaction)
        case .hubs: try HubsImport(header, context)
        }
    }
}

extension RegisterKind {
    fileprivate var auditVerb: AuditVerb {
        switch self {
        case .establishments: "register.import-establishments"
        case .groups: "register.import-groups"
        case .links: "register.import-links"
        case .pupilPremium: "register.import-pupil-premium"
        case .performance: "register.import-performance"
        case .hubs: "register.import-hubs"
        }
    }
}
