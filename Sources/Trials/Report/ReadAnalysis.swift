package import Access
import Database
import Evidence
import Foundation
package import Services

extension Trials {
    /// The newest analysis of a trial, whole: for those who analyse it. Every read is audited, because small
    /// groups stand in it.
    ///
    /// - Returns: `nil` before the first.
    package func analysis(of trial: ID<Trial>, by actor: Actor) async throws -> KeptAnalysis? {
        try actor.signedInUnlessSystem()
        let trial = try await permitted(.analyseTrial, on: trial, by: actor)
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let kept: KeptAnalysis? = try transaction.first(
                "SELECT * FROM trial_analysis WHERE trial_id = \(trial.id) ORDER BY number DESC LIMIT 1"
            )
            if kept != nil {
                try transaction.audit(act, "trial.read-analysis", of: trial.id, in: trial.organisation)
            }
            return kept
        }
    }

    /// What is needed to repeat an analysis elsewhere: the sums of each school, what the protocol decided,
    /// and what comes out. A group of those sums may be one pupil, so they are for whoever may read the rows.
    ///
    /// - Throws: ``TrialsError/wrongStep`` before the first analysis; ``TrialsError/rowsGone`` where this
    ///   site's key does not open them.
    package func reproductionBundle(of trial: ID<Trial>, by actor: Actor) async throws -> ReproductionBundle {
        try actor.signedInUnlessSystem()
        let trial = try await permitted(.readTrialRows, on: trial, by: actor)
        let act = services.act(by: actor)
        let (kept, sealed, published) = try await database.write { transaction in
            let row = try transaction.rows(
                "SELECT * FROM trial_analysis WHERE trial_id = \(trial.id) ORDER BY number DESC LIMIT 1"
            ).first
            guard let row else { throw TrialsError.wrongStep }
            let kept = try KeptAnalysis(row: row)
            try transaction.audit(
                act,
                "trial.read-bundle",
                of: trial.id,
                in: trial.organisation,
                ["number": .count(kept.number)]
            )
            return (kept, try SealedRows(sumsOf: row), try transaction.publishedProtocol(trial.id))
        }
        let statistics = try self.statistics(sealed, of: kept.id)
        return ReproductionBundle(
            trial: trial.slug,
            title: trial.title,
            codeVersion: kept.codeVersion,
            protocolDigest: kept.protocolDigest,
            protocolText: published.map { String(decoding: $0.record.text.canonical, as: UTF8.self) },
            statistics: statistics,
            expected: kept.result
        )
    }
}

/// One file with which anyone who may have it repeats a trial's analysis after the pupils' rows are gone.
package struct ReproductionBundle: Sendable, Equatable, Codable {
    package let format: String
    package let trial: String
    package let title: String
    package let codeVersion: String
    package let protocolDigest: String
    /// The protocol with its amendments in the form that is hashed: its SHA-256 is the digest, unless it was amended
    /// since. `nil` in bundles of earlier versions, and of trials without one.
    package let protocolText: String?
    /// How to repeat it.
    package let command: String
    package let statistics: SufficientStatistics
    package let expected: TrialAnalysis

    package static let formatName = "braid-trial-bundle-1"

    init(
        trial: String,
        title: String,
        codeVersion: String,
        protocolDigest: String,
        protocolText: String? = nil,
        statistics: SufficientStatistics,
        expected: TrialAnalysis
    ) {
        format = Self.formatName
        self.trial = trial
        self.title = title
        self.codeVersion = codeVersion
        self.protocolDigest = protocolDigest
        self.protocolText = protocolText
        command = "braid reproduce \(trial)-bundle.json"
        self.statistics = statistics
        self.expected = expected
    }

    /// The file as it is downloaded.
    package func file() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return Array(try encoder.encode(self))
    }

    private struct Form: Decodable {
        let format: String
    }

    /// - Throws: ``ReproductionError``.
    package static func read(_ bytes: [UInt8]) throws(ReproductionError) -> ReproductionBundle {
        let data = Data(bytes)
        // Another form need not have these parts: it says first what it is.
        guard let form = try? JSONDecoder().decode(Form.self, from: data) else { throw .unreadable }
        guard form.format == formatName else { throw .otherFormat(form.format) }
        guard let bundle = try? JSONDecoder().decode(ReproductionBundle.self, from: data) else {
            throw .unreadable
        }
        guard bundle.isConsistent else { throw .inconsistent }
        return bundle
    }

    /// Whether the protocol in the bundle is the one that was followed; `nil` where there is none.
    package var holdsProtocolFollowed: Bool? { protocolText.map { Array($0.utf8).sha256 == protocolDigest } }

    /// Repeats the analysis and sets each figure beside the one expected.
    package func repeated() throws -> [ReproducedFigure] {
        let found = try TrialAnalysis.repeated(statistics)
        return ReproducedFigure.all(
            expected: expected,
            found: found,
            schools: statistics.schools.map(\.code)
        )
    }
}

