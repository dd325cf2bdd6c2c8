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
    /// What each class is called in the whole trial, by its number: `S001/7A`.
    private(set) var classes: [String] = []
    /// What each pupil is called in the whole trial: `S001/P017`.
    private(set) var names: [String] = []
    private let stratumOfUnit: UnitStrata

    init(_ text: ProtocolText, _ strata: UnitStrata) {
        self.text = text
        stratumOfUnit = strata
    }

    /// Schools are added in the order of their codes. One that was not allocated is not part of it, nor one that withdrew
    /// its data before the draw; who did so afterwards is counted by the pupils that it had.
    mutating func add(_ item: SchoolWithRows, _ blocks: [Wave: RosterBlock]) {
        let isDrawn =
            item.counts.arm != nil || blocks[.allocation] != nil
            || item.counts.hasErased
        guard isDrawn else { return }
        let school = item.school
        schools.append(
            TrialData.School(
                code: school.code ?? "",
                arm: item.counts.arm,
                leftDelivery: !school.stays(in: .delivery),
                leftTesting: !school.stays(in: .testing),
                leftData: !school.stays(in: .data),
                hasReturned: item.hasReturned ? true : nil,
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
                roster: (blocks[.roster] ?? RosterBlock()).sorted,
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
        // Strata by name: which pupil happens to stand first decides nothing.
        let order = strata.indices.sorted { strata[$0].utf8.lexicographicallyPrecedes(strata[$1].utf8) }
        var ranks = Array(repeating: 0, count: strata.count)
        for (rank, place) in order.enumerated() { ranks[place] = rank }
        if !strata.isEmpty { pupils.stratum = pupils.stratum.map { ranks[$0] } }
        let sorted = order.map { strata[$0] }
        return try TrialData(
            plan: text.analysisPlan(strata: sorted, minimisation: minimisation(sorted), sha256: sha256),
            schools: schools,
            pupils: pupils
        )
    }

    private func minimisation(_ strata: [String]) -> MinimisationPlan? {
        guard !stratumOfUnit.factors.isEmpty else { return nil }
        return MinimisationPlan(
            factors: stratumOfUnit.factors.enumerated().map { place, name in
                MinimisationPlan.Factor(
                    name: name,
                    levels: strata.map { stratumOfUnit.levels(of: $0)[place] }
                )
            },
            shares: text.arms.map(\.share)
        )
    }

    private mutating func addPupils(of place: Int) {
        let school = rosters[place]
        let after = outcomes[place]
        let afterPlaces = after.places
        let drawn = allocations[place]
        let drawnPlaces = drawn?.places ?? [:]
        let numbers = numberedClasses(of: school)
        var unitOfRow = Array(repeating: "", count: school.roster.count)
        for (name, rows) in UnitList.units(of: school, text.unit) {
            for row in rows { unitOfRow[row] = name }
        }
        for row in 0..<school.roster.count {
            let code = school.roster.codes[row].lowercased()
            let ownArm = drawnPlaces[code].flatMap { drawn?.arms[$0] }
            guard let arm = schools[place].arm ?? ownArm else { continue }
            names.append("\(school.code)/\(school.roster.codes[row])")
            pupils.school.append(place)
            pupils.classGroup.append(numbers[school.roster.classes[row]])
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

    /// Classes in the order of their names, as they were drawn.
    private mutating func numberedClasses(of school: RosterOfSchool) -> [String: Int] {
        let names = Set(school.roster.classes).filter { !$0.isEmpty }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        defer { classes += names.map { "\(school.code)/\($0)" } }
        return Dictionary(uniqueKeysWithValues: zip(names, classes.count...))
    }

    private mutating func stratumNumber(_ name: String) -> Int {
        guard !name.isEmpty else { return 0 }
        if let known = stratumPlaces[name] { return known }
        stratumPlaces[name] = strata.count
        strata.append(name)
        return strata.count - 1
    }
}
