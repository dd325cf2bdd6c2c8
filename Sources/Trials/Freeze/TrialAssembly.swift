import Services

/// Puts the rows of a trial together school by school: everyone allocated, a value a pupil in each column.
struct TrialAssembly {
    private let text: ProtocolText
    private var schools: [TrialData.School] = []
    private var pupils = TrialData.Pupils()
    private var strata: [String] = []
    private var stratumPlaces: [String: Int] = [:]
    private var rosters: [RosterOfSchool] = []
    private var allocations: [RosterBlock?] = []
    private var outcomes: [RosterBlock] = []
    private var counts: [SchoolCounts] = []
    private var classCount = 0
    private let stratumOfUnit: UnitStrata

    init(_ text: ProtocolText, _ strata: UnitStrata) {
        self.text = text
        stratumOfUnit = strata
    }

    /// Schools are added in the order of their codes. One that was not allocated is not part of it.
    mutating func add(_ item: SchoolWithRows, _ blocks: [Wave: RosterBlock]) {
        let isDrawn = item.counts.arm != nil || blocks[.allocation] != nil || !item.school.stays(in: .data)
        guard isDrawn else { return }
        let school = item.school
        schools.append(
            TrialData.School(
                code: school.code ?? "",
                arm: item.counts.arm,
                leftDelivery: !school.stays(in: .delivery),
                leftTesting: !school.stays(in: .testing),
                leftData: !school.stays(in: .data),
                erased: padded(item.counts.erased),
                lateArrivals: item.counts.lateArrivals,
                trainingSessions: item.counts.trainingSessions,
                fidelity: item.counts.fidelity
            )
        )
        rosters.append(
            RosterOfSchool(
                school: school,
                code: school.code ?? "",
                roster: blocks[.roster] ?? RosterBlock(),
                region: "",
                phase: ""
            )
        )
        counts.append(item.counts)
        allocations.append(blocks[.allocation])
        outcomes.append(blocks[.outcome] ?? RosterBlock())
    }

    private func padded(_ erased: [Int]) -> [Int] {
        guard !erased.isEmpty else { return [] }
        return text.arms.indices.map { erased.indices.contains($0) ? erased[$0] : 0 }
    }

    mutating func data(sha256: String) throws -> TrialData {
        for place in rosters.indices { addPupils(of: place) }
        return try TrialData(
            plan: text.analysisPlan(strata: strata, sha256: sha256),
            schools: schools,
            pupils: pupils
        )
    }

    private mutating func addPupils(of place: Int) {
        let school = rosters[place]
        let after = outcomes[place]
        let afterPlaces = after.places
        let drawn = allocations[place]
        let drawnPlaces = drawn?.places ?? [:]
        var classes: [String: Int] = [:]
        var unitOfRow = Array(repeating: "", count: school.roster.count)
        for (name, rows) in UnitList.units(of: school, text.unit) {
            for row in rows { unitOfRow[row] = name }
        }
        for row in 0..<school.roster.count {
            let code = school.roster.codes[row].lowercased()
            let ownArm = drawnPlaces[code].flatMap { drawn?.arms[$0] }
            guard let arm = schools[place].arm ?? ownArm else { continue }
            pupils.school.append(place)
            pupils.classGroup.append(classNumber(school.roster.classes[row], &classes))
            pupils.stratum.append(stratumNumber(stratumOfUnit[unitOfRow[row]]))
            pupils.arm.append(arm)
            pupils.baseline.append(school.roster.baseline[row] ?? .nan)
            pupils.isFSM.append(school.roster.fsm[row])
            if text.design == .regressionDiscontinuity {
                pupils.score.append(school.roster.scores[row] ?? .nan)
            }
            let found = afterPlaces[code]
            let isTested = !schools[place].leftTesting
            pupils.outcome.append(isTested ? found.flatMap { after.outcome[$0] } ?? .nan : .nan)
            pupils.dosage.append(
                text.dosage(
                    recorded: found.flatMap { after.sessions[$0] },
                    arm: arm,
                    counts: counts[place]
                ) ?? .nan
            )
        }
    }

    private mutating func classNumber(_ name: String, _ classes: inout [String: Int]) -> Int? {
        guard !name.isEmpty else { return nil }
        if let known = classes[name] { return known }
        classes[name] = classCount
        classCount += 1
        return classCount - 1
    }

    private mutating func stratumNumber(_ name: String) -> Int {
        guard !name.isEmpty else { return 0 }
        if let known = stratumPlaces[name] { return known }
        stratumPlaces[name] = strata.count
        strata.append(name)
        return strata.count - 1
    }
}
