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
}
