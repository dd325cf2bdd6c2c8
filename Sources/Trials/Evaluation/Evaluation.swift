package import Access
package import Database
package import Evidence
package import Foundation
package import Services

/// A school's own quick evaluation: five questions and a spreadsheet. Private to the school unless its lead
/// shares it; never rated, never pooled.
package struct Evaluation: Sendable, Equatable {
    package let id: ID<Evaluation>
    package let organisation: ID<Organisation>
    package let createdBy: ID<Person>
    package let createdAt: Date
    package let answers: EvaluationAnswers
    /// Which column is what, once a file is there.
    package let match: PupilColumnMatch?
    package let treatedGroup: String?
    package let report: EvaluationReport?
    package let analysedAt: Date?
    package let codeVersion: String?
    /// The day after which the pupil rows are destroyed.
    package let purgeOn: LocalDate
    package let purgedAt: Date?
    package let sharedAt: Date?
    /// What the school says about it in its own words, for the shared account.
    package let account: String
    package let version: Int

    /// The command that gives the numbers of the report from the school's file; `nil` before there is a report.
    package var commandLine: String? {
        guard report != nil, let match, let treatedGroup else { return nil }
        var words = ["braid", "analyse", "FILE", "--evaluation", answers.formation.rawValue]
        let options: [(PupilColumn, String)] = [
            (.pseudonym, "--pupil"), (.group, "--treatment"), (.pre, "--baseline"), (.post, "--outcome"),
            (.fsm, "--subgroup"), (.className, "--class"),
        ]
        for (column, option) in options {
            if let heading = match.headings[column] { words += [option, heading] }
        }
        return CommandWords.line(words + ["--treated", treatedGroup])
    }

    /// Where the person is.
    package var step: Step {
        if report != nil { return .analysed }
        return match == nil ? .questions : .checking
    }

    package enum Step: Sendable, Equatable {
        /// The questions are answered; there is no file yet.
        case questions
        /// A file is there, and what was understood waits to be checked.
        case checking
        case analysed
    }
}

/// How the groups came about: what the result can mean hangs on it.
package enum GroupFormation: String, CaseIterable, Sendable, SQLStorable {
    case randomisedPupils = "randomised-pupils"
    case randomisedClasses = "randomised-classes"
    case chosen
    case volunteered
    case existingClasses = "existing-classes"
    case yearOnYear = "year-on-year"
    case noComparison = "no-comparison"

    /// Whether chance decided for each pupil: only then may months be shown.
    package var isRandomised: Bool { self == .randomisedPupils || self == .randomisedClasses }

    /// Whether whole classes are compared.
    package var isOfClasses: Bool { self == .randomisedClasses || self == .existingClasses }

    package var title: String {
        switch self {
        case .randomisedPupils: "A chance procedure decided for each pupil"
        case .randomisedClasses: "A chance procedure decided for whole classes"
        case .chosen: "Staff chose the pupils"
        case .volunteered: "Pupils or families volunteered"
        case .existingClasses: "The groups are classes as they were"
        case .yearOnYear: "This year’s pupils are compared with an earlier year’s"
        case .noComparison: "There is no comparison group"
        }
    }
}

/// The five questions, answered and checked.
package struct EvaluationAnswers: Sendable, Equatable {
    package let question: String
    package let formation: GroupFormation
    /// By whom and how.
    package let formationDetail: String
    package let outcomeName: String
    package let isAttainment: Bool
    package let phase: String
    package let yearGroup: String
    package let startedOn: LocalDate
    package let endedOn: LocalDate
    package let strand: ID<Strand>?

    package init(
        question: String,
        formation: GroupFormation,
        formationDetail: String,
        outcomeName: String,
        isAttainment: Bool,
        phase: String,
        yearGroup: String,
        startedOn: LocalDate,
        endedOn: LocalDate,
        strand: ID<Strand>?
    ) {
        self.question = question
        self.formation = formation
        self.formationDetail = formationDetail
        self.outcomeName = outcomeName
        self.isAttainment = isAttainment
        self.phase = phase
        self.yearGroup = yearGroup
        self.startedOn = startedOn
        self.endedOn = endedOn
        self.strand = strand
    }
}

