import Database
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Reach
import Synchronization
import Website

/// The site beside bare routes of the same server and database, so that each page has something to be
/// compared with in the same run. See docs/performance.md.
///
/// * `/measure/bare` answers five bytes.
/// * `/measure/record/NAME?PATH` asks the site for a path as the client, and notes the statements.
/// * `/measure/replay/NAME` asks the database the noted statements and answers five bytes.
/// * `/measure/statements/NAME` says how long each noted statement takes.
/// * `/measure/rebuild` makes the projection of reach anew and answers how many rows had to be written.
struct MeasuringResponder: HTTPResponder {
    typealias Context = SiteContext

    private let site: SiteResponder
    private let bare: RouterResponder<SiteContext>

    init(site: SiteResponder, reach: Reach, database: RecordedDatabase) {
        self.site = site
        let recorded = Recordings()
        let router = Router(context: SiteContext.self)
        router.get("measure/bare") { _, _ in Response.short }
        let record: @Sendable (Request, SiteContext) async throws -> Response = { request, context in
            let name = context.parameters.get("name") ?? ""
            var head = request.head
            head.path = request.uri.query ?? "/"
            database.start()
            let response = try await site.respond(
                to: Request(head: head, body: request.body),
                context: context
            )
            let texts = request.headers[Self.drawnTexts]?.split(separator: " ").map(String.init) ?? []
            recorded.keep(Replay(transactions: database.stop(), drawnTexts: Set(texts)), as: name)
            return response
        }
        router.get("measure/record/{name}", use: record)
        router.post("measure/record/{name}", use: record)
        let replay: @Sendable (Request, SiteContext) async throws -> Response = { _, context in
            let replayed = try recorded.named(context.parameters.get("name") ?? "")
            do {
                try await replayed.run(on: database)
            } catch {
                // Who measures has to see why: a statement that fails is no measure of one that does not.
                return Response.text("\(error)", status: .internalServerError)
            }
            return Response.short
        }
        router.get("measure/replay/{name}", use: replay)
        router.post("measure/replay/{name}", use: replay)
        router.get("measure/statements/{name}") { _, context in
            var lines: [String] = []
            for transaction in try recorded.named(context.parameters.get("name") ?? "").transactions {
                for (text, milliseconds) in try await transaction.times(30, on: database) {
                    lines.append("\(milliseconds)\t\(text)")
                }
            }
            return Response.text(lines.joined(separator: "\n"))
        }
        router.post("measure/rebuild") { _, _ in
            let rebuilt = try await reach.rebuild()
            return Response.text("\(rebuilt.written)")
        }
        bare = router.buildResponder()
    }

    /// Names the texts of a request that a repetition has to replace.
    private static let drawnTexts: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Drawn-Texts") else { preconditionFailure("not a header's name") }
        return name
    }()

    func respond(to request: Request, context: SiteContext) async throws -> Response {
        if request.uri.path.hasPrefix("/measure/") {
            return try await bare.respond(to: request, context: context)
        }
        return try await site.respond(to: request, context: context)
    }
}

extension Response {
    fileprivate static var short: Response { text("Hello") }

    fileprivate static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// What was noted, by name.
private final class Recordings: Sendable {
    private let replays = Mutex<[String: Replay]>([:])

    func keep(_ replay: Replay, as name: String) { replays.withLock { $0[name] = replay } }

    func named(_ name: String) throws -> Replay {
        guard let replay = replays.withLock({ $0[name] }) else { throw HTTPError(.notFound) }
        return replay
    }
}
