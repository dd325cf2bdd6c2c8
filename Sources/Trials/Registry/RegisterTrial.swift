package import Access
package import Database
package import Evidence
package import Services

/// A trial as it is typed into the form.
package struct TrialDraft: Sendable, Equatable {
    package var title = ""
    package var question = ""
    package var protocolSummary = ""
    /// Where the full protocol stands, if it is on the web.
    package var protocolAddress = ""
    package var outcomeName = ""
    package var intervention: ID<Intervention>?
    package var strands: [ID<Strand>] = []
    package var recruitsFrom = ""
    package var runsFrom = ""
    package var resultsDueOn = ""
    /// That nobody knows its results yet, as whoever registers it says.
    package var isBeforeResults = false

    package init() {}
}

extension Trials {
    /// Registers a trial for a hub, today and before its results are known. What is registered stays, but for corrections
    /// that everyone reads, see ``correctTrial(_:version:changing:reason:by:)``: its result is counted as due from here on.
    /// One that has begun is registered too, and read as such, see ``Trial/isProspective``.
    ///
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func registerTrial(
        _ draft: TrialDraft,
        for organisation: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> Trial {
        try actor.signedInUnlessSystem()
        try actor.require(.registerTrial, on: .of(organisation))
        let today = services.today()
        let checked = try CheckedTrial(draft, on: today)
        let act = services.act(by: actor)
        let id: ID<Trial> = services.newID()
        return try await database.write { transaction in
            let answer = try transaction.once(key, by: act, "trial.register") {
                try transaction.register(checked, as: id, of: organisation, on: today)
                try transaction.audit(act, "trial.register", of: id, in: organisation)
                return id.description
            }
            return try transaction.trial(ID<Trial>(answer) ?? id)
        }
    }

    /// Records the result of a trial that was run elsewhere, once: its primary finding joins the pools of its strands.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` when
    ///   it has reported before, and for a trial that runs here: that is reported by its analysis.
    package func reportTrial(
        _ id: ID<Trial>,
        version: Int,
        _ result: TrialResult,
        on day: LocalDate? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInUnlessSystem()
        let ids = NetworkFindingIDs(services)
        let act = services.act(by: actor)
        let day = day ?? services.today()
        let codeVersion = codeVersion
        try await database.write { transaction in
            let trial = try transaction.trial(id)
            try actor.require(.registerTrial, on: Subject.of(trial.organisation).known)
            try result.check()
            guard !trial.hasReported, trial.stage == nil else { throw TrialsError.wrongStep }
            try transaction.fileResult(
                of: trial,
                version: version,
                result,
                ids: ids,
                on: day,
                act: act,
                codeVersion: codeVersion,
                as: "trial.enter-result"
            )
            try transaction.execute(
                "UPDATE trial SET outcome_domain = \(result.domain) WHERE id = \(id)"
            )
        }
    }
}

extension Transaction {
    /// Enters a trial into the registry by its summary alone.
    fileprivate func register(
        _ checked: CheckedTrial,
        as id: ID<Trial>,
        of organisation: ID<Organisation>,
        on today: LocalDate
    ) throws {
        try requireInLibrary(checked.places)
        let slug = try Slug.free(Slug.made(from: checked.words.title)) { candidate in
            try exists("SELECT 1 FROM trial WHERE slug = \(candidate)")
        }
        try execute(
            """
            INSERT INTO trial
                (id, slug, title, intervention_id, organisation_id, question, protocol_summary, protocol_address,
                 outcome_name, registered_on, recruits_from, runs_from, results_due_on, version)
            VALUES (\(id), \(slug), \(checked.words.title), \(checked.places.intervention), \(organisation),
                \(checked.words.question), \(checked.words.protocolSummary), \(checked.words.protocolAddress),
                \(checked.words.outcomeName), \(today), \(checked.days.recruitsFrom), \(checked.days.runsFrom),
                \(checked.days.resultsDueOn), 1)
            """
        )
        try link(id, to: checked.places.strands)
        try announce(.trial, id)
        try touch([.trials, .trial(id)] + checked.places.strands.map(Topic.strand))
    }

