import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// Promises that hold for every route: asked of the router's own list, so a new route is tested the day it is
/// added.
@Suite("Every route of the site")
struct EveryRouteTests {
    @Test(
        "answers as its audience says, with the headers of every answer, and never fails",
        arguments: TestEngine.available
    )
    func audiences(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let anyone = try await served.visitor(nil)
            let member = try await served.visitor("j.okoro@hallowick-canal-side.example")
            let administrator = try await served.visitor("network@braid.example")
            let rows = served.site.routes().rows
            #expect(rows.count > 80)
            for row in rows {
                let path = sample.path(row.pattern)
                let name = "\(row.method) \(row.pattern)"
                let body = { (visitor: Visitor) in row.method == .post ? visitor.ticket() : "" }
                let signedOut = try await served.ask(row.method, path, as: anyone, body: body(anyone))
                let isFramed = row.pattern == SiteMap.embed.pattern
                expectHeaders(signedOut, name, policy: isFramed ? SecurityHeaders.framedPolicy : nil)
                #expect(signedOut.status < 500 || row.pattern == "/readyz", "\(name): \(signedOut.status)")
                if row.audience != .everyone {
                    #expect(
                        signedOut.status == 303,
                        "\(name) answers \(signedOut.status) to someone not signed in"
                    )
                    #expect(
                        signedOut.location?.hasPrefix("/sign-in") == true,
                        "\(name) leads to \(signedOut.location ?? "nowhere")"
                    )
                }
                guard row.method == .get else { continue }
                let asMember = try await served.ask(.get, path, as: member)
                #expect(asMember.status < 500, "\(name): \(asMember.status)")
                if row.audience == .administrators {
                    #expect(asMember.status == 404, "\(name) answers \(asMember.status) to a teacher")
                    let asAdministrator = try await served.ask(.get, path, as: administrator)
                    let isThere = sample.isKnown(row.pattern)
                    #expect(
                        asAdministrator.status == (isThere ? 200 : 404),
                        "\(name): \(asAdministrator.status)"
                    )
                }
            }
        }
    }

    @Test("answers whatever number its address asks for", arguments: TestEngine.available)
    func numbers(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let administrator = try await served.visitor("network@braid.example")
            let lead = try await served.visitor("lead@hallowick.example")
            for row in served.site.routes().rows where row.method == .get && row.pattern != "/readyz" {
                let path = sample.path(row.pattern)
                for number in [Int.max, .min] {
                    let asked = "page=\(number)&year=\(number)&authority=\(number)&version=\(number)"
                    let link = path + (path.contains("?") ? "&" : "?") + asked
                    for visitor in [administrator, lead] {
                        let reply = try await served.ask(.get, link, as: visitor)
                        #expect(reply.status < 500, "\(link) answers \(reply.status)")
                    }
                }
            }
        }
    }

    @Test("refuses a form without its token, whoever sends it", arguments: TestEngine.available)
    func tokens(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let administrator = try await served.visitor("network@braid.example")
            let stranger = Visitor(session: nil)
            let before = try await served.auditLength
            for row in served.site.routes().rows where row.method == .post {
                let path = sample.path(row.pattern)
                let without = try await served.ask(.post, path, as: administrator, body: "name=x")
                #expect(without.status == 403, "\(row.pattern) answers \(without.status) without a token")
                let foreign = try await served.ask(.post, path, as: administrator, body: stranger.ticket())
                #expect(
                    foreign.status == 403,
                    "\(row.pattern) answers \(foreign.status) to another browser's token"
                )
            }
            let found1 = try await served.auditLength
            #expect(found1 == before)
        }
    }

    @Test("does not find what is not there, for anyone", arguments: TestEngine.available)
    func absent(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let administrator = try await served.visitor("network@braid.example")
            for row in served.site.routes().rows
            where row.pattern.contains("{") && !row.pattern.contains("{token}") {
                let path = Sample.nothing.path(row.pattern)
                let body = row.method == .post ? administrator.ticket() : ""
                let reply = try await served.ask(row.method, path, as: administrator, body: body)
                let expected = row.method == .get ? [404] : [404, 422, 400]
                #expect(
                    expected.contains(reply.status),
                    "\(row.method) \(row.pattern) answers \(reply.status)"
                )
            }
        }
    }

    @Test("answers HEAD as GET without a body, and an unknown address with a page")
    func shapes() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            for path in ["/", "/offers", "/network", "/evidence"] {
                let head = try await served.ask(.head, path, as: anyone)
                #expect(head.status == 200)
                #expect(head.text.isEmpty)
            }
            for path in [
                "/nowhere", "/offers/x", "/schools/12", "/offers/0000000000042", "/%00", "/offers/%FF",
            ] {
                let reply = try await served.ask(.get, path, as: anyone)
                #expect(reply.status == 404, "\(path): \(reply.status)")
                #expect(reply.text.contains("<h1"))
                expectHeaders(reply, path)
            }
        }
    }

    @Test("says which methods an address takes when it is asked by another, to whoever may know of it")
    func otherMethods() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let sample = try await Sample(served.database)
            let anyone = try await served.visitor(nil)
            let member = try await served.visitor("j.okoro@hallowick-canal-side.example")
            let administrator = try await served.visitor("network@braid.example")
            let before = try await served.auditLength
            for (pattern, rows) in Dictionary(grouping: served.site.routes().rows, by: \.pattern) {
                let methods = Set(rows.map(\.method))
                let others: [HTTPRequest.Method] = [.get, .post, .put, .delete, .options].filter {
                    !methods.contains($0)
                }
                let isHidden = rows.allSatisfy { $0.audience == .administrators }
                let allowed = methods.contains(.get) ? "GET, HEAD" : "POST"
                for method in others {
                    for (visitor, sees) in [(anyone, !isHidden), (member, !isHidden), (administrator, true)] {
                        let reply = try await served.ask(method, sample.path(pattern), as: visitor)
                        #expect(reply.status == (sees ? 405 : 404), "\(method) \(pattern)")
                        #expect(reply.headers[.allow]?.hasPrefix(allowed) == (sees ? true : nil))
                        expectHeaders(reply, "\(method) \(pattern)")
                    }
                }
            }
            #expect(try await served.auditLength == before)
            let head = try await served.ask(.head, "/account/details", as: member)
            #expect(head.status == 405 && head.headers[.allow] == "POST" && head.text.isEmpty)
            let both = try await served.ask(.delete, "/sign-in", as: anyone)
            #expect(both.headers[.allow] == "GET, HEAD, POST")
            for path in ["/nowhere", "/offers/x"] {
                let reply = try await served.ask(.put, path, as: anyone)
                #expect(reply.status == 404, "\(path)")
            }
        }
    }

    @Test("answers a body over its limit with a page that says so, whether or not its length was told")
    func tooLarge() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let member = try await served.visitor("j.okoro@hallowick-canal-side.example")
            let start = member.ticket() + "&email="
            let room = Routes.formLimit - start.utf8.count
            // No length is told here; a server that was told one hands over the same body.
            for (count, status) in [(room, 422), (room + 1, 413)] {
                let body = start + String(repeating: "x", count: count)
                let reply = try await served.ask(.post, "/account/email", as: member, body: body)
                #expect(reply.status == status)
                #expect(reply.text.contains("The most that this page takes is 256 KB.") == (status == 413))
            }
        }
    }

    @Test("keeps cookies to itself and asks for TLS when TLS is in front")
    func cookies() async throws {
        for isBehindTLS in [false, true] {
            try await ServedSite.serving(on: .sqlite, isBehindTLS: isBehindTLS) { served in
                let reply = try await served.ask(
                    .post,
                    "/sign-in/continue",
                    as: Visitor(session: nil),
                    body: Visitor(session: nil).ticket() + "&email=office%40tarnsea-harbour.example"
                )
                #expect(reply.status == 303)
                let cookies = reply.headers[values: .setCookie]
                #expect(cookies.contains { $0.contains("braid_session=") })
                for cookie in cookies {
                    #expect(
                        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax")
                            && cookie.contains("Path=/")
                    )
                    #expect(cookie.contains("; Secure") == isBehindTLS)
                    #expect(cookie.hasPrefix("__Host-") == isBehindTLS)
                }
                #expect((reply.headers[.strictTransportSecurity] != nil) == isBehindTLS)
            }
        }
    }

    private func expectHeaders(_ reply: Reply, _ name: String, policy: String? = nil) {
        let policy = policy ?? SecurityHeaders.contentPolicy
        #expect(reply.headers[.contentSecurityPolicy] == policy, "\(name)")
        #expect(reply.headers[.xContentTypeOptions] == "nosniff", "\(name)")
        #expect(reply.headers[.referrerPolicy] == "same-origin", "\(name)")
        #expect(reply.headers[.crossOriginOpenerPolicy] == "same-origin", "\(name)")
        #expect(
            reply.headers[.cacheControl] != nil || reply.status == 304,
            "\(name) says nothing about keeping"
        )
    }
}

extension ServedSite {
    var auditLength: Int {
        get async throws { try await database.read { try $0.count("SELECT count(*) FROM audit_entry") } }
    }
}
