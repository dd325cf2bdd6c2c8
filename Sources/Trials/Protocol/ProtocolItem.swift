/// One thing that a protocol says. The catalogue of items drives the editor, the checks, the canonical form,
/// the public page and the diff of an amendment, so that none of them can forget one.
///
/// Raw values are the keys of the canonical form: they never change.
package enum ProtocolItem: String, CaseIterable, Sendable, Codable {
    case title, question, estimand, intervention, interventionName, strands
    case population, phase, yearGroups, exclusions, control, controlDetail
    case outcome, outcomeDetail, isAttainment, outcomeDomain, outcomeDirection, lowestScore, highestScore
    case isDeveloperMade, isBlindTesting, isBlindMarking, secondaryOutcomes
    case baseline, baselineDetail, adjustsForBaseline
    case design, unit, trainedStaffTeachBothArms, arms, method, blockSize, strata
    case cutOffName, cutOffScore, offeredBelow, matchingDetail, matchedOn, matchDistance, matchCaliper
    case model, outcomeDeviation, hasFSMSubgroup, dosage, trainingOffer, trainingOfferName
    case complianceThreshold, complianceDetail, analysisDetail
    case targetMDES, schools, pupilsPerSchool, classesPerSchool, fsmShare, icc, rSquaredPupil
    case rSquaredSchool, attrition, costPerPupil
    case recruitsFrom, rosterBy, runsFrom, runsUntil, testingFrom, testingUntil, resultsDueOn
    case lawfulBasis, controllers, objectionsUntil, purgeOn
    case leadName, leadEmail, evaluator, independence, funder, interests
}

/// A page of the editor: one line of the task list.
package enum ProtocolSection: String, CaseIterable, Sendable {
    case question, pupils, outcome, baseline, allocation, analysis, size, dates, data, people

    package var title: String {
        switch self {
        case .question: "Question and intervention"
        case .pupils: "Pupils and control condition"
        case .outcome: "The one primary outcome"
        case .baseline: "Baseline"
        case .allocation: "Who is allocated, and how"
        case .analysis: "Analysis"
        case .size: "Size and what it can detect"
        case .dates: "Dates"
        case .data: "Data protection"
        case .people: "People and interests"
        }
    }

    package var items: [ProtocolItem] { ProtocolItem.allCases.filter { $0.section == self } }
}

extension ProtocolItem {
    package var section: ProtocolSection {
        switch self {
        case .title, .question, .estimand, .intervention, .interventionName, .strands: .question
        case .population, .phase, .yearGroups, .exclusions, .control, .controlDetail: .pupils
        case .outcome, .outcomeDetail, .isAttainment, .outcomeDomain, .outcomeDirection, .lowestScore,
            .highestScore, .isDeveloperMade,
            .isBlindTesting, .isBlindMarking, .secondaryOutcomes:
            .outcome
        case .baseline, .baselineDetail, .adjustsForBaseline: .baseline
        case .design, .unit, .trainedStaffTeachBothArms, .arms, .method, .blockSize, .strata, .cutOffName,
            .cutOffScore, .offeredBelow, .matchingDetail, .matchedOn, .matchDistance, .matchCaliper:
            .allocation
        case .model, .outcomeDeviation, .hasFSMSubgroup, .dosage, .trainingOffer, .trainingOfferName,
            .complianceThreshold, .complianceDetail, .analysisDetail:
            .analysis
        case .targetMDES, .schools, .pupilsPerSchool, .classesPerSchool, .fsmShare, .icc, .rSquaredPupil,
            .rSquaredSchool, .attrition, .costPerPupil:
            .size
        case .recruitsFrom, .rosterBy, .runsFrom, .runsUntil, .testingFrom, .testingUntil, .resultsDueOn:
            .dates
        case .lawfulBasis, .controllers, .objectionsUntil, .purgeOn: .data
        case .leadName, .leadEmail, .evaluator, .independence, .funder, .interests: .people
        }
    }

    /// Items that the program fills in itself: in no form.
    package var isDerived: Bool { self == .interventionName || self == .trainingOfferName }

    /// Items that stand in the records as an identifier: people read the derived name instead.
    package var isIdentifier: Bool { self == .intervention || self == .trainingOffer }

    /// Items that nobody may change once units are allocated.
    package func isFixedByAllocation(in text: ProtocolText) -> Bool {
        switch self {
        case .design, .unit, .arms, .method, .blockSize, .strata, .cutOffName, .cutOffScore, .offeredBelow,
            .control, .dosage, .trainingOffer, .complianceThreshold, .complianceDetail:
            true
        // Training is counted up to this day.
        case .runsUntil: text.dosage == .training
        default: false
        }
    }
}
