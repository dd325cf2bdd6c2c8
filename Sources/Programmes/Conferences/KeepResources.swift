package import Access
import Database
import Evidence
package import Services

extension AuditVerb {
    static let keepSessionResources: AuditVerb = "conference.keep-resources"
}

extension Programmes {
    /// Keeps where the slides and the recording of a session are, from its day on; an empty link takes one away. They
    /// are public with the programme, and can be added when the offer is closed or archived.
    ///
    /// - Throws: `Faults`; ``BookingRefusal/notYet``; `DatabaseError.staleVersion`.
    package func keepResources(
        slides: String,
        recording: String,
        of session: ID<ConferenceSession>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInOrSystem()
        var reader = FieldReader()
        let slides = reader.link(slides, "slides", named: "the link to the slides")
        let recording = reader.link(recording, "recording", named: "the link to the recording")
        try reader.finish()
        let today = services.today()
        let run = try await database.read { try $0.runOfConferenceSession(session).orNotFound() }
        try await changeConference(run, by: actor, evenArchived: true) { transaction, conference, act, _ in
            let found = try conference.session(session).orNotFound()
            guard found.heldOn <= today else { throw BookingRefusal.notYet }
            try transaction.update(
                """
                UPDATE conference_session SET slides = \(slides), recording = \(recording), version = version + 1
                WHERE id = \(session) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .keepSessionResources,
                of: session,
                in: conference.offer.lead?.organisation.id,
                ["slides": .flag(!slides.isEmpty), "recording": .flag(!recording.isEmpty)]
            )
            return ""
        }
    }
}

extension FieldReader {
    fileprivate mutating func link(_ text: String, _ field: String, named name: String) -> String {
        let link = optional(text, field, named: name, most: 500)
        if !link.isEmpty, !link.hasPrefix("https://") {
            report(field, "Enter \(name) in full, starting with https://")
        }
        return link
    }
}
