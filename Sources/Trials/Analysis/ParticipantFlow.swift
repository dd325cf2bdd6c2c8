import Statistics

/// Where everyone who was allocated went: the numbers of the CONSORT figure.
package struct ParticipantFlow: Sendable, Equatable, Codable {
    /// One for each arm, control first.
    package let arms: [Arm]
    /// Schools that took part at all.
    package let schools: Int
    /// Schools of any arm; `nil` in analyses of before they were counted.
    package let schoolsAllocated: Int?
    package let lateArrivals: Int

    package struct Arm: Sendable, Equatable, Codable {
        package let name: String
        /// Schools allocated to it where schools were; otherwise schools with pupils in it.
        package let schools: Int
        package let schoolsAnalysed: Int
        /// Schools that no longer deliver (or never began), test, or let their rows be used.
        package let leftDelivery: Int
        package let leftTesting: Int
        package let leftData: Int
        /// Schools that withdrew from a part and came back; `nil` in analyses of before they could, and for none.
        package let returned: Int?
        /// `nil` where classes are not known.
        package let classes: Int?
        package let classesAnalysed: Int?
        package let allocated: Int
        /// Rows may no longer be used: a school's or a parent's wish.
        package let erased: Int
        /// No outcome, in schools that stopped testing.
        package let schoolNotTested: Int
        /// No outcome for another reason.
        package let noOutcome: Int
        /// An outcome, but no baseline where the primary model needs one.
        package let noBaseline: Int
        package let analysed: Int
    }

    init(_ table: AnalysisTable) {
        let needsBaseline = table.plan.adjustsForBaseline
        schools = table.schools.count
        lateArrivals = table.schools.reduce(0) { $0 + $1.lateArrivals }
        let places = table.plan.arms.indices.map { Self.schools(table, inArm: $0) }
        schoolsAllocated = places.reduce(into: Set<Int>()) { $0.formUnion($1) }.count
        arms = table.plan.arms.indices.map { arm in
            let rows = (0..<table.count).filter { table.arm[$0] == arm }
            let erased = table.schools.reduce(0) { $0 + ($1.erased.isEmpty ? 0 : $1.erased[arm]) }
            let lacksOutcome = rows.filter { table.outcome[$0].isNaN }
            let notTested = lacksOutcome.count { table.schools[table.school[$0]].leftTesting }
            let tested = rows.filter { !table.outcome[$0].isNaN }
            let kept = needsBaseline ? tested.filter { !table.baseline[$0].isNaN } : tested
            let members = places[arm].map { table.schools[$0] }
            let returned = members.count { $0.hasReturned == true }
            let classes = Set(rows.map { table.classGroup[$0] }.filter { $0 >= 0 })
            let keptClasses = Set(kept.map { table.classGroup[$0] }.filter { $0 >= 0 })
            return Arm(
                name: table.plan.arms[arm],
                schools: members.count,
                schoolsAnalysed: Set(kept.map { table.school[$0] }).count,
                leftDelivery: members.count { $0.leftDelivery },
                leftTesting: members.count { $0.leftTesting },
                leftData: members.count { $0.leftData },
                returned: returned == 0 ? nil : returned,
                classes: classes.isEmpty ? nil : classes.count,
                classesAnalysed: classes.isEmpty ? nil : keptClasses.count,
                allocated: rows.count + erased,
                erased: erased,
                schoolNotTested: notTested,
                noOutcome: lacksOutcome.count - notTested,
                noBaseline: tested.count - kept.count,
                analysed: kept.count
            )
        }
    }

    /// By their places: those that were allocated to an arm, and those with pupils in it, erased ones too.
    private static func schools(_ table: AnalysisTable, inArm arm: Int) -> Set<Int> {
        var found = Set((0..<table.count).filter { table.arm[$0] == arm }.map { table.school[$0] })
        for (place, school) in table.schools.enumerated()
        where school.arm == arm || (!school.erased.isEmpty && school.erased[arm] > 0) {
            found.insert(place)
        }
        return found
    }

    package var allocated: Int { arms.reduce(0) { $0 + $1.allocated } }
    package var analysed: Int { arms.reduce(0) { $0 + $1.analysed } }

    /// The share of everyone allocated who is missing from the primary analysis, in 0…1.
    package var attrition: Double { Self.loss(allocated, analysed) }

    /// The share of units lost at each level, overall and by arm: schools, classes where known, pupils.
    package var losses: [Loss] {
        var losses = [
            Loss(level: .school, arms.map { ($0.schools, $0.schoolsAnalysed) }),
            Loss(level: .pupil, arms.map { ($0.allocated, $0.analysed) }),
        ]
        if arms.allSatisfy({ $0.classes != nil }) {
            let counts = arms.map { ($0.classes ?? 0, $0.classesAnalysed ?? 0) }
            losses.insert(Loss(level: .classGroup, counts), at: 1)
        }
        return losses
    }

    package struct Loss: Sendable, Equatable {
        package let level: AllocationUnit
        package let allocated: [Int]
        package let analysed: [Int]

        init(level: AllocationUnit, _ counts: [(Int, Int)]) {
            self.level = level
            allocated = counts.map(\.0)
            analysed = counts.map(\.1)
        }

        /// By arm, in 0…1.
        package var shares: [Double] { zip(allocated, analysed).map(ParticipantFlow.loss) }
        package var overall: Double {
            ParticipantFlow.loss(allocated.reduce(0, +), analysed.reduce(0, +))
        }
    }

    static func loss(_ allocated: Int, _ analysed: Int) -> Double {
        allocated == 0 ? 0 : 1 - Double(analysed) / Double(allocated)
    }
}
