import Hummingbird

/// Turns what a handler throws, and an address that no route has, into a page.
struct ErrorPages: RouterMiddleware {
    typealias Context = SiteContext

    let site: Site

    @concurrent func handle(
        _ request: Request,
        context: SiteContext,
        next: @concurrent (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return ErrorAnswer(error, site: site, request: request, context: context).response()
        }
    }
}
