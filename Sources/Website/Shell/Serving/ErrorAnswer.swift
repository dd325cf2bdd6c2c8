import Access
import Database
import HTTPTypes
import Hummingbird
import Logging
import Trials

/// What a reader is told when something cannot be answered: a page of ours, never the error's own text. That
/// goes to the log, under the name of the request that the page shows.
struct ErrorAnswer {
    private let answer: Answer
    private let visit: Visit

    init(_ error: any Error, site: Site, request: Request, context: SiteContext) {
        visit = Visit(site: site, request: request, context: context)
        answer = Self.answer(to: error, visit)
        // Rows that do not open are the operator's to look into, though the site works.
        let isFailure = answer.status.code >= 500 || error as? TrialsError == .rowsGone
        let level: Logger.Level = isFailure ? .error : .debug
        context.logger.log(level: level, "refused", metadata: ["error": .string(String(reflecting: error))])
    }

    func response() -> Response {
        Drawn(answer: answer).response(for: visit)
    }

    private static func answer(to error: any Error, _ visit: Visit) -> Answer {
        switch error {
        case let error as AccessError: answer(to: error, visit)
        case let error as NoOrganisation: .page(ErrorPage.noOrganisation(error.kind), status: .forbidden)
        case let refusal as Refusal: answer(to: refusal)
        case let error as DatabaseError: answer(to: error, visit)
        case let error as TrialsError: answer(to: error, visit)
        case let error as any HTTPResponseError: answer(to: error.status, visit)
        default: .page(ErrorPage.broken(visit.context.requestID), status: .internalServerError)
        }
    }

    private static func answer(to error: AccessError, _ visit: Visit) -> Answer {
        switch error {
        case .notSignedIn:
            // After a form the way back is its page, not its own address, which answers no GET.
            let target = visit.request.method == .get ? visit.request.uri.string : nil
            return .redirect(to: SiteMap.signIn().with("next", target))
        case .forbidden: return .page(ErrorPage.forbidden, status: .forbidden)
        case .notFound: return .page(ErrorPage.notFound, status: .notFound)
        }
    }

    private static func answer(to refusal: Refusal) -> Answer {
        switch refusal {
        case .staleForm: return .page(ErrorPage.staleForm, status: .forbidden)
        case .tooLarge(let limit): return .page(ErrorPage.tooLarge(limit), status: .contentTooLarge)
        case .unreadableForm: return .page(ErrorPage.unreadable, status: .badRequest)
        case .tooManyRequests(let seconds):
            return Answer.page(ErrorPage.tooMany(seconds), status: .tooManyRequests)
                .header(.retryAfter, String(seconds))
        case .wrongMethod(let allowed):
            return Answer.page(ErrorPage.wrongMethod, status: .methodNotAllowed)
                .header(.allow, allowed.joined(separator: ", "))
        }
    }

    private static func answer(to error: DatabaseError, _ visit: Visit) -> Answer {
        switch error {
        case .staleVersion: .page(ErrorPage.changedMeanwhile, status: .conflict)
        case .unavailable, .connectionLost, .commitUnknown, .timedOut, .conflict:
            Answer.page(ErrorPage.unavailable(visit.context.requestID), status: .serviceUnavailable)
                .header(.retryAfter, "30")
        case .constraint, .statement, .unreadable, .schema:
            .page(ErrorPage.broken(visit.context.requestID), status: .internalServerError)
        }
    }

    /// For pages that have no words of their own for it.
    private static func answer(to error: TrialsError, _ visit: Visit) -> Answer {
        switch error {
        case .wrongStep: .page(ErrorPage.wrongStep, status: .conflict)
        case .rowsGone: .page(ErrorPage.rowsGone(visit.context.requestID), status: .conflict)
        }
    }

    private static func answer(to status: HTTPResponse.Status, _ visit: Visit) -> Answer {
        switch status.code {
        case 404, 405: .page(ErrorPage.notFound, status: .notFound)
        case 413: .page(ErrorPage.tooLarge(nil), status: .contentTooLarge)
        case 400..<500: .page(ErrorPage.unreadable, status: .badRequest)
        default: .page(ErrorPage.broken(visit.context.requestID), status: .internalServerError)
        }
    }
}
