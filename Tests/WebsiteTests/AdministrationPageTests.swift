import Database
import Foundation
import Services
import TestDatabases
import Testing

@testable import Website

/// What administrators do on the page of a person.
@Suite("The pages of administrators")
struct AdministrationPageTests {
    private static let office = "office@tarnsea-harbour.example"

    @Test("An address is corrected on the person's page, and one that is taken is refused beside the field")
    func correctsAddress() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let administrator = try await served.visitor("network@braid.example")
            let path = try await Sample(served.database).path("/administration/people/{id}")
            func send(_ email: String) async throws -> Reply {
                let page = try await served.ask(.get, path, as: administrator).text
                var form = try #require(PageForm.all(in: page).first { $0.action == path + "/email" })
                form.set("email", [email])
                return try await served.ask(.post, form.action, as: administrator, body: form.encoded)
            }
            let taken = try await send("head@tarnsea-harbour.example")
            #expect(taken.status == 422)
            #expect(taken.text.contains("There is an account with this address already"))
            #expect(taken.text.contains(Self.office), "the page shows what is stored")
            let corrected = try await send("office@right.example")
            #expect(corrected.status == 303 && corrected.location == path)
            let page = try await served.ask(.get, path, as: administrator).text
            #expect(page.contains("office@right.example") && !page.contains(Self.office))
        }
    }
}