    /// - Throws: ``Faults`` unless the library has the intervention and every strand.
    func requireInLibrary(_ places: SummaryPlaces) throws {
        let strands = try count("SELECT count(*) FROM strand WHERE id IN (\(SQL.list(places.strands)))")
        let hasIntervention = try exists("SELECT 1 FROM intervention WHERE id = \(places.intervention)")
        guard strands == places.strands.count, hasIntervention else {
            throw Faults([Fault("intervention", "Choose an intervention and strands from the lists")])
        }
    }

    /// Puts a trial on these strands and on no other.
    func link(_ id: ID<Trial>, to strands: [ID<Strand>]) throws {
        try execute("DELETE FROM trial_strand WHERE trial_id = \(id)")
        for strand in strands {
            try execute("INSERT INTO trial_strand (trial_id, strand_id) VALUES (\(id), \(strand))")
        }
    }

    /// A trial has reported: its primary finding is filed and its strands are pooled again. What a strand's pool in the
    /// library holds is attainment: a result on something else is filed under no strand.
    func fileResult(
        of trial: Trial,
        version: Int,
        _ result: TrialResult,
        ids: NetworkFindingIDs,
        on day: LocalDate,
        act: Act,
        codeVersion: String,
        as verb: AuditVerb = "trial.report"
    ) throws {
        let strands: [ID<Strand>] = try column(
            "SELECT strand_id FROM trial_strand WHERE trial_id = \(trial.id) ORDER BY strand_id"
        )
        var finding = NetworkFinding(
            label: trial.title,
            effect: result.effect,
            variance: result.standardError * result.standardError,
            outcomeDomain: trial.outcomeName,
            population: result.population,
            treatedCount: result.treatedCount,
            controlCount: result.controlCount,
            intervention: trial.intervention,
            strands: result.domain == .attainment ? strands : []
        )
        finding.design = result.design
        finding.phase = result.phase
        finding.yearGroup = result.yearGroup
        finding.testMaker = result.testMaker
        finding.clusterCount = result.clusterCount
        finding.interaction = result.interaction
        finding.independence = result.independence
        try fileNetworkFinding(
            finding,
            ids: ids,
            source: "Registered trial of this network",
            on: day,
            act: act,
            codeVersion: codeVersion
        )
        try update(
            """
            UPDATE trial SET reported_on = \(day), primary_finding_id = \(ids.finding), version = version + 1
            WHERE id = \(trial.id) AND version = \(version)
            """
        )
        try audit(act, verb, of: trial.id, in: trial.organisation)
        // One that had been told to have stopped is found as one that has not.
        try announce(.trial, trial.id)
        try touch([.trials, .trial(trial.id)])
    }
}

/// The primary finding of a trial as its analysis gives it.
package struct TrialResult: Sendable, Equatable {
    /// Hedges' g, turned so that above zero is better.
    package let effect: Double
    package let standardError: Double
    package let treatedCount: Int
    package let controlCount: Int
    package let population: String
    package var design = StudyDesign.randomised
    package var domain = OutcomeDomain.attainment
    package var phase: String?
    package var yearGroup = ""
    package var testMaker = TestMaker.notStated
    /// How many schools or classes were compared, where whole ones were allocated.
    package var clusterCount: Int?
    /// How much more pupils eligible for free school meals gained than others.
    package var interaction: FindingDetails.Interaction?
    package var independence = Independence.independent

    package init(
        effect: Double,
        standardError: Double,
        treatedCount: Int,
        controlCount: Int,
        population: String
    ) {
        self.effect = effect
        self.standardError = standardError
        self.treatedCount = treatedCount
        self.controlCount = controlCount
        self.population = population
    }

    func check() throws(Faults) {
        var reader = FieldReader()
        if !effect.isFinite || effect.magnitude > 20 {
            reader.report("effect", "Enter the effect as a number in standard deviations")
        }
        if !standardError.isFinite || standardError < 1e-6 || standardError > 1_000 {
            reader.report("standardError", "Enter a standard error above 0")
        }
        for (count, field) in [(treatedCount, "treatedCount"), (controlCount, "controlCount")]
        where count < 10 {
            reader.report(field, "A result is published only with 10 or more pupils in each group")
        }
        try reader.finish()
    }
}

private struct CheckedTrial: Sendable {
    let words: SummaryWords
    let places: SummaryPlaces
    let days: SummaryDays

