import Database
import Foundation
import HTTPTypes
import Pathways
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("A participant's page")
struct ParticipantPageTests {
    /// Somebody active with a milestone that nobody declared, and the lead of their pathway's hub.
    private static func found(_ served: ServedSite) async throws -> (id: ID<Participant>, lead: String) {
        try await served.database.read { transaction in
            let row = try #require(
                try transaction.rows(
                    """
                    SELECT participant.id, person.email FROM participant
                    JOIN pathway ON pathway.id = participant.pathway_id
                    JOIN membership ON membership.organisation_id = pathway.owner_id AND membership.role = 'lead'
                    JOIN person ON person.id = membership.person_id AND person.email IS NOT NULL
                    WHERE participant.training_status = 'active' AND participant.starts_on < '2026-11-23'
                        AND EXISTS (SELECT 1 FROM pathway_milestone AS stone WHERE stone.pathway_id = pathway.id
                            AND NOT EXISTS (SELECT 1 FROM milestone_record AS record
                                WHERE record.participant_id = participant.id AND record.milestone_id = stone.id))
                    ORDER BY participant.id, person.id LIMIT 1
                    """
                ).first
            )
            return (ID(rawValue: try row.get(0, as: Int64.self)), try row.get(1, as: String.self))
        }
    }

    @Test(
        "says after completion what was not declared, takes late evidence, and tells what was done",
        arguments: TestEngine.available
    )
    func completed(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found = try await Self.found(served)
            let lead = try await served.visitor(found.lead)
            let path = "/participants/\(found.id)"
            func page() async throws -> Reply { try await served.ask(.get, path, as: lead) }
            func form(_ isIt: (PageForm) -> Bool) async throws -> PageForm {
                let shown = PageForm.all(in: try await page().text).first(where: isIt)
                return try #require(shown)
            }
            #expect(try await page().words.contains("Due "))
            var completion = try await form { $0.has(("change", "complete")) }
            completion.set("outcome", ["passed"])
            completion.set("from", ["2026-11-23"])
            let completed = try await served.ask(
                .post,
                completion.action,
                as: lead,
                body: completion.encoded
            )
            #expect(completed.place == path, "\(completed.words)")
            #expect(completed.notice == "Recorded: they completed the pathway.")
            let over = try await page().words
            #expect(over.contains("Not declared") && !over.contains("Due "))
            #expect(over.contains("can still be declared, with evidence that came late"))
            var late = try await form { $0.names.contains("evidence") }
            late.set("reachedOn", ["2026-11-23"])
            late.set("evidence", ["The portfolio, handed in late"])
            let declared = try await served.ask(.post, late.action, as: lead, body: late.encoded)
            #expect(declared.notice == "The milestone is declared.")
            let now = try await page().words
            #expect(now.contains("Reached 23 November 2026"))
            #expect(now.contains("The portfolio, handed in late"))
            let back = try await form { $0.has(("change", "take-back")) }
            let undone = try await served.ask(.post, back.action, as: lead, body: back.encoded)
            #expect(undone.notice == "Taken back: they are on the pathway as before.")
        }
    }

    @Test(
        "keeps what was typed in the form that was sent, and says there what is wrong",
        arguments: TestEngine.available
    )
    func refused(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found = try await Self.found(served)
            let lead = try await served.visitor(found.lead)
            let shown = try await served.ask(.get, "/participants/\(found.id)", as: lead)
            var deferral = try #require(PageForm.all(in: shown.text).first { $0.has(("change", "defer")) })
            deferral.set("reason", ["Leave of absence"])
            deferral.set("from", ["soon"])
            let refused = try await served.ask(.post, deferral.action, as: lead, body: deferral.encoded)
            #expect(refused.status == 422)
            #expect(refused.text.contains("href=\"#from-defer\""))
            #expect(refused.text.contains("id=\"from-defer-error\""))
            #expect(refused.text.matches(of: /id="from-[a-z-]+-error"/).count == 1)
            let forms = PageForm.all(in: refused.text)
            for (change, reason) in [("defer", "Leave of absence"), ("withdraw", "")] {
                let form = try #require(forms.first { $0.has(("change", change)) })
                #expect(form.fields.first { $0.name == "reason" }?.value == reason, "\(change)")
            }

            var stone = try #require(PageForm.all(in: shown.text).first { $0.names.contains("evidence") })
            stone.set("reachedOn", ["soon"])
            stone.set("evidence", ["The portfolio"])
            let undated = try await served.ask(.post, stone.action, as: lead, body: stone.encoded)
            #expect(undated.status == 422)
            let name = try #require(stone.action.split(separator: "/").last)
            #expect(undated.text.contains("href=\"#reachedOn-\(name)\""))
            #expect(undated.text.contains("id=\"reachedOn-\(name)-error\""))
            let fields: [(name: String, value: String)] = PageForm.all(in: undated.text).flatMap(\.fields)
            let kept = fields.filter { $0.name == "evidence" && $0.value.contains("The portfolio") }
            #expect(kept.count == 1)
        }
    }
}
