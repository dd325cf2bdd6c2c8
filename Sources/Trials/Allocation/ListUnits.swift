import Evidence
import Foundation

/// What is known of a school when units are listed.
struct RosterOfSchool: Sendable {
    let school: TrialSchool
    let code: String
    let roster: RosterBlock
    let region: String
    let phase: String

    /// HMAC-SHA-256, under the trial's salt, of the roster in order of codes, in the form in which it is sealed: a
    /// roster of few codes could be guessed from a hash that everyone can make. Lists of before salts have SHA-256.
    func hash(_ salt: RosterSalt?) -> String {
        let bytes = roster.sorted.bytes
        return salt?.hash(bytes) ?? bytes.sha256
    }

    var fsmShare: Double {
        let known = roster.fsm.compactMap(\.self)
        return known.isEmpty ? 0 : Double(known.count { $0 }) / Double(known.count)
    }

    func meanBaseline(_ rows: [Int]) -> Double? {
        let scores = rows.compactMap { roster.baseline[$0] }
        return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }
}

/// Why rosters cannot be locked or units drawn: what to do is in the words.
package struct AllocationRefusal: Error, Equatable, Sendable {
    package let message: String
}

extension UnitList {
    /// Lists the units of the schools that have sent a roster.
    init(_ text: ProtocolText, _ schools: [RosterOfSchool], _ salt: RosterSalt?) throws(AllocationRefusal) {
        let sources = StratumReading(schools)
        var candidates: [Candidate] = []
        for school in schools {
            let hash = school.hash(salt)
            for (name, rows) in Self.units(of: school, text.unit) {
                candidates.append(Candidate(name: name, rows: rows, school: school, rosterHash: hash))
            }
        }
        candidates.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        guard candidates.count >= 2 * text.arms.count else {
            throw AllocationRefusal(
                message:
                    "There are \(candidates.count) \(text.unit.title.lowercased()) to draw from. At least \(2 * text.arms.count) are needed"
            )
        }
        let levels = text.strata.map { source in candidates.map { sources.level(of: $0, source) } }
        let isMinimised = text.method == .minimisation
        hasStrata = !isMinimised && !text.strata.isEmpty
        unit = text.unit
        method = text.method
        arms = text.arms
        blockSize = text.whole(.blockSize) ?? text.arms.map(\.share).reduce(0, +)
        factors = isMinimised ? zip(text.strata, levels).map { Column(name: $0.rawValue, values: $1) } : []
        covariates = text.method == .pairs ? try Self.covariates(candidates) : []
        units = candidates.indices.map { row in
            Unit(
                name: candidates[row].name,
                stratum: isMinimised ? "" : levels.map { $0[row] }.joined(separator: " / "),
                rosterHash: candidates[row].rosterHash
            )
        }
    }

    struct Candidate {
        let name: String
        /// Rows of the school's roster.
        let rows: [Int]
        let school: RosterOfSchool
        let rosterHash: String
    }

    static func units(of school: RosterOfSchool, _ unit: AllocationUnit) -> [(String, [Int])] {
        switch unit {
        case .school: return [(school.code, Array(0..<school.roster.count))]
        case .classGroup:
            let classes = Dictionary(grouping: 0..<school.roster.count) { school.roster.classes[$0] }
            return classes.map { ("\(school.code)/\($0.key)", $0.value) }
        case .pupil: return school.roster.codes.enumerated().map { ("\(school.code)/\($1)", [$0]) }
        }
    }

    /// Baseline, size and FSM share, without those in which all units are alike.
    private static func covariates(_ candidates: [Candidate]) throws(AllocationRefusal) -> [Column<Double>] {
        var baseline: [Double] = []
        for candidate in candidates {
            guard let mean = candidate.school.meanBaseline(candidate.rows) else {
                throw AllocationRefusal(
                    message:
                        "\(candidate.name) has no baseline score, so it cannot be paired. Ask the school for its baseline"
                )
            }
            baseline.append(mean)
        }
        let meals = candidates.map { candidate -> Double in
            let known = candidate.rows.compactMap { candidate.school.roster.fsm[$0] }
            return known.isEmpty ? 0 : Double(known.count { $0 }) / Double(known.count)
        }
        let columns = [
            Column(name: "baseline", values: baseline),
            Column(name: "pupils", values: candidates.map { Double($0.rows.count) }),
            Column(name: "fsm", values: meals),
        ]
        let varying = columns.filter { column in Set(column.values.map(UnitList.text)).count > 1 }
        guard !varying.isEmpty else {
            throw AllocationRefusal(message: "All units are alike, so there is nothing to pair them by")
        }
        return varying
    }
}

/// Levels of what strata are made of.
private struct StratumReading {
    private let middleSize: Double
    private let middleNeed: Double

    init(_ schools: [RosterOfSchool]) {
        middleSize = Self.middle(schools.map { Double($0.roster.count) })
        middleNeed = Self.middle(schools.map(\.fsmShare))
    }

    /// The median.
    private static func middle(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }

    func level(of unit: UnitList.Candidate, _ source: StratumSource) -> String {
        switch source {
        case .school: unit.school.code
        case .classGroup: "\(unit.school.code)-\(unit.school.roster.classes[unit.rows[0]])"
        case .fsm: unit.school.roster.fsm[unit.rows[0]].map { $0 ? "FSM" : "not FSM" } ?? "FSM not known"
        case .region: unit.school.region.isEmpty ? "region not known" : unit.school.region
        case .phase: unit.school.phase.isEmpty ? "phase not known" : unit.school.phase
        case .size: Double(unit.school.roster.count) < middleSize ? "smaller" : "larger"
        case .need: unit.school.fsmShare < middleNeed ? "less need" : "more need"
        }
    }
}

extension ProtocolText {
    /// Whether anyone may read a list of the allocation. Lists of classes and pupils are about few of them; a list by
    /// which schools were paired holds each school's mean score, and its share of FSM beside its number of pupils,
    /// which is a count.
    package func isPublic(_ file: AllocationFile) -> Bool {
        guard unit == .school else { return false }
        switch file {
        case .units: return !(design.isRandomised && method == .pairs)
        case .allocation: return true
        case .rosterSalt: return false
        }
    }
}
