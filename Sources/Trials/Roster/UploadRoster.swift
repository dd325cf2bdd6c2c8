package import Access
import CSV
import Database
import Evidence
import Foundation
import Sealing
package import Services

/// What came of an upload.
package struct RosterUpload: Sendable, Equatable {
    package let match: RosterMatch
    package let accepted: Int
    package let faults: [PupilFault]
    /// Rows that the school has there now.
    package let total: Int
    /// Rows that were there and are not in a file that replaced everything.
    package let removed: Int
    /// Headings of whole columns that were not read, because they look as if they said who a pupil is.
    package let notRead: [String]
}

/// Why an upload is not taken at all.
package enum UploadRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case notJoined
    case noNotice
    case objectionsOpen(until: LocalDate)
    case locked
    case notAllocated
    case noRoster
    /// The school withdrew its data after the draw, and took that back.
    case rosterDestroyed
    case frozen
    /// The trial stopped without a result.
    case stopped
    case leftTesting
    case leftData
    case leftBefore
    /// Columns that nothing in the file is called as; with them the headings that it has, and those of columns that look as
    /// if they said who a pupil is and were not read.
    case missingColumns([RosterColumn], headings: [String], notRead: [String] = [])
    /// No column can be the codes; those that say who a pupil is were not read.
    case noCodes(notRead: [String])
    case sameColumnTwice
    case nothingUsable([PupilFault])
    /// Outcomes of codes that are well formed, none of them in the roster.
    case noneInRoster
    /// Outcomes that are the scores of the roster, pupil for pupil.
    case sameAsBaseline
    /// Eligible pupils are marked, and nothing stands for the others.
    case onlyEligibleMarked

    package var description: String {
        switch self {
        case .notJoined: "Your school has not joined this trial"
        case .noNotice: "First record that parents were told, and until when they can object"
        case .objectionsOpen(let until):
            "Parents can object until \(until.spelledShort). Send the roster after that day, without the pupils whose parents objected"
        case .locked:
            "Rosters are locked. Tell the hub how many pupils have joined since; they stay out of the primary analysis"
        case .notAllocated: "Outcomes are taken after the units are allocated"
        case .noRoster:
            "Your school had sent no roster before rosters were locked, so nobody of it was allocated and no outcome is needed"
        case .rosterDestroyed:
            "The roster was destroyed when your school withdrew its data, and none is taken after the draw, so no outcome can be taken"
        case .frozen: "The data are frozen, so nothing can be added or changed"
        case .stopped: "The trial has stopped, so nothing more is taken"
        case .leftTesting: "Your school has withdrawn from testing"
        case .leftData: "Your school has withdrawn its data"
        case .leftBefore:
            "Your school has withdrawn before the allocation, so it is not drawn and no roster is needed"
        case .missingColumns(let columns, let headings, let notRead):
            "\(Self.notRead(notRead))Say which column is \(columns.map { "“\($0.title)”" }.joined(separator: ", ")). The file has: \(headings.joined(separator: ", ")).\(Self.otherWave(columns, headings))"
        case .noCodes(let headings):
            "\(Self.notRead(headings))The file has no column of pupil codes: add one and send it again"
        case .sameColumnTwice: "Choose each column only once"
        case .nothingUsable: "No row of the file can be taken. The list says why"
        case .noneInRoster:
            "None of these codes is in your roster: is this the right file? Nothing was changed"
        case .sameAsBaseline:
            "Pupil for pupil, these scores are those of the baseline. Send the scores after the trial. Nothing was changed"
        case .onlyEligibleMarked:
            "Pupils eligible for free school meals are marked, and the cells of all others are empty. Write “no” for those who are not eligible, and leave a cell empty only where it is not known. Nothing was changed"
        }
    }

    private static func notRead(_ headings: [String]) -> String {
        // A heading may be of any length.
        let names = headings.map { "“\($0.prefix(40))”" }
        guard !names.isEmpty else { return "" }
        let why =
            names.count == 1
            ? "was not read, because it looks as if it said"
            : "were not read, because they look as if they said"
        return "\(InWords.list(names)) \(why) who a pupil is. "
    }

    /// What is probably wrong where a file has the scores of the other wave.
    private static func otherWave(_ missing: [RosterColumn], _ headings: [String]) -> String {
        let found = RosterMatch(headings: headings, for: [.outcome, .baseline])
        if missing.contains(.outcome), found.headings[.baseline] != nil {
            return " It looks like the roster: here the scores after the trial are needed"
        }
        if missing.contains(.baseline), found.headings[.outcome] != nil {
            return " It looks like a file of outcomes: here the scores before the trial are needed"
        }
        return ""
    }
}

