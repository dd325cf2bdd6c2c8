import Access
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Services

/// Who may ask for a route at all. What they may do there is the verb's to check.
enum Audience: Hashable, Sendable {
    /// Everybody, signed in or not.
    case everyone
    /// Everybody who is signed in; others are led to the sign-in page and back.
    case signedIn
    /// Network administrators; to others the address does not exist.
    case administrators
}

/// One route, as the permission table lists it.
struct RouteRow: Hashable, Sendable {
    let method: HTTPRequest.Method
    let pattern: String
    let audience: Audience
}

/// What a handler is handed besides its parameters.
struct Visit: Sendable {
    let site: Site
    let request: Request
    let context: SiteContext

    var actor: Actor { context.actor }
    var services: Services { site.services }

    /// The query of the address.
    var query: Submission { Submission(urlEncoded: Substring(request.uri.query ?? "")) }

    /// A token and an idempotency key for a form that writes.
    func formTicket() -> FormTicket {
        FormTicket(
            token: context.formSecret.token(mask: site.services.randomBytes(FormSecret.length)),
            key: Data(site.services.randomBytes(18)).base64URL
        )
    }
}

/// The hidden fields of a form that writes.
struct FormTicket: Sendable {
    let token: String
    let key: String
}

/// Registers routes and keeps the list of them, which the permission table is tested against.
final class Routes {
    let site: Site
    private let router: Router<SiteContext>
    private(set) var rows: [RouteRow] = []
    /// For each pattern, whether what stands in its holes is of their types.
    private var isReadable: [String: @Sendable (SiteContext) -> Bool] = [:]

    init(site: Site, router: Router<SiteContext>) {
        self.site = site
        self.router = router
    }

    typealias Handler<Parameters> = @Sendable (Visit, Parameters) async throws -> Answer
    typealias FormHandler<Parameters> = @Sendable (Visit, Parameters, Submission) async throws -> Answer

    /// A page or a file.
    func get<Parameters: PlaceParameters>(
        _ place: Place<Parameters>,
        _ audience: Audience,
        _ handler: @escaping Handler<Parameters>
    ) {
        register(.get, place, audience) { visit, parameters in
            try await visit.site.cache.answer(visit) { try await handler(visit, parameters) }
        }
    }

    func get(
        _ place: Place<NoParameters>,
        _ audience: Audience,
        _ handler: @escaping @Sendable (Visit) async throws -> Answer
    ) {
        get(place, audience) { visit, _ in try await handler(visit) }
    }

    /// The largest body of a form without files, in bytes.
    static let formLimit = 256 * 1024

    /// A form that writes. Its token is checked before the handler runs.
    ///
    /// - Parameter uploadLimit: The largest body, in bytes; more only where files are sent.
    func post<Parameters: PlaceParameters>(
        _ place: Place<Parameters>,
        _ audience: Audience,
        uploadLimit: Int = formLimit,
        _ handler: @escaping FormHandler<Parameters>
    ) {
        register(.post, place, audience) { visit, parameters in
            try await Self.answer(visit, parameters, limit: uploadLimit, handler)
        }
    }

    /// The same for people who are signed in, where what they sent must not be lost though their session is over.
    ///
    /// - Parameter signedOut: Is handed what anybody sent who is not signed in, and leads to the sign-in page. Nothing of it
    ///   is proven: its token, which fell with the session, is not checked.
    func post<Parameters: PlaceParameters>(
        _ place: Place<Parameters>,
        signedOut: @escaping FormHandler<Parameters>,
        signedIn: @escaping FormHandler<Parameters>
    ) {
        register(.post, place, .signedIn, admitsEveryone: true) { visit, parameters in
            guard visit.actor.isSignedIn else {
                let submission = try? await Submission.read(visit, limit: Self.formLimit)
                return Drawn(answer: try await signedOut(visit, parameters, submission ?? Submission()))
            }
            return try await Self.answer(visit, parameters, limit: Self.formLimit, signedIn)
        }
    }

    private static func answer<Parameters: PlaceParameters>(
        _ visit: Visit,
        _ parameters: Parameters,
        limit: Int,
        _ handler: FormHandler<Parameters>
    ) async throws -> Drawn {
        let submission = try await Submission.read(visit, limit: limit)
        guard visit.context.formSecret.accepts(submission.exact(FormField.token)) else {
            throw Refusal.staleForm
        }
        return Drawn(answer: try await handler(visit, parameters, submission))
    }

