import Database

/// Something counted or measured of a school in one academic year.
package enum Measure: String, CaseIterable, Sendable, SQLStorable {
    // The register's census
    case pupils
    case fsmPupils = "fsm-pupils"
    case fsmPercentage = "fsm-percentage"
    // Pupil premium allocations
    case premiumRoll = "premium-roll"
    case premiumPupils = "premium-pupils"
    case premiumPercentage = "premium-percentage"
    case premiumAllocation = "premium-allocation"
    // Key stage 2
    case keyStage2Pupils = "ks2-pupils"
    case keyStage1Points = "ks1-average-points"
    case keyStage2Expected = "ks2-expected-percentage"
    case keyStage2Higher = "ks2-higher-percentage"
    case keyStage2ExpectedDisadvantaged = "ks2-expected-disadvantaged-percentage"
    case keyStage2Disadvantaged = "ks2-disadvantaged-percentage"
    case readingProgress = "reading-progress"
    case readingProgressLower = "reading-progress-lower"
    case readingProgressUpper = "reading-progress-upper"
    case writingProgress = "writing-progress"
    case writingProgressLower = "writing-progress-lower"
    case writingProgressUpper = "writing-progress-upper"
    case mathsProgress = "maths-progress"
    case mathsProgressLower = "maths-progress-lower"
    case mathsProgressUpper = "maths-progress-upper"
    case readingScore = "reading-score"
    case mathsScore = "maths-score"
    // Key stage 4, and what similar schools are found by
    case attainment8 = "attainment-8"
    case progress8 = "progress-8"
    case progress8Lower = "progress-8-lower"
    case progress8Upper = "progress-8-upper"
    case priorAttainment = "ks2-prior-attainment"
    case disadvantagedPercentage = "disadvantaged-percentage"
    case additionalLanguagePercentage = "eal-percentage"
    case polar4 = "polar4-quintile"
    case stabilityPercentage = "stability-percentage"
    case idaci
    case senSupportPercentage = "sen-support-percentage"
    case ehcPlanPercentage = "ehc-plan-percentage"

    package enum Source: String, Sendable {
        case register, premium, performance

        package var name: String {
            switch self {
            case .register: "Get Information About Schools (Department for Education)"
            case .premium: "Pupil premium allocations (Department for Education)"
            case .performance: "School performance tables (Department for Education)"
            }
        }
    }

    package enum Unit: Sendable {
        case pupils, percentage, pence, points
    }

    package var source: Source {
        switch self {
        case .pupils, .fsmPupils, .fsmPercentage: .register
        case .premiumRoll, .premiumPupils, .premiumPercentage, .premiumAllocation: .premium
        default: .performance
        }
    }

    package var unit: Unit {
        switch self {
        case .pupils, .fsmPupils, .premiumRoll, .premiumPupils, .keyStage2Pupils: .pupils
        case .premiumAllocation: .pence
        case _ where rawValue.hasSuffix("percentage"): .percentage
        default: .points
        }
    }

    /// In plain words.
    package var name: String {
        switch self {
        case .pupils: "Pupils"
        case .fsmPupils: "Pupils eligible for free school meals"
        case .fsmPercentage: "Share eligible for free school meals"
        case .premiumRoll: "Pupils counted for pupil premium"
        case .premiumPupils: "Pupils attracting pupil premium"
        case .premiumPercentage: "Share attracting pupil premium"
        case .premiumAllocation: "Pupil premium allocation"
        case .keyStage2Pupils: "Pupils at the end of key stage 2"
        case .keyStage1Points: "Average key stage 1 points of these pupils"
        case .keyStage2Expected: "Expected standard in reading, writing and maths"
        case .keyStage2Higher: "Higher standard in reading, writing and maths"
        case .keyStage2ExpectedDisadvantaged: "Expected standard, disadvantaged pupils"
        case .keyStage2Disadvantaged: "Disadvantaged pupils at the end of key stage 2"
        case .readingProgress: "Reading progress"
        case .readingProgressLower: "Reading progress, lower end"
        case .readingProgressUpper: "Reading progress, upper end"
        case .writingProgress: "Writing progress"
        case .writingProgressLower: "Writing progress, lower end"
        case .writingProgressUpper: "Writing progress, upper end"
        case .mathsProgress: "Maths progress"
        case .mathsProgressLower: "Maths progress, lower end"
        case .mathsProgressUpper: "Maths progress, upper end"
        case .readingScore: "Average scaled score in reading"
        case .mathsScore: "Average scaled score in maths"
        case .attainment8: "Attainment 8"
        case .progress8: "Progress 8"
        case .progress8Lower: "Progress 8, lower end"
        case .progress8Upper: "Progress 8, upper end"
        case .priorAttainment: "Average key stage 2 score on entry"
        case .disadvantagedPercentage: "Disadvantaged pupils"
        case .additionalLanguagePercentage: "English as an additional language"
        case .polar4: "Young people’s participation in higher education (POLAR4 fifth)"
        case .stabilityPercentage: "Pupils who stayed at the school"
        case .idaci: "Income deprivation affecting children (IDACI)"
        case .senSupportPercentage: "Pupils with SEN support"
        case .ehcPlanPercentage: "Pupils with an education, health and care plan"
        }
    }
}

/// What is known of one measure: a number, an amount of money, or the reason why there is none.
package enum Characteristic: Hashable, Sendable {
    case number(Double)
    case pence(Int)
    case missing(MissingReason)

    package var number: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    /// The columns `value`, `pence` and `missing`.
    var columns: [SQLValue] {
        switch self {
        case .number(let value): [.real(value), .null, .null]
        case .pence(let amount): [.null, .integer(Int64(amount)), .null]
        case .missing(let reason): [.null, .null, .text(reason.rawValue)]
        }
    }

    /// From the columns `value`, `pence` and `missing`.
    init(value: Double?, pence: Int?, missing: MissingReason?) {
        if let value {
            self = .number(value)
        } else if let pence {
            self = .pence(pence)
        } else {
            self = .missing(missing ?? .noFigure)
        }
    }
}