extension Trials {
    /// Takes a roster or outcome file of a school. Good rows enter; the others are named with line, column and
    /// what is allowed. The same file sent twice gives the same rows.
    ///
    /// - Parameters:
    ///   - chosen: Columns as the person matched them; otherwise as they were matched last time, unless the file has
    ///     the template's own heading.
    ///   - replacing: Whether what is there goes; otherwise rows are added, and values of a known code replaced.
    /// - Throws: ``UploadRefusal``; `CSVError` and ``PupilFileError`` when it is no such file; ``AccessError``;
    ///   ``DatabaseError/staleVersion`` when rows of the school came or went meanwhile.
    @discardableResult
    package func uploadRoster(
        _ bytes: [UInt8],
        _ wave: Wave,
        to id: ID<TrialSchool>,
        chosen: [RosterColumn: String]? = nil,
        replacing: Bool = false,
        by actor: Actor
    ) async throws -> RosterUpload {
        try actor.signedInPerson()
        let today = services.today()
        let (school, text, remembered, stamp) = try await database.read { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            try transaction.admit(wave, of: school, on: today)
            let (record, _) = try transaction.protocolAndHub(school.trial)
            let remembered = try transaction.columnMatch(school.school.id, wave)
            return (school, record.text, remembered, try transaction.rowsStamp(of: school))
        }
        let file = try PupilFile.read(bytes)
        guard !file.rows.isEmpty else { throw PupilFileError.noRows }
        let columns = RosterColumn.columns(of: wave, text)
        // What was matched in an earlier trial gives way to a column that is called as the template calls it.
        let written = Set(file.headings.map { $0.lowercased() })
        let known = remembered.filter { column, _ in !written.contains(column.title.lowercased()) }
        let match = RosterMatch(headings: file.headings, for: columns, chosen: chosen ?? known)
        let missing = match.missing(columns, text)
        guard missing.isEmpty else {
            let found = RosterMatch(headings: file.headings, for: columns)
            if missing.contains(.code), found.headings[.code] == nil,
                !file.hasCodes(besides: Set(found.headings.values))
            {
                throw UploadRefusal.noCodes(notRead: file.leftOut.map(\.heading))
            }
            let headings = file.headings.filter { !$0.isEmpty }
            throw UploadRefusal.missingColumns(
                missing,
                headings: headings,
                notRead: file.leftOut.map(\.heading)
            )
        }
        guard !match.hasClash else { throw UploadRefusal.sameColumnTwice }

        let key = try await trialKey(of: school.trial)
        let roster = wave == .outcome ? try await blockForCheck(id, .roster, key) : nil
        let reading = RosterReading(
            text: text,
            columns: columns,
            match: match,
            known: roster.map { Set($0.block.codes.map { $0.lowercased() }) },
            salt: RosterSalt(key, of: school.trial)
        )
        let understood = reading.understood(file)
        if reading.knowsNone(of: file) { throw UploadRefusal.noneInRoster }
        guard understood.block.count > 0 else { throw UploadRefusal.nothingUsable(understood.faults) }
        if let roster, understood.block.repeatsBaseline(of: roster.block) {
            throw UploadRefusal.sameAsBaseline
        }
        if RosterColumn.fsm.isRequired(text), understood.block.marksOnlyEligible {
            throw UploadRefusal.onlyEligibleMarked
        }
        let present = try await blockForCheck(id, wave, key)
        let whole = (replacing ? nil : present?.block)?.merged(with: understood.block) ?? understood.block
        let box = seal(whole, id, wave, key)
        let act = services.act(by: actor)
        let content = try match.json()
        try await database.write { transaction in
            try transaction.admit(
                wave,
                of: try transaction.trialSchool(id, for: actor, .keepRoster),
                on: today
            )
            // A pupil who was taken out of the roster meanwhile must not come back by the outcomes.
            guard try transaction.rowsStamp(of: school) == stamp else { throw DatabaseError.staleVersion }
            try transaction.keep(box, id, wave, replacing: present?.version ?? 0, act)
            try transaction.keep(understood.faults, id, wave)
            try transaction.execute(
                """
                INSERT INTO pupil_column_match (organisation_id, wave, content)
                VALUES (\(school.school.id), \(wave), \(content))
                ON CONFLICT (organisation_id, wave) DO UPDATE SET content = excluded.content
                """
            )
            try transaction.audit(
                act,
                wave == .roster ? "trial.send-roster" : "trial.send-outcomes",
                of: id,
                in: school.school.id,
                ["rows": .count(understood.block.count), "refused": .count(understood.faults.count)]
            )
        }
        return RosterUpload(
            match: match,
            accepted: understood.block.count,
            faults: understood.faults,
            total: whole.count,
            removed: present.map { before in
                let now = whole.places
                return before.block.codes.count { now[$0.lowercased()] == nil }
            } ?? 0,
            notRead: file.leftOut.map(\.heading)
        )
    }

