import Access
import Pathways
import Services

extension ExampleNetwork {
    /// The hub's log of conversations, one promise of it late, and the contacts that schools gave.
    func noteContacts(_ told: Told) async throws {
        let hub = try told.hub(.teaching)
        let lead = try told.actor(.hubLead)
        for note in ToldContact.all {
            var draft = ContactDraft()
            draft.school = "\(note.school.rawValue)"
            draft.spokeOn = day(note.day).description
            draft.withName = note.with
            draft.channel = note.channel.rawValue
            draft.topic = note.topic
            draft.note = note.note
            draft.nextAction = note.next
            draft.nextOn = note.nextDay.map { day($0).description } ?? ""
            try await pathways(on: day(note.day)).logContact(draft, for: hub, by: lead)
        }
        let given: [(ToldSchool, ExamplePerson, ContactRole, ExamplePerson)] = [
            (.tarnseaHarbour, .booker, .headteacher, .schoolLeader),
            (.tarnseaHarbour, .booker, .office, .booker),
            (.gannockmouthQuay, .headWithoutLuck, .headteacher, .headWithoutLuck),
            (.tarnseaAcademy, .hubLead, .evidenceLead, .evaluator),
            (.hallowickCanalSide, .hubLead, .inductionTutor, .mentor),
        ]
        for (school, writer, role, contact) in given {
            var draft = RoleContactDraft()
            draft.role = role.rawValue
            draft.name = contact.name
            draft.email = contact.email
            try await pathways(on: day(-60)).saveRoleContact(
                draft,
                of: school.organisation.id,
                for: writer == .hubLead ? hub : nil,
                by: try told.actor(writer)
            )
        }
    }
}

private struct ToldContact {
    let school: ToldSchool
    let day: Int
    let with: String
    let channel: ContactChannel
    let topic: String
    let note: String
    let next: String
    let nextDay: Int?

    static let all: [ToldContact] = [
        ToldContact(
            school: .gannockmouthQuay,
            day: -40,
            with: "Gareth Pym",
            channel: .call,
            topic: "Why nobody comes to training",
            note: "Cover costs more than the course. Would come to something after school, on the coast.",
            next: "Offer one twilight session at the Quay",
            nextDay: -12
        ),
        ToldContact(
            school: .tarnseaHarbour,
            day: -33,
            with: "Imogen Fairley",
            channel: .visit,
            topic: "Opening the school to visitors",
            note: "Two mornings a term, six visitors at most.",
            next: "",
            nextDay: nil
        ),
        ToldContact(
            school: .hallowickCanalSide,
            day: -29,
            with: "Leila Marsh",
            channel: .mail,
            topic: "Mentor leaves at half term",
            note: "Owen Tait goes at half term. Bryony Kell is trained and has time.",
            next: "Ask Bryony how the first weeks went",
            nextDay: 3
        ),
    ]
}
