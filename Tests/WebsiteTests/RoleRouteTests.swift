import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// Who gets what where: the table in docs/routes.md, asked of the site.
@Suite("Roles and routes")
struct RoleRouteTests {
    /// A column: whom the example has in this part. The objects asked for are Hallowick's and Tarnsea
    /// Harbour's.
    static let columns: [(name: String, email: String?)] = [
        ("nobody", nil), ("teacher elsewhere", "j.okoro@hallowick-canal-side.example"),
        ("coach elsewhere", "s.pillai@orrinton-high.example"),
        ("school’s booker", "office@tarnsea-harbour.example"),
        ("school’s lead", "head@tarnsea-harbour.example"),
        ("evaluator", "t.ashdown@tarnsea-academy.example"),
        ("other hub’s lead", "lead@withermere-meadow.example"),
        ("hub’s lead", "lead@hallowick.example"), ("network", "network@braid.example"),
    ]

    @Test("Every page answers each kind of person as docs/routes.md says", arguments: TestEngine.available)
    func table(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let table = try await Self.table(of: served)
            #expect(!table.contains("| 500") && !table.contains("| 503"), "a page breaks for somebody")
            let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "docs/routes.md")
            let document = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            if ProcessInfo.processInfo.environment["BRAID_RECORD"] != nil {
                try (Self.introduction + table).write(to: file, atomically: true, encoding: .utf8)
                return
            }
            let known = Set(document.split(separator: "\n"))
            let missing = table.split(separator: "\n").filter { !known.contains($0) }
            #expect(
                missing.isEmpty,
                "docs/routes.md should have these lines (BRAID_RECORD=1 writes it; read the difference):\n\(missing.joined(separator: "\n"))"
            )
            let gone = known.filter { $0.hasPrefix("| `") }.subtracting(table.split(separator: "\n"))
            #expect(gone.isEmpty, "docs/routes.md has lines of no route: \(gone)")
        }
    }

    static let introduction = """
        # Routes

        Every address of the site and what it answers to whom, asked by `WebsiteTests`, which fails when this table is not true. After adding a
        route run `BRAID_RECORD=1 swift test --filter RoleRouteTests` and read the difference.

        200 a page or file · → led to the sign-in page · 303 led elsewhere · 403 known but not theirs · 404 does not exist for them. The objects asked
        for are of the example network: an offer and a booking of the Hallowick hub and of Tarnsea Harbour, a private evaluation of Tarnsea Academy.
        Forms are asked without their token: 403 is the token's refusal, so whoever sees 403 there got past the door.


        """

    static func table(of served: ServedSite) async throws -> String {
        let sample = try await Sample(served.database)
        var visitors: [Visitor] = []
        for column in columns { visitors.append(try await served.visitor(column.email)) }
        var lines = [
            "| route | " + columns.map(\.name).joined(separator: " | ") + " |",
            "|---" + String(repeating: "|:-:", count: columns.count) + "|",
        ]
        let rows = served.site.routes().rows.sorted {
            ($0.pattern, $0.method.rawValue) < ($1.pattern, $1.method.rawValue)
        }
        for row in rows {
            var cells: [String] = []
            for visitor in visitors {
                let reply = try await served.ask(row.method, sample.path(row.pattern), as: visitor)
                let isLed = reply.status == 303 && reply.location?.hasPrefix("/sign-in") == true
                cells.append(isLed ? "→" : "\(reply.status)")
            }
            lines.append(
                "| `\(row.method.rawValue) \(row.pattern)` | " + cells.joined(separator: " | ") + " |"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
