import Access
import Database
import Evidence
import Services

/// An account of practice, as its school wrote it. The places and people are invented.
struct ToldPractice {
    let school: ToldSchool
    let writer: ExamplePerson
    let strand: ToldStrand.Key
    let intervention: ToldIntervention?
    let title: String
    let done: String
    let whom: String
    let learnt: String
    let change: String
    /// Where it stands.
    let end: End

    enum End {
        case published(by: ExamplePerson)
        case submitted
        case returned(by: ExamplePerson, note: String)
    }

    static let all: [ToldPractice] = [
        ToldPractice(
            school: .tarnseaHarbour,
            writer: .schoolLeader,
            strand: .fluency,
            intervention: .pairedReading,
            title: "Reading in pairs when half the class was new",
            done:
                "Fifteen minutes after lunch, four days a week, from October to March. The class teacher led it; an assistant sat with three pairs.\n\nWe changed partners every three weeks by the list, not by friendship.",
            whom: "Year 4 and year 5, 61 pupils, of whom 17 joined the school during the year.",
            learnt:
                "New pupils had someone who waited for them every day, and parents noticed. Texts that were too easy made it a race.\n\nScores rose, as they rose in the year before. We cannot say that this was why.",
            change: "Choose the texts before the term, and give newcomers their first text to take home.",
            end: .published(by: .director)
        ),
        ToldPractice(
            school: .tarnseaAcademy,
            writer: .evaluator,
            strand: .vocabulary,
            intervention: .wordsInUse,
            title: "Six words a week across history, science and English",
            done:
                "Three departments agreed six words a week for two terms. Each word was said before it was written, and came back after a month.",
            whom: "Year 8, eight classes, about 220 pupils.",
            learnt:
                "Departments that met for ten minutes on Mondays kept to it. Two departments stopped at Christmas, when a colleague left.",
            change: "Put the meeting on the timetable.",
            end: .submitted
        ),
        ToldPractice(
            school: .tarnseaHarbour,
            writer: .schoolLeader,
            strand: .feedback,
            intervention: .nextStep,
            title: "One line of feedback, and five minutes to use it",
            done: "Teachers wrote one line and planned five minutes of the next lesson for it.",
            whom: "Years 3 to 6.",
            learnt: "It was great and everyone improved.",
            change: "",
            end: .returned(
                by: .director,
                note:
                    "Please say how you know that everyone improved, what did not go well, and how many pupils it was."
            )
        ),
    ]

    func draft(_ library: Library) -> PracticeDraft {
        var draft = PracticeDraft()
        draft.strand = library.strands[strand]
        draft.intervention = intervention.flatMap { library.interventions[$0] }
        draft.content.title = title
        draft.content.whatWasDone = done
        draft.content.withWhom = whom
        draft.content.whatWasLearnt = learnt
        draft.content.whatWeWouldChange = change
        return draft
    }
}

extension ExampleNetwork {
    /// Schools tell what they did; the research school reads it.
    func tellPractice(_ library: Library, _ cast: Cast) async throws {
        for (position, told) in ToldPractice.all.enumerated() {
            let day = options.today.adding(days: -90 + position * 20)
            let evidence = evidence(on: day)
            let writer = try cast.actor(told.writer)
            guard let key = IdempotencyKey("example-practice-\(position)") else { continue }
            let id = try await evidence.tellPractice(
                told.draft(library),
                for: told.school.organisation.id,
                by: writer,
                key: key
            )
            try await evidence.submitPractice(id, version: 1, by: writer)
            let later = self.evidence(on: day.adding(days: 6))
            switch told.end {
            case .published(let reader):
                try await later.reviewPractice(
                    id,
                    version: 2,
                    .publish,
                    note: "Clear about what you cannot know. Thank you.",
                    by: try cast.actor(reader)
                )
            case .returned(let reader, let note):
                try await later.reviewPractice(
                    id,
                    version: 2,
                    .giveBack,
                    note: note,
                    by: try cast.actor(reader)
                )
            case .submitted: break
            }
        }
    }
}
