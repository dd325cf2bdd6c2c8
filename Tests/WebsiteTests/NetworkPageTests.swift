import Access
import Database
import Directory
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("The pages of the network and of schools")
struct NetworkPageTests {
    @Test("tell which designations are over and which are still to come", arguments: TestEngine.available)
    func designations(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let hub = try #require(
                try await served.site.directory.hubs().first { hub in
                    hub.kinds(on: ServedSite.today) == [.mathsHub]
                        || hub.kinds(on: ServedSite.today) == [.englishHub]
                }
            )
            try await served.site.directory.designate(
                hub.id,
                as: .attendanceHub,
                from: LocalDate("2027-09-01"),
                by: .system("test")
            )
            let network = try await served.ask(.get, "/network", as: anyone).text
            #expect(network.contains("Designations to come ("))
            #expect(network.contains("starts on 1 September 2027"))
            // The behaviour hub lost its only one at the end of last school year.
            #expect(network.contains("ended on 31 August 2026"))
            let behaviour = try #require(
                try await served.site.directory.hubs().first { hub in
                    hub.designations.count == 1 && hub.designations[0].endedOn != nil
                }
            )
            let page = try await served.ask(.get, "/hubs/\(behaviour.slug)", as: anyone).text
            #expect(page.contains("Former hub") && page.contains("ended on 31 August 2026"))
        }
    }

    @Test("let an administrator correct the days of a designation", arguments: TestEngine.available)
    func correctedDesignation(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let page = sample.path("/hubs/{slug}")
            let lead = try await served.visitor("lead@hallowick.example")
            let ruth = try await served.visitor("network@braid.example")
            let theirs = try await served.ask(.get, page, as: lead).text
            #expect(!theirs.contains("Save the designation"))
            let hers = try await served.ask(.get, page, as: ruth).text
            var form = try #require(
                PageForm.all(in: hers).first { $0.names.contains { $0.hasPrefix("kind-") } }
            )
            let kind = try #require(form.names.first { $0.hasPrefix("kind-") })
            let start = try #require(form.names.first { $0.hasPrefix("start-") })
            let end = try #require(form.names.first { $0.hasPrefix("end-") })
            form.set(start, ["2026-09-01"])
            form.set(end, ["31/8/2026"])
            let wrong = try await served.ask(.post, form.action, as: ruth, body: form.encoded)
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("The last day must not be before the first"))
            #expect(wrong.text.contains("value=\"31/8/2026\""), "what was typed is kept")
            form.set(start, ["1/9/2019"])
            form.set(end, ["31/8/2026"])
            let denied = try await served.ask(
                .post,
                form.action,
                as: lead,
                body: lead.ticket() + sent([kind: "other", start: "", end: "", "version": "1"])
            )
            #expect(denied.status == 403)
            let saved = try await served.ask(.post, form.action, as: ruth, body: form.encoded)
            #expect(saved.status == 303 && saved.notice == "The designation was changed.")
            let after = try await served.ask(.get, page, as: ruth).words
            #expect(after.contains("ended on 31 August 2026"), "\(after.prefix(2000))")
            let late = try await served.ask(.post, form.action, as: ruth, body: form.encoded)
            #expect(late.status == 422 && late.text.contains("Someone else changed this"))
            let hub = try #require(page.split(separator: "/").last)
            let elsewhere = form.action.replacing(hub, with: "there-is-none")
            let nowhere = try await served.ask(.post, elsewhere, as: ruth, body: form.encoded)
            #expect(nowhere.status == 404)
        }
    }

    @Test("let an administrator delete a designation, after a question", arguments: TestEngine.available)
    func deletedDesignation(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let page = try await Sample(served.database).path("/hubs/{slug}")
            let lead = try await served.visitor("lead@hallowick.example")
            let ruth = try await served.visitor("network@braid.example")
            let slug = try #require(page.split(separator: "/").last).description
            let hub = try #require(try await served.site.directory.hub(slug: slug))
            try await served.site.directory.designate(
                hub.id,
                as: .attendanceHub,
                from: LocalDate("2026-09-01"),
                by: .system("test")
            )
            let now = try #require(try await served.site.directory.hub(slug: slug))
            let mistaken = try #require(now.designations.first { $0.kind == .attendanceHub })
            let sure = "sure-\(mistaken.id)"
            let theirs = try await served.ask(.get, page, as: lead).text
            #expect(!theirs.contains("Delete the designation"))
            let hers = try await served.ask(.get, page, as: ruth).text
            var form = try #require(PageForm.all(in: hers).first { $0.names.contains(sure) })
            let unsure = try await served.ask(.post, form.action, as: ruth, body: form.encoded)
            #expect(unsure.status == 422 && unsure.text.contains("Say that you are sure"))
            form.set(sure, ["yes"])
            let denied = try await served.ask(
                .post,
                form.action,
                as: lead,
                body: lead.ticket() + sent([sure: "yes", "step": "delete", "version": "1"])
            )
            #expect(denied.status == 403)
            var late = form
            late.set("version", ["0"])
            let stale = try await served.ask(.post, form.action, as: ruth, body: late.encoded)
            #expect(stale.status == 422 && stale.text.contains("Someone else changed this"))
            let kept = try await served.site.directory.hub(slug: slug)
            #expect(kept == now)
            let deleted = try await served.ask(.post, form.action, as: ruth, body: form.encoded)
            #expect(deleted.status == 303 && deleted.notice == "The designation was deleted.")
            let after = try await served.site.directory.hub(slug: slug)
            #expect(after == hub)
            let audit = try await served.ask(.get, "/administration/audit?kind=hub", as: ruth).text
            #expect(audit.contains("deleted a designation of <a href=\"\(page)\">"))
            let twice = try await served.ask(.post, form.action, as: ruth, body: form.encoded)
            #expect(twice.status == 404)
        }
    }

    @Test("show a school's figures year by year, and a predecessor's as its", arguments: TestEngine.available)
    func years(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            // A school with one predecessor in its lineage, and numbers of its own.
            let pair = try #require(
                try await served.database.read { transaction in
                    try transaction.rows(
                        """
                        SELECT own.urn, former.urn FROM lineage_member AS own
                        JOIN establishment AS e ON e.urn = own.urn AND e.status = 'open'
                        JOIN lineage_member AS former ON former.lineage_id = own.lineage_id AND former.urn <> own.urn
                        ORDER BY own.urn, former.urn LIMIT 1
                        """
                    ).map { (own: try $0.get(0, as: Int.self), former: try $0.get(1, as: Int.self)) }.first
                }
            )
            try await served.database.write { transaction in
                try transaction.execute("DELETE FROM characteristic WHERE measure = 'fsm-percentage'")
                for (urn, year, value) in [
                    (pair.own, 2025, 31.5), (pair.own, 2024, 28.25), (pair.former, 2024, 99.0),
                    (pair.former, 2019, 12.5),
                ] {
                    try transaction.execute(
                        """
                        INSERT INTO characteristic (urn, academic_year, measure, value)
                        VALUES (\(urn), \(year), 'fsm-percentage', \(value))
                        """
                    )
                }
            }
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/schools/\(pair.own)", as: anyone)
            let row = try #require(page.rows.first { $0["Figure"] == Measure.fsmPercentage.name })
            #expect(row["2025/26"] == "31.5%" && row["2024/25"] == "28.3%")
            #expect(row["2019/20"] == "12.5% (URN \(pair.former))")
        }
    }

    @Test("show no years of a school of which only one is kept")
    func oneYear() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let urn = try #require(
                try await served.database.read {
                    try $0.value("SELECT min(urn) FROM establishment WHERE status = 'open'", as: Int.self)
                }
            )
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    DELETE FROM characteristic WHERE academic_year < (SELECT max(later.academic_year)
                        FROM characteristic AS later WHERE later.measure = characteristic.measure)
                    """
                )
            }
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/schools/\(urn)", as: anyone).text
            #expect(!page.contains("Year by year"))
        }
    }
}
