/// What pupils get who are not offered the intervention.
package enum ControlCondition: String, CaseIterable, Sendable {
    case usual, waitlist, active, placebo

    package var title: String {
        switch self {
        case .usual: "Teaching as usual"
        case .waitlist: "Teaching as usual now, the intervention after testing (waitlist)"
        case .active: "Something else of the same length (active control)"
        case .placebo: "The same attention without the active ingredients"
        }
    }
}

/// How arms are drawn.
package enum DrawMethod: String, CaseIterable, Sendable {
    case stratified, blocks, simple, pairs, minimisation

    package var title: String {
        switch self {
        case .stratified: "Stratified: exact shares within each stratum"
        case .blocks: "Permuted blocks within each stratum"
        case .simple: "Simple: each unit on its own"
        case .pairs: "Pairs: the most alike are paired, a coin decides"
        case .minimisation: "Minimisation with a random element"
        }
    }

    package var hint: String? {
        switch self {
        case .stratified: "For units that are all known beforehand. Choose this if in doubt"
        case .blocks: "As above, in blocks in the order of the list"
        case .simple: "Arms may come out of unequal size"
        case .pairs: "Alike in baseline, size and FSM. Two equal arms only; needs an even number of units"
        case .minimisation: "Balances the strata one by one; the better arm is taken with probability 0.8"
        }
    }
}

/// What strata are made of. All are known before allocation and come from the register or the roster.
package enum StratumSource: String, CaseIterable, Sendable {
    case school, classGroup = "class", fsm, region, phase, size, need

    package var title: String {
        switch self {
        case .school: "School"
        case .classGroup: "Class"
        case .fsm: "FSM pupils and others"
        case .region: "Region"
        case .phase: "Phase of the school"
        case .size: "Fewer or more pupils in the roster than the middle school"
        case .need: "A smaller or larger share of FSM pupils than the middle school"
        }
    }

    /// Whether units of this kind have it.
    package func fits(_ unit: AllocationUnit) -> Bool {
        switch self {
        case .school: unit != .school
        case .classGroup, .fsm: unit == .pupil
        case .region, .phase, .size, .need: true
        }
    }
}

/// What compliance is counted in.
package enum DosageSource: String, CaseIterable, Sendable {
    case none
    case pupilSessions = "pupil-sessions"
    case training

    package var title: String {
        switch self {
        case .none: "None: no complier analysis"
        case .pupilSessions: "Sessions that the pupil attended, sent with the outcomes"
        case .training: "Training sessions that the school attended, from the registers of an offer"
        }
    }

    /// What exactly is counted, for the editor and the public page.
    package var definition: String? {
        switch self {
        case .none, .pupilSessions: nil
        case .training:
            "A session counts once for a school, when at least one place that the school holds is marked present. Of several runs of the offer the one counts in which the school attended most. Sessions before the day of the allocation or after the last day of delivery do not count. The registers are read when the data are frozen. Every pupil of a school that reaches the threshold counts as having received it; where arms lie within schools, every pupil of the school who was offered it."
        }
    }
}

package enum LawfulBasis: String, CaseIterable, Sendable {
    case publicTask = "public-task"
    case legitimateInterests = "legitimate-interests"
    case consent

    package var title: String {
        switch self {
        case .publicTask: "Public task (UK GDPR Article 6(1)(e))"
        case .legitimateInterests:
            "Legitimate interests (Article 6(1)(f)), for schools outside the state sector"
        case .consent: "Consent (Article 6(1)(a))"
        }
    }
}

extension PrimaryModel {
    package var title: String {
        switch self {
        case .individual: "Analysis of covariance: nothing is nested"
        case .schoolIntercept: "Multilevel: a random intercept for each school"
        case .schoolIndicators: "An indicator for each school"
        case .classIntercept: "Multilevel: a random intercept for each class"
        case .classInSchool: "Multilevel: random intercepts for schools and for classes within them"
        case .localLinear: "Cut-off: lines on both sides near it, corrected for bias"
        case .nearestNeighbours: "Matching: each against the most similar not offered it"
        }
    }
}