/// The five questions as they are typed.
package struct EvaluationDraft: Sendable, Equatable {
    package var question = ""
    package var formation = ""
    package var formationDetail = ""
    package var outcomeName = ""
    package var isAttainment = true
    package var phase = ""
    package var yearGroup = ""
    package var startedOn = ""
    package var endedOn = ""
    package var strand: ID<Strand>?

    package init() {}

    package init(_ answers: EvaluationAnswers) {
        question = answers.question
        formation = answers.formation.rawValue
        formationDetail = answers.formationDetail
        outcomeName = answers.outcomeName
        isAttainment = answers.isAttainment
        phase = answers.phase
        yearGroup = answers.yearGroup
        startedOn = answers.startedOn.description
        endedOn = answers.endedOn.description
        strand = answers.strand
    }

    func checked() throws(Faults) -> EvaluationAnswers {
        var reader = FieldReader()
        let question = reader.required(question, "question", named: "your question", most: 500)
        let formation = GroupFormation(rawValue: formation)
        if formation == nil { reader.report("formation", "Choose how the groups were formed") }
        let detail = reader.optional(
            formationDetail,
            "formationDetail",
            named: "how the groups were formed",
            most: 1000
        )
        if formation?.isRandomised == true, detail.isEmpty {
            reader.report(
                "formationDetail",
                "Say who decided by chance and how, such as “The office drew names from a list”"
            )
        }
        let outcome = reader.required(outcomeName, "outcomeName", named: "what was measured", most: 200)
        let phase = reader.optional(phase, "phase", named: "the phase", most: 60)
        let year = reader.required(yearGroup, "yearGroup", named: "the year group", most: 60)
        let start = reader.day(startedOn, "startedOn", named: "the day of the first test")
        let end = reader.day(endedOn, "endedOn", named: "the day of the last test")
        if let start, let end, end < start {
            reader.report("endedOn", "The last test is after the first")
        }
        try reader.finish()
        guard let formation, let start, let end else {
            throw Faults([Fault("formation", "Choose how the groups were formed")])
        }
        return EvaluationAnswers(
            question: question,
            formation: formation,
            formationDetail: detail,
            outcomeName: outcome,
            isAttainment: isAttainment,
            phase: phase,
            yearGroup: year,
            startedOn: start,
            endedOn: end,
            strand: strand
        )
    }
}

extension Evaluation: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        organisation = try row.get("organisation_id")
        createdBy = try row.get("created_by")
        createdAt = try row.get("created_at")
        answers = EvaluationAnswers(
            question: try row.get("question"),
            formation: try row.get("formation"),
            formationDetail: try row.get("formation_detail"),
            outcomeName: try row.get("outcome_name"),
            isAttainment: try row.get("is_attainment"),
            phase: try row.get("phase"),
            yearGroup: try row.get("year_group"),
            startedOn: try row.get("started_on"),
            endedOn: try row.get("ended_on"),
            strand: try row.get("strand_id")
        )
        match = try row.json("match")
        treatedGroup = try row.get("treated_group")
        report = try row.json("report")
        analysedAt = try row.get("analysed_at")
        codeVersion = try row.get("code_version")
        purgeOn = try row.get("purge_on")
        purgedAt = try row.get("purged_at")
        sharedAt = try row.get("shared_at")
        account = try row.get("account")
        version = try row.get("version")
    }
}

extension Row {
    fileprivate func json<Value: Decodable>(_ column: String) throws -> Value? {
        let text: String? = try get(column)
        guard let text else { return nil }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw DatabaseError.unreadable(column: column, reason: "it is not what this program writes")
        }
    }
}