package enum ReproductionError: Error, Equatable, Sendable {
    case unreadable
    case otherFormat(String)
    /// Parts of it do not fit together: it was changed.
    case inconsistent
}

/// One figure of a report, as it was and as it comes out again.
package struct ReproducedFigure: Sendable, Equatable {
    package let name: String
    package let expected: Double
    package let found: Double

    /// Relative to the expected, or to one where that is small.
    package var difference: Double { (found - expected).magnitude / max(1, expected.magnitude) }

    /// Sums are kept in double precision; models are solved to their last digits but a few.
    package static let tolerance = 1e-7

    package var isSame: Bool { difference <= Self.tolerance }

    /// - Parameter schools: What the trial calls them, in the order of the analysis.
    static func all(
        expected: TrialAnalysis,
        found: TrialAnalysis,
        schools: [String] = []
    ) -> [ReproducedFigure] {
        var figures: [ReproducedFigure] = []
        let add = { (name: String, first: Double?, second: Double?) in
            guard let first else { return }
            figures.append(ReproducedFigure(name: name, expected: first, found: second ?? .nan))
        }
        add("Arms compared with control", Double(expected.comparisons.count), Double(found.comparisons.count))
        for (first, second) in zip(expected.comparisons, found.comparisons) {
            let arm = expected.plan.arms[first.arm]
            add("\(arm): pupils analysed", Double(first.treated), Double(second.treated))
            add("\(arm): adjusted difference", first.difference.estimate, second.difference.estimate)
            add("\(arm): its standard error", first.difference.standardError, second.difference.standardError)
            add("\(arm): p", first.difference.pValue, second.difference.pValue)
            add("\(arm): effect size", first.effect.g, second.effect.g)
            add("\(arm): lower end", first.effect.lower, second.effect.lower)
            add("\(arm): upper end", first.effect.upper, second.effect.upper)
            add("\(arm): without the baseline", first.withoutBaseline?.g, second.withoutBaseline?.g)
            add("\(arm): ICC of the outcome", first.outcomeICC?.estimate, second.outcomeICC?.estimate)
        }
        let (meals, again) = (expected.fsm.value, found.fsm.value)
        // At a cut-off only the result itself and the effect on those who received it are kept as sums.
        let isAtCutOff = expected.plan.assignment.cutOff != nil
        if !isAtCutOff {
            add("FSM interaction", meals?.interactionEffect.g, again?.interactionEffect.g)
            add("FSM pupils: effect size", meals?.eligible.effect.g, again?.eligible.effect.g)
        }
        for (first, second) in zip(expected.matching?.balance ?? [], found.matching?.balance ?? []) {
            add("\(first.name): difference after matching", first.after, second.after)
        }
        if let matching = expected.matching {
            add("Matched", Double(matching.matched), found.matching.map { Double($0.matched) })
        }
        add("Compliers: effect size", expected.complier.value?.effect.g, found.complier.value?.effect.g)
        add("Attrition", expected.flow.attrition, found.flow.attrition)
        if found.allocationTest.value != nil {
            add("Permutation p", expected.allocationTest.value?.pValue, found.allocationTest.value?.pValue)
        }
        add("Primary result: effect size", expected.primary.effect.g, found.primary.effect.g)
        if let without = found.leaveOneOut.value?.count {
            add("Schools left out", expected.leaveOneOut.value.map { Double($0.count) }, Double(without))
        }
        for (first, second) in zip(expected.leaveOneOut.value ?? [], found.leaveOneOut.value ?? []) {
            let place = first.school
            let school = schools.indices.contains(place) ? schools[place] : "school \(place + 1)"
            add("Without \(school)", first.g, second.g)
        }
        return figures
    }
}
