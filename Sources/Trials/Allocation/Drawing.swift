import CSV
import Evidence
import Services
import Statistics

/// Who is in which arm: as a file, and by school.
struct Drawing {
    let csv: [UInt8]
    /// Where schools were drawn.
    let armOfSchool: [ID<TrialSchool>: Int]
    /// Where arms lie within schools: code, class and arm of each pupil.
    let blocks: [ID<TrialSchool>: RosterBlock]
    /// By what units were paired; `nil` where they were not.
    let pairedBy: [String]?

    /// From a draw.
    init(_ allocation: Allocation, of list: UnitList, _ rosters: [RosterOfSchool], _ text: ProtocolText) {
        csv = allocation.csv
        pairedBy = list.method == .pairs ? list.covariates.map(\.name) : nil
        let arms = Dictionary(
            uniqueKeysWithValues: allocation.units.indices.map {
                (allocation.units[$0].identifier, allocation.assignment[$0])
            }
        )
        var ofSchool: [ID<TrialSchool>: Int] = [:]
        var blocks: [ID<TrialSchool>: RosterBlock] = [:]
        for school in rosters {
            var block = RosterBlock()
            for (name, rows) in UnitList.units(of: school, text.unit) {
                guard let arm = arms[name] else { continue }
                if text.unit == .school {
                    ofSchool[school.school.id] = arm
                } else {
                    for row in rows { block.append(Self.row(school.roster[row], arm)) }
                }
            }
            if text.unit != .school { blocks[school.school.id] = block.sorted }
        }
        armOfSchool = ofSchool
        self.blocks = blocks
    }

    /// From a cut-off, or from the groups that the rosters name.
    ///
    /// - Throws: ``AllocationRefusal`` where a school of a comparison of schools has pupils in both groups.
    init(assigned rosters: [RosterOfSchool], _ text: ProtocolText) throws(AllocationRefusal) {
        var writer = CSVWriter(byteOrderMark: false)
        writer.write(["unit", "stratum", "arm"])
        var ofSchool: [ID<TrialSchool>: Int] = [:]
        var blocks: [ID<TrialSchool>: RosterBlock] = [:]
        let cut = text.number(.cutOffScore) ?? 0
        let isBelow = text[.offeredBelow] != "above"
        for school in rosters {
            let arms = school.roster.rows.map { row -> Int in
                guard text.design == .regressionDiscontinuity else { return row.arm ?? 0 }
                return ((row.score ?? 0) < cut) == isBelow ? 1 : 0
            }
            if text.unit == .school {
                guard Set(arms).count == 1, let arm = arms.first else {
                    throw AllocationRefusal(
                        message:
                            "\(school.code) has pupils in both groups, and the protocol compares schools. Ask it to correct its roster"
                    )
                }
                ofSchool[school.school.id] = arm
                writer.write([school.code, "", text.arms[arm].name])
            } else {
                let rows = zip(school.roster.rows, arms).map(Self.row)
                blocks[school.school.id] = RosterBlock(rows).sorted
                for row in rows {
                    writer.write(["\(school.code)/\(row.code)", "", text.arms[row.arm ?? 0].name])
                }
            }
        }
        csv = writer.bytes
        pairedBy = nil
        armOfSchool = ofSchool
        self.blocks = blocks
        guard Set(ofSchool.values).union(blocks.values.flatMap { $0.arms.compactMap(\.self) }).count == 2
        else {
            throw AllocationRefusal(message: "All are in one group, so there is nothing to compare")
        }
    }

    private static func row(_ pupil: RosterBlock.Row, _ arm: Int) -> RosterBlock.Row {
        var row = RosterBlock.Row(code: pupil.code)
        row.className = pupil.className
        row.arm = arm
        return row
    }

    /// The arm of each pupil of a school's roster, in its order.
    func arms(of school: RosterOfSchool) -> [Int?] {
        if let arm = armOfSchool[school.school.id] { return school.roster.codes.map { _ in arm } }
        guard let block = blocks[school.school.id] else { return school.roster.codes.map { _ in nil } }
        let places = block.places
        return school.roster.codes.map { code in places[code.lowercased()].flatMap { block.arms[$0] } }
    }
}