    /// Why no file of a school is taken now; `nil` where one is.
    ///
    /// - Throws: ``AccessError``.
    package func whyNoRows(_ wave: Wave, of id: ID<TrialSchool>, by actor: Actor) async throws
        -> UploadRefusal?
    {
        try actor.signedInPerson()
        let today = services.today()
        return try await database.read { transaction -> UploadRefusal? in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            do {
                try transaction.admit(wave, of: school, on: today)
                return nil
            } catch let refusal as UploadRefusal {
                return refusal
            }
        }
    }

    /// What is there, opened by the program to check a new file against it; nobody sees it.
    private func blockForCheck(_ id: ID<TrialSchool>, _ wave: Wave, _ key: SealingKey) async throws
        -> (block: RosterBlock, version: Int)?
    {
        guard let found = try await database.read({ try $0.sealedBlock(id, wave) }) else { return nil }
        return (try open(found.block, id, wave, key), found.version)
    }
}

extension Transaction {
    /// Refuses an upload that comes too early, too late, or from a school that has left.
    fileprivate func admit(_ wave: Wave, of school: TrialSchool, on today: LocalDate) throws {
        guard school.state == .joined else { throw UploadRefusal.notJoined }
        let stage = try trialCourse(school.trial).stage
        if stage >= .frozen { throw UploadRefusal.frozen }
        if try hasStopped(school.trial) { throw UploadRefusal.stopped }
        if !school.stays(in: .data) { throw UploadRefusal.leftData }
        switch wave {
        case .roster:
            if stage > .recruiting { throw UploadRefusal.locked }
            guard school.takesPart else { throw UploadRefusal.leftBefore }
            guard let notice = school.notice else { throw UploadRefusal.noNotice }
            if today <= notice.objectionsUntil {
                throw UploadRefusal.objectionsOpen(until: notice.objectionsUntil)
            }
        case .outcome:
            if stage < .allocated { throw UploadRefusal.notAllocated }
            if !school.stays(in: .testing) { throw UploadRefusal.leftTesting }
            // Scores are taken of those who were allocated, and of nobody else.
            guard try hasRows(of: school.id, .roster) else {
                throw try schoolCounts(school.id).hasErased
                    ? UploadRefusal.rosterDestroyed : UploadRefusal.noRoster
            }
        case .allocation: throw AccessError.notFound
        }
    }

    func columnMatch(_ school: ID<Organisation>, _ wave: Wave) throws -> [RosterColumn: String] {
        let content: String? = try value(
            "SELECT content FROM pupil_column_match WHERE organisation_id = \(school) AND wave = \(wave)"
        )
        guard let content else { return [:] }
        return (try? JSONDecoder().decode(RosterMatch.self, from: Data(content.utf8)).headings) ?? [:]
    }
}
