package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What conferences hold about a person: what they proposed and chose.
package struct ConferencePersonalData: PersonalData {
    package let section = "conferences"
    package let columns: Set<String> = [
        "conference_proposal.person_id", "conference_proposal.decided_by", "conference_speaker.name",
    ]

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        let proposals: [Proposal] = try transaction.all(
            "\(Proposal.source) WHERE x.person_id = \(person) ORDER BY x.sent_at, x.id"
        )
        let chosen = try transaction.rows(
            """
            SELECT s.title, s.held_on, c.chosen_at FROM session_choice c JOIN place l ON l.id = c.place_id
            JOIN conference_session s ON s.id = c.session_id WHERE l.person_id = \(person)
            ORDER BY s.held_on, s.starts_at, s.id
            """
        )
        return try proposals.map { found in
            PersonalRecord([
                "kind": .text("proposal"), "conference": .text(found.conferenceTitle),
                "title": .text(found.title), "abstract": .text(found.abstract),
                "presenters": .text(found.presenters), "state": .text(found.state.rawValue),
                "reason": .text(found.reason),
            ])
        }
            + chosen.map { row in
                PersonalRecord([
                    "kind": .text("session chosen"), "title": .text(try row.get(0)),
                    "on": .text(try row.get(1)), "chosenAt": .instant(try row.get(2)),
                ])
            }
    }

    /// What was accepted stands in the programme and stays the conference's; the proposal loses its text. Places in
    /// sessions still to come go to others.
    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        let proposals = try transaction.execute(
            """
            UPDATE conference_proposal SET title = 'Removed', abstract = '', presenters = '',
                reason = CASE reason WHEN '' THEN '' ELSE 'Removed' END,
                state = CASE state WHEN 'sent' THEN 'withdrawn' ELSE state END, version = version + 1
            WHERE person_id = \(person)
            """
        )
        let today = LocalDate(now, in: .london)
        let places = try transaction.rows(
            """
            SELECT DISTINCT l.id, l.run_id FROM place l JOIN session_choice c ON c.place_id = l.id
            JOIN run r ON r.id = l.run_id WHERE l.person_id = \(person) AND r.starts_on > \(today)
            ORDER BY l.id
            """
        )
        for row in places { try transaction.releaseChoices(of: [row.get(0)], in: row.get(1)) }
        return proposals + places.count
    }
}
