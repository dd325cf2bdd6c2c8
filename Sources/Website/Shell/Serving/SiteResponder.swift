import Accounts
package import Hummingbird
import Logging
import NIOCore
import Services

/// What stands between the network and the routes. One request, in order:
///
/// 1. a kept page answers a reader who is not signed in, and nothing else runs;
/// 2. the request is named, its true address, its form secret and its session are found;
/// 3. the router's handler answers, or its error becomes a page;
/// 4. the answer is tagged, compressed and given the security headers;
/// 5. it is counted, and logged without the address or anything typed.
package struct SiteResponder: HTTPResponder {
    package typealias Context = SiteContext

    let site: Site
    private let routes: RouterResponder<SiteContext>
    private let headers: SecurityHeaders

    init(site: Site) {
        self.site = site
        routes = site.routes().router.buildResponder()
        headers = SecurityHeaders(site.configuration)
    }

    package func respond(to request: Request, context: SiteContext) async throws -> Response {
        let started = ContinuousClock.now
        if request.method == .get, let kept = site.cache.kept(for: request, now: site.services.now()) {
            kept.duration.observe(since: started)
            return kept.response(to: request)
        }
        guard request.method == .head else {
            return try await answer(request, context, started)
        }
        // A handler knows GET only; HEAD is the same without the body.
        var head = request.head
        head.method = .get
        let response = try await answer(Request(head: head, body: request.body), context, started)
        return response.createHeadResponse()
    }

    private func answer(_ request: Request, _ context: SiteContext, _ started: ContinuousClock.Instant)
        async throws -> Response
    {
        var context = context
        context.requestID = site.services.newID(Request.self).description
        context.clientAddress = site.proxies.client(of: request, peer: context.clientAddress)
        context.logger[metadataKey: "request"] = .string(context.requestID)
        var response: Response
        do {
            try await identify(request, &context)
            try limitWrites(request, context)
            response = try await routes.respond(to: request, context: context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            response = ErrorAnswer(error, site: site, request: request, context: context).response()
        }
        if context.formSecret.isNew, response.headers[.cacheControl] == Caching.never {
            response.headers.append(FormCookie.field(context.formSecret, site.configuration))
        }
        headers.add(to: &response.headers)
        record(request, response, context, started)
        return response
    }

    /// Finds the form secret and the session that the browser's cookies stand for.
    private func identify(_ request: Request, _ context: inout SiteContext) async throws {
        let cookies = request.cookies
        let secret = cookies[FormCookie.name(site.configuration)].flatMap { FormSecret(cookie: $0.value) }
        context.formSecret =
            secret ?? FormSecret(bytes: site.services.randomBytes(FormSecret.length), isNew: true)
        guard let token = cookies[SessionCookie.name(site.configuration)]?.value, !token.isEmpty else {
            return
        }
        context.formSecret.session = token
        guard let token = Token(token) else { return }
        context.signedIn = try await site.accounts.identify(token, request: context.requestID)
    }

    /// A person cannot send forms this often; a program that tries passwords or floods a table can.
    private func limitWrites(_ request: Request, _ context: SiteContext) throws {
        guard request.method != .get, context.clientAddress != SiteContext.unknownAddress else { return }
        let client = ClientNetwork.key(of: context.clientAddress)
        guard case .refused(let seconds) = site.writeLimit?.take(client, at: site.services.now()) else {
            return
        }
        throw Refusal.tooManyRequests(retryAfterSeconds: seconds)
    }

    private func record(
        _ request: Request,
        _ response: Response,
        _ context: SiteContext,
        _ started: ContinuousClock.Instant
    ) {
        let route = context.endpointPath ?? "none"
        let status = response.status.code
        site.metrics.requestDuration(route: route, method: request.method.rawValue, status: status).observe(
            since: started
        )
        let seconds = started.duration(to: .now).inSeconds
        let level: Logger.Level =
            status >= 500 ? .error : request.method != .get || seconds > 1 ? .info : .debug
        context.logger.log(
            level: level,
            "request",
            metadata: [
                "method": .string(request.method.rawValue), "route": .string(route),
                "status": .stringConvertible(status), "milliseconds": .stringConvertible(Int(seconds * 1000)),
            ]
        )
    }
}

extension Site {
    /// The whole site as one responder, for `Application(responder:)`.
    package func responder() -> SiteResponder {
        SiteResponder(site: self)
    }
}