    init(_ draft: TrialDraft, on today: LocalDate) throws(Faults) {
        var reader = FieldReader()
        words = SummaryWords(draft, &reader)
        let places = SummaryPlaces(draft, &reader)
        let days = SummaryDays(draft, dueFrom: today, &reader)
        if !draft.isBeforeResults {
            reader.report("isBeforeResults", "Say that nobody knows its results yet")
        }
        try reader.finish()
        guard let places, let days else { throw Faults([Fault("recruitsFrom", "Enter the three days")]) }
        self.places = places
        self.days = days
    }
}

/// Where a registered summary stands in the library.
struct SummaryPlaces: Sendable {
    let intervention: ID<Intervention>
    /// Each once, in order.
    let strands: [ID<Strand>]

    init?(_ draft: TrialDraft, _ reader: inout FieldReader) {
        strands = Set(draft.strands).sorted()
        if draft.intervention == nil { reader.report("intervention", "Choose the intervention") }
        if strands.isEmpty || strands.count > 10 {
            reader.report("strands", "Choose between 1 and 10 strands")
        }
        guard let intervention = draft.intervention else { return nil }
        self.intervention = intervention
    }
}

/// What a registered summary says in words.
struct SummaryWords: Sendable {
    let title, question, protocolSummary, protocolAddress, outcomeName: String

    init(_ draft: TrialDraft, _ reader: inout FieldReader) {
        title = reader.required(draft.title, "title", named: "a title", most: 200)
        question = reader.required(draft.question, "question", named: "the question", most: 1000)
        protocolSummary = reader.required(
            draft.protocolSummary,
            "protocolSummary",
            named: "a summary of the protocol",
            most: 10_000
        )
        protocolAddress = reader.webAddress(draft.protocolAddress, "protocolAddress")
        outcomeName = reader.required(
            draft.outcomeName,
            "outcomeName",
            named: "the one primary outcome",
            most: 200
        )
    }
}

/// The days of a registered summary, in order.
struct SummaryDays: Sendable {
    let recruitsFrom, runsFrom, resultsDueOn: LocalDate

    /// - Parameter today: The first day on which results can be due; `nil` where any can be.
    init?(_ draft: TrialDraft, dueFrom today: LocalDate? = nil, _ reader: inout FieldReader) {
        let recruits = reader.day(draft.recruitsFrom, "recruitsFrom", named: "the day recruiting starts")
        let runs = reader.day(draft.runsFrom, "runsFrom", named: "the day the trial starts")
        let due = reader.day(draft.resultsDueOn, "resultsDueOn", named: "the day results are due")
        if let recruits, let runs, runs < recruits {
            reader.report("runsFrom", "The trial starts after recruiting has started")
        }
        if let today, let due, due < today {
            reader.report(
                "resultsDueOn",
                "Results are due today or later: a trial is registered before its results are known"
            )
        } else if let runs, let due, due < runs {
            reader.report("resultsDueOn", "Results are due after the trial has started")
        }
        guard let recruits, let runs, let due else { return nil }
        recruitsFrom = recruits
        runsFrom = runs
        resultsDueOn = due
    }
}

extension FieldReader {
    /// A day as `YYYY-MM-DD` (what a date field sends) or `D/M/YYYY`.
    mutating func day(_ text: String, _ field: String, named name: String) -> LocalDate? {
        let trimmed = text.trimmed
        if let day = LocalDate(trimmed) { return day }
        let parts = trimmed.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        if parts.count == 3, let day = parts[0], let month = parts[1], let year = parts[2],
            let date = LocalDate(year: year, month: month, day: day)
        {
            return date
        }
        report(field, trimmed.isEmpty ? "Enter \(name)" : "Enter \(name) as a day, such as 14/3/2026")
        return nil
    }
}

extension Actor {
    /// Asked before anything private is looked up, so that nobody outside learns what exists.
    func signedInUnlessSystem() throws(AccessError) {
        if case .system = identity { return }
        try signedInPerson()
    }
}
