import Evidence
package import Services

extension ProtocolText {
    var armFaults: [Fault] {
        guard !self[.arms].isEmpty else { return [] }
        let lines = self[.arms].split(separator: "\n").count
        let arms = arms
        let fewest = design == .multiArm ? 3 : 2
        if arms.count != lines {
            return [.of(.arms, "Write one arm on each line, with a share such as “: 2” if it is not 1")]
        }
        if arms.count < fewest || arms.count > 6 {
            return [.of(.arms, "Name between \(fewest) and 6 arms, control first")]
        }
        if Set(arms.map { $0.name.lowercased() }).count != arms.count {
            return [.of(.arms, "Give each arm a name of its own")]
        }
        if arms.contains(where: { $0.name.contains(",") || $0.name.contains("\"") || $0.name.count > 40 }) {
            return [.of(.arms, "Name arms in 40 characters or fewer, without commas and quotation marks")]
        }
        if !design.isRandomised, arms.count != 2 || arms.contains(where: { $0.share != 1 }) {
            return [.of(.arms, "Name two arms without shares: nothing is drawn in this design")]
        }
        return []
    }

    var allocationFaults: [Fault] {
        var faults: [Fault] = []
        if let wanted = design.fixedUnit, unit != wanted {
            faults.append(
                .of(.unit, "This design draws \(wanted.title.lowercased()). Choose that, or another design")
            )
        }
        if unit == .pupil, matchedOn.contains(.size) {
            faults.append(.of(.matchedOn, "The size of the roster tells schools apart, not pupils"))
        }
        guard design.isRandomised else { return faults + modelFaults }
        if unit == .pupil, isYes(.trainedStaffTeachBothArms) {
            faults.append(
                .of(
                    .trainedStaffTeachBothArms,
                    "Pupils cannot be drawn one by one where trained staff also teach control pupils: what they learnt cannot be unlearnt for some of the class. Draw classes, or better schools"
                )
            )
        }
        for source in strata where !source.fits(unit) {
            faults.append(
                .of(.strata, "“\(source.title)” does not fit: \(unit.title.lowercased()) are drawn")
            )
        }
        let shares = arms.map(\.share)
        switch method {
        case .blocks:
            if let size = whole(.blockSize), !size.isMultiple(of: max(shares.reduce(0, +), 1)) {
                faults.append(
                    .of(.blockSize, "Enter a multiple of \(shares.reduce(0, +)), the sum of the shares")
                )
            }
        case .pairs:
            if shares != [1, 1] { faults.append(.of(.method, "Pairs need two arms with equal shares")) }
        case .minimisation:
            if strata.isEmpty { faults.append(.of(.strata, "Choose what minimisation balances")) }
        case .simple:
            if !strata.isEmpty { faults.append(.of(.strata, "Simple allocation has no strata: choose none")) }
        case .stratified: break
        }
        return faults + modelFaults
    }

    /// The primary model reflects what was allocated.
    private var modelFaults: [Fault] {
        guard let model = PrimaryModel(rawValue: self[.model]) else { return [] }
        if let only = design.fixedModel, model != only {
            return [
                .of(.model, "Choose “\(only.title)”: no other method fits a design in which nothing is drawn")
            ]
        }
        let fitting: Set<PrimaryModel> =
            switch unit {
            case .pupil: [.individual, .schoolIndicators, .schoolIntercept]
            case .classGroup: [.classIntercept, .classInSchool]
            case .school: [.schoolIntercept, .classInSchool]
            }
        guard design.isRandomised, !fitting.contains(model) else { return [] }
        return [
            .of(
                .model,
                "This model does not reflect that \(unit.title.lowercased()) are allocated, so its range would be too narrow. Choose another"
            )
        ]
    }

    /// Days follow each other in the order of a trial.
    var dateFaults: [Fault] {
        let order: [(ProtocolItem, ProtocolItem)] = [
            (.recruitsFrom, .rosterBy), (.objectionsUntil, .rosterBy), (.rosterBy, .runsFrom),
            (.runsFrom, .runsUntil), (.runsFrom, .testingFrom), (.testingFrom, .testingUntil),
            (.testingUntil, .resultsDueOn), (.resultsDueOn, .purgeOn),
        ]
        var faults: [Fault] = order.compactMap { earlier, later in
            guard let first = day(earlier), let second = day(later), second < first else { return nil }
            return .of(later, "“\(later.title)” cannot be before “\(earlier.title)”")
        }
        if let due = day(.resultsDueOn), let purge = day(.purgeOn), purge > due.adding(days: 3 * 365 + 1) {
            faults.append(.of(.purgeOn, "Pupil rows are kept at most three years after results are due"))
        }
        return faults
    }

    package func day(_ item: ProtocolItem) -> LocalDate? { LocalDate(self[item]) }
}

extension ProtocolDesign {
    /// The method of a design without a draw; `nil` where several models fit.
    var fixedModel: PrimaryModel? {
        switch self {
        case .regressionDiscontinuity: .localLinear
        case .matchedComparison: .nearestNeighbours
        default: nil
        }
    }

    /// What the design by its name allocates; `nil` where that is open.
    var fixedUnit: AllocationUnit? {
        switch self {
        case .pupilsWithinSchools, .regressionDiscontinuity: .pupil
        case .classes: .classGroup
        case .schools: .school
        case .waitlist, .multiArm, .matchedComparison: nil
        }
    }
}
