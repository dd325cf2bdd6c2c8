import Database

/// For whom a finding holds, how its study was made, and what it was computed from. Everything may be unknown.
package struct FindingDetails: Sendable, Equatable {
    /// What was learnt: reading, mathematics …; the outcome's domain may be finer.
    package var subject = ""
    /// The test or scale, by name.
    package var measure = ""
    package var yearGroup = ""
    /// Which pupils of the study it is about. Only findings about all of them are pooled.
    package var pupils = PupilGroup.all
    package var disadvantagedPercentage: Double?
    package var sendPercentage: Double?
    package var ealPercentage: Double?
    /// How many classes or schools were compared, where whole ones were.
    package var clusterCount: Int?
    package var independence = Independence.notStated
    package var testMaker = TestMaker.notStated
    /// Where it took place: country, kind of place, normal practice or a laboratory.
    package var setting = ""
    /// 0 to 5 padlocks; `nil` where nobody rated it.
    package var security: Int?
    /// Names a set of pupils within the study; findings with the same one share pupils.
    package var sample = ""
    package var treated: GroupScores?
    package var control: GroupScores?
    /// How much more pupils eligible for free school meals gained than others, within the trial.
    package var interaction: Interaction?

    package init() {}

    /// Mean and standard deviation of one group.
    package struct GroupScores: Sendable, Equatable {
        package let mean: Double
        package let deviation: Double

        package init(mean: Double, deviation: Double) {
            self.mean = mean
            self.deviation = deviation
        }
    }

    package struct Interaction: Sendable, Equatable {
        package let effect: Double
        package let variance: Double

        package init(effect: Double, variance: Double) {
            self.effect = effect
            self.variance = variance
        }
    }
}

/// Which pupils of a study a finding is about.
package enum PupilGroup: String, CaseIterable, Sendable, SQLStorable {
    case all
    case disadvantaged
    case send
    case eal
    case other

    package var title: String {
        switch self {
        case .all: "All pupils"
        case .disadvantaged: "Disadvantaged pupils"
        case .send: "Pupils with SEND"
        case .eal: "Pupils with EAL"
        case .other: "Another group of pupils"
        }
    }
}

/// Who evaluated it.
package enum Independence: String, CaseIterable, Sendable, SQLStorable {
    case independent
    case developer
    case notStated = "not-stated"

    package var title: String {
        switch self {
        case .independent: "Independent of the developer"
        case .developer: "By the developer"
        case .notStated: "Not stated"
        }
    }
}

/// Who made the test that a finding was measured with, and how much of the subject it asks.
package enum TestMaker: String, CaseIterable, Sendable, SQLStorable {
    case independentBroad = "independent-broad"
    case independentNarrow = "independent-narrow"
    case researcher
    case developer
    case notStated = "not-stated"

    package var title: String {
        switch self {
        case .independentBroad: "Others, of the whole subject"
        case .independentNarrow: "Others, of one part of the subject"
        case .researcher: "The researchers"
        case .developer: "The developer"
        case .notStated: "Not stated"
        }
    }

    /// Made by those who studied or sold what was tested: such tests show larger effects.
    package var isOwn: Bool { self == .researcher || self == .developer }
}

extension FindingDetails {
    init(row: Row) throws {
        self.init()
        subject = try row.get("subject")
        measure = try row.get("measure")
        yearGroup = try row.get("year_group")
        pupils = try row.get("pupils")
        disadvantagedPercentage = try row.get("disadvantaged_percentage")
        sendPercentage = try row.get("send_percentage")
        ealPercentage = try row.get("eal_percentage")
        clusterCount = try row.get("cluster_count")
        independence = try row.get("independence")
        testMaker = try row.get("test_maker")
        setting = try row.get("setting")
        security = try row.get("security")
        sample = try row.get("sample")
        treated = try Self.pair(row, "treated_mean", "treated_deviation").map {
            GroupScores(mean: $0, deviation: $1)
        }
        control = try Self.pair(row, "control_mean", "control_deviation").map {
            GroupScores(mean: $0, deviation: $1)
        }
        interaction = try Self.pair(row, "interaction", "interaction_variance").map {
            Interaction(effect: $0, variance: $1)
        }
    }

    private static func pair(_ row: Row, _ first: String, _ second: String) throws -> (Double, Double)? {
        let values: (Double?, Double?) = (try row.get(first), try row.get(second))
        guard let one = values.0, let other = values.1 else { return nil }
        return (one, other)
    }
}