    func post(
        _ place: Place<NoParameters>,
        _ audience: Audience,
        uploadLimit: Int = formLimit,
        _ handler: @escaping @Sendable (Visit, Submission) async throws -> Answer
    ) {
        post(place, audience, uploadLimit: uploadLimit) { visit, _, submission in
            try await handler(visit, submission)
        }
    }

    private func register<Parameters: PlaceParameters>(
        _ method: HTTPRequest.Method,
        _ place: Place<Parameters>,
        _ audience: Audience,
        admitsEveryone: Bool = false,
        _ handler: @escaping @Sendable (Visit, Parameters) async throws -> Drawn
    ) {
        rows.append(RouteRow(method: method, pattern: place.pattern, audience: audience))
        let site = site
        let names = place.names
        isReadable[place.pattern] = { Parameters(pathValues: Self.values(of: names, in: $0)) != nil }
        router.on(RouterPath(place.pattern), method: method) { request, context in
            let visit = Visit(site: site, request: request, context: context)
            if !admitsEveryone { try Self.admit(visit, to: audience) }
            let values = Self.values(of: names, in: context)
            guard let parameters = Parameters(pathValues: values) else { throw AccessError.notFound }
            return try await handler(visit, parameters).response(for: visit)
        }
    }

    private static func values(of names: [String], in context: SiteContext) -> [String] {
        names.map { context.parameters.get($0)?.removingPercentEncoding ?? "" }
    }

    /// Answers every address that was registered, asked by another method, with what it takes.
    ///
    /// The answer is the same whatever stands behind the address, so it tells nobody which objects there are; addresses
    /// that only administrators know stay unknown to others.
    func refuseOtherMethods() {
        let methods: [HTTPRequest.Method] = [
            .get, .post, .put, .patch, .delete, .options, .trace, .connect,
        ]
        for (pattern, registered) in Dictionary(grouping: rows, by: \.pattern) {
            let known = Set(registered.map(\.method))
            let isHidden = registered.allSatisfy { $0.audience == .administrators }
            let forms = known.contains(.post) ? ["POST"] : []
            let allowed = known.contains(.get) ? ["GET", "HEAD"] + forms : forms
            let isReadable = isReadable[pattern]
            for method in methods where !known.contains(method) {
                router.on(RouterPath(pattern), method: method) { _, context -> Response in
                    guard !isHidden || context.actor.isNetworkAdministrator,
                        isReadable?(context) == true
                    else { throw AccessError.notFound }
                    throw Refusal.wrongMethod(allowed: allowed)
                }
            }
        }
    }

    private static func admit(_ visit: Visit, to audience: Audience) throws {
        switch audience {
        case .everyone: return
        case .signedIn: try visit.actor.signedInPerson()
        case .administrators:
            try visit.actor.signedInPerson()
            guard visit.actor.isNetworkAdministrator else { throw AccessError.notFound }
        }
    }
}

/// Why the shell itself refuses a request.
enum Refusal: Error, Equatable {
    /// The form's token is missing or from another browser: its page was open too long, or it came from
    /// elsewhere.
    case staleForm
    case tooLarge(limit: Int)
    case unreadableForm
    case tooManyRequests(retryAfterSeconds: Int)
    /// The address is there, but not for this method.
    case wrongMethod(allowed: [String])
}

extension Submission {
    /// The body of a request as a form.
    static func read(_ visit: Visit, limit: Int) async throws -> Submission {
        let body: ByteBuffer
        do {
            body = try await visit.request.body.collect(upTo: limit)
        } catch {
            throw Refusal.tooLarge(limit: limit)
        }
        let contentType = visit.request.headers[.contentType] ?? ""
        if let boundary = Multipart.boundary(of: contentType) {
            do {
                return try Multipart.read(body, boundary: boundary)
            } catch {
                throw Refusal.unreadableForm
            }
        }
        guard contentType.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
            throw Refusal.unreadableForm
        }
        return Submission(urlEncoded: Substring(String(buffer: body)))
    }
}
