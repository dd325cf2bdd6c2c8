import Access
import Evidence
import Services
import Trials

extension ExampleNetwork {
    /// Two quick evaluations over made-up pupils: one that its school shares as an account, one that only its
    /// school sees.
    func evaluateQuickly(_ library: Library, _ cast: Cast) async throws {
        var reading = EvaluationDraft()
        reading.question = "Did twenty weeks of reading in pairs help our year 5?"
        reading.formation = GroupFormation.randomisedPupils.rawValue
        reading.formationDetail = "The office drew pupil codes from a hat in front of the deputy head"
        reading.outcomeName = "Reading test, standardised score"
        reading.phase = "Primary"
        reading.yearGroup = "Year 5"
        reading.strand = library.strands[.fluency]
        let head = try cast.actor(.schoolLeader)
        let shared = try await evaluate(
            reading,
            for: .tarnseaHarbour,
            pupils: PupilFileDrawing(perGroup: 29, gain: 3.4),
            ended: -140,
            by: head
        )
        try await trials(on: day(-120)).shareEvaluation(
            shared.id,
            version: shared.version,
            account:
                "We began with one class in each of two years and nearly stopped after three weeks: the texts were too easy. Once pupils needed the second reading to understand, they asked for it. We would choose the texts first.",
            by: head
        )
        var words = EvaluationDraft()
        words.question = "Did Words in Use change how year 8 read history?"
        words.formation = GroupFormation.existingClasses.rawValue
        words.formationDetail = "Two classes whose teacher wanted to try, two whose teachers did not"
        words.outcomeName = "Unseen history text, marks"
        words.phase = "Secondary"
        words.yearGroup = "Year 8"
        words.strand = library.strands[.vocabulary]
        _ = try await evaluate(
            words,
            for: .tarnseaAcademy,
            pupils: PupilFileDrawing(perGroup: 47, gain: 0.6),
            ended: -35,
            by: try cast.actor(.evaluator)
        )
        try await beginEvaluation(library, by: try cast.actor(.evaluator))
    }

    /// One that waits to be checked: two rows of its file were not taken, and the page says why.
    private func beginEvaluation(_ library: Library, by evaluator: Actor) async throws {
        var draft = EvaluationDraft()
        draft.question = "Does tutoring in threes help those who joined late?"
        draft.formation = GroupFormation.existingClasses.rawValue
        draft.outcomeName = "Number test, marks"
        draft.phase = "Secondary"
        draft.yearGroup = "Year 7"
        draft.strand = library.strands[.tutoring]
        draft.startedOn = day(-90).description
        draft.endedOn = day(-5).description
        let trials = trials(on: day(-2))
        let id = try await trials.startEvaluation(
            draft,
            for: ToldSchool.tarnseaAcademy.organisation.id,
            by: evaluator
        )
        var file = PupilFileDrawing(perGroup: 14, gain: 1).file(seed: options.seed, name: draft.question)
        file += "P901,Offered,ninety,101,no,A\r\nP902,Perhaps,88,95,yes,B\r\n"
        try await trials.uploadPupils(Array(file.utf8), to: id, by: evaluator)
    }

    private func evaluate(
        _ answers: EvaluationDraft,
        for school: ToldSchool,
        pupils: PupilFileDrawing,
        ended: Int,
        by actor: Actor
    ) async throws -> Evaluation {
        var draft = answers
        draft.startedOn = day(ended - 150).description
        draft.endedOn = day(ended).description
        let trials = trials(on: day(ended + 6))
        let id = try await trials.startEvaluation(draft, for: school.organisation.id, by: actor)
        let file = pupils.file(seed: options.seed, name: school.name)
        try await trials.uploadPupils(Array(file.utf8), to: id, by: actor)
        let checked = try await trials.evaluation(id, by: actor)
        try await trials.analyseEvaluation(id, version: checked.version, treatedGroup: "Offered", by: actor)
        return try await trials.evaluation(id, by: actor)
    }
}

/// A spreadsheet of made-up pupils as a school would upload it.
struct PupilFileDrawing {
    let perGroup: Int
    /// In points of the test, whose standard deviation is 15.
    let gain: Double

    func file(seed: UInt64, name: String) -> String {
        var draws = Draws(seed: seed, "pupils of \(name)")
        var text = "Pupil code,Group,Pre,Post,FSM,Class\r\n"
        for number in 0..<perGroup * 2 {
            let isOffered = number.isMultiple(of: 2)
            let ability = draws.normal(mean: 98, deviation: 13)
            let pre = (ability + draws.normal(deviation: 6)).rounded()
            let post = (ability + 2 + draws.normal(deviation: 6) + (isOffered ? gain : 0)).rounded()
            let group = isOffered ? "Offered" : "Not offered"
            let meals = draws.happens(0.37) ? "yes" : "no"
            text +=
                "P\(101 + number),\(group),\(Int(pre)),\(Int(post)),\(meals),\(number % 4 < 2 ? "A" : "B")\r\n"
        }
        return text
    }
}
