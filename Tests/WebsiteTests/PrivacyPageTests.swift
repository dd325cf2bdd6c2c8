import Accounts
import HTTPTypes
import Pathways
import Programmes
import TestDatabases
import Testing

@testable import Website

@Suite("The page on privacy")
struct PrivacyPageTests {
    @Test("says how long things are kept as the program keeps them")
    func periods() async throws {
        try await ServedSite.servingNothing(on: .sqlite) { served in
            let nobody = try await served.visitor(nil)
            let reply = try await served.ask(.get, "/privacy", as: nobody)
            #expect(reply.status == 200)
            let sessionDays = Int(SessionPolicy().absolute / 86_400)
            #expect(sessionDays == 7 && reply.text.contains("signed in, seven days at most"))
            #expect(reply.text.contains("\(Retention.coachingContent.days) days after the coaching ended"))
            #expect(ProgrammesRetention.attenders.days == 6 * 365)
            #expect(reply.text.contains("Six years after the event"))
        }
    }
}
