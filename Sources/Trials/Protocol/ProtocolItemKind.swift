/// What may be typed for an item.
package enum ProtocolItemKind: Sendable, Equatable {
    case line(most: Int)
    case paragraph(most: Int)
    /// One of some words.
    case choice([ProtocolWord])
    /// Any number of some words, kept between commas in the order of the list.
    case choices([ProtocolWord])
    case number(ClosedRange<Double>)
    case wholeNumber(ClosedRange<Int>)
    case day
    case email
    /// An intervention of the library, by its identifier.
    case intervention
    /// An offer of the hub, by its identifier.
    case offer
    /// Strands of the library, by their addresses.
    case strands
}

/// A word of the canonical form and how people read it.
package struct ProtocolWord: Sendable, Equatable {
    package let value: String
    package let title: String
    package let hint: String?

    package init(_ value: String, _ title: String, hint: String? = nil) {
        self.value = value
        self.title = title
        self.hint = hint
    }

    static let yesNo: [ProtocolWord] = [ProtocolWord("yes", "Yes"), ProtocolWord("no", "No")]
}

extension ProtocolItem {
    package var kind: ProtocolItemKind {
        switch self {
        case .title, .outcome, .baseline, .interventionName, .trainingOfferName: .line(most: 200)
        case .question, .estimand, .population: .paragraph(most: 1_000)
        case .intervention: .intervention
        case .trainingOffer: .offer
        case .strands: .strands
        case .phase:
            .choice(["Early years", "Primary", "Secondary", "All-through", "16 plus"].map { .init($0, $0) })
        case .yearGroups, .cutOffName, .leadName, .funder: .line(most: 120)
        case .exclusions, .controlDetail, .outcomeDetail, .secondaryOutcomes, .baselineDetail,
            .matchingDetail, .complianceDetail, .analysisDetail, .controllers, .evaluator, .independence,
            .interests:
            .paragraph(most: 4_000)
        case .control: .choice(ControlCondition.allCases.map { .init($0.rawValue, $0.title) })
        case .isAttainment, .isDeveloperMade, .isBlindTesting, .isBlindMarking, .adjustsForBaseline,
            .trainedStaffTeachBothArms, .hasFSMSubgroup:
            .choice(ProtocolWord.yesNo)
        case .outcomeDomain: .choice(OutcomeDomain.besidesAttainment.map { .init($0.rawValue, $0.title) })
        case .outcomeDirection:
            .choice([.init("higher", "A higher value"), .init("lower", "A lower value, as of days absent")])
        case .lowestScore, .highestScore, .cutOffScore: .number(-100_000...100_000)
        case .design: .choice(ProtocolDesign.allCases.map { .init($0.rawValue, $0.title, hint: $0.hint) })
        case .matchedOn: .choices(MatchCovariate.allCases.map { .init($0.rawValue, $0.title) })
        case .matchDistance: .choice(MatchDistance.allCases.map { .init($0.rawValue, $0.title) })
        case .matchCaliper: .number(0.01...10)
        case .outcomeDeviation: .number(0.001...10_000)
        case .unit: .choice(AllocationUnit.allCases.map { .init($0.rawValue, $0.title) })
        case .arms: .paragraph(most: 400)
        case .method: .choice(DrawMethod.allCases.map { .init($0.rawValue, $0.title, hint: $0.hint) })
        case .blockSize: .wholeNumber(2...60)
        case .strata: .choices(StratumSource.allCases.map { .init($0.rawValue, $0.title) })
        case .offeredBelow:
            .choice([.init("below", "Pupils below the cut-off"), .init("above", "Pupils at or above it")])
        case .model: .choice(PrimaryModel.allCases.map { .init($0.rawValue, $0.title) })
        case .dosage: .choice(DosageSource.allCases.map { .init($0.rawValue, $0.title, hint: $0.definition) })
        case .complianceThreshold: .number(0.01...10_000)
        case .targetMDES: .number(0.01...2)
        case .schools: .wholeNumber(1...5_000)
        case .pupilsPerSchool: .wholeNumber(1...2_000)
        case .classesPerSchool: .wholeNumber(1...60)
        case .fsmShare: .wholeNumber(1...99)
        case .icc: .number(0...0.9)
        case .rSquaredPupil, .rSquaredSchool: .number(0...0.99)
        case .attrition: .wholeNumber(0...80)
        case .costPerPupil: .number(0...100_000)
        case .recruitsFrom, .rosterBy, .runsFrom, .runsUntil, .testingFrom, .testingUntil, .resultsDueOn,
            .objectionsUntil, .purgeOn:
            .day
        case .lawfulBasis: .choice(LawfulBasis.allCases.map { .init($0.rawValue, $0.title) })
        case .leadEmail: .email
        }
    }

    /// The same, with only those models to choose from that fit a design.
    package func kind(in design: ProtocolDesign) -> ProtocolItemKind {
        guard self == .model else { return kind }
        let models =
            design.fixedModel.map { [$0] }
            ?? PrimaryModel.allCases.filter { $0 != .localLinear && $0 != .nearestNeighbours }
        return .choice(models.map { .init($0.rawValue, $0.title) })
    }

    /// Whether the protocol asks for it at all, given what else it says.
    package func isAsked(in text: ProtocolText) -> Bool {
        let design = text.design
        switch self {
        case .interventionName, .trainingOfferName: return false
        case .outcomeDomain: return text[.isAttainment] == "no"
        case .trainingOffer: return text.dosage == .training
        case .cutOffName, .cutOffScore, .offeredBelow: return design == .regressionDiscontinuity
        case .outcomeDeviation: return design == .regressionDiscontinuity
        case .matchingDetail, .matchedOn, .matchDistance, .matchCaliper: return design == .matchedComparison
        // At a cut-off the score takes its place; of those matched it is among what they are matched on.
        case .adjustsForBaseline: return design.isRandomised
        case .method, .strata, .trainedStaffTeachBothArms: return design.isRandomised
        case .blockSize: return design.isRandomised && text[.method] == DrawMethod.blocks.rawValue
        case .complianceThreshold, .complianceDetail:
            return !text[.dosage].isEmpty && text[.dosage] != DosageSource.none.rawValue
        case .classesPerSchool: return text[.unit] == AllocationUnit.classGroup.rawValue
        default: return true
        }
    }

    package var isRequired: Bool {
        switch self {
        // Where it is not said a higher value is the better one, as all protocols had it before it was asked.
        case .outcomeDirection: false
        case .exclusions, .lowestScore, .highestScore, .secondaryOutcomes, .strata, .analysisDetail,
            .costPerPupil, .funder, .interventionName, .trainingOfferName, .complianceDetail, .matchCaliper:
            false
        default: true
        }
    }
}
