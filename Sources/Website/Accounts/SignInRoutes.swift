import HTTPTypes
import Access
import Accounts
import Foundation
import Services

extension Token: PathValue, PlaceParameters {
    init?(pathValue: String) { self.init(pathValue) }
    var pathValue: String { text }
}

extension Site {
    func addAccounts(to routes: Routes) {
        addSignIn(to: routes)
        addLinks(to: routes)
        addAccount(to: routes)
        addTwoStep(to: routes)
        addPeople(to: routes)
        addAdministration(to: routes)
        addOutbox(to: routes)
    }

    private func addSignIn(to routes: Routes) {
        routes.get(SiteMap.signIn, .everyone) { visit in
            .page(try await signInPage(visit, next: visit.query.text("next")))
        }
        routes.post(SiteMap.signIn, .everyone) { visit, submission in
            try await signIn(visit, submission)
        }
        routes.get(SiteMap.signInCode, .everyone) { visit in
            guard visit.challenge != nil else { return .redirect(to: SiteMap.signIn()) }
            return .page(CodePage(next: visit.query.text("next"), ticket: visit.formTicket()))
        }
        routes.post(SiteMap.signInCode, .everyone) { visit, submission in
            try await finishSignIn(visit, submission)
        }
        routes.post(SiteMap.continueAs, .everyone) { visit, submission in
            do {
                let outcome = try await accounts.continueAs(
                    email: submission.text("email"),
                    visit.client,
                    request: visit.context.requestID
                )
                return welcome(visit, outcome, next: submission.text("next"))
            } catch AccountsError.exampleOnly, AccountsError.emailInvalid {
                throw AccessError.notFound
            }
        }
        routes.post(SiteMap.signOut, .everyone) { visit, _ in
            if let signedIn = visit.context.signedIn { try await accounts.signOut(signedIn) }
            return Answer.redirect(to: SiteMap.home(), notice: "You are signed out.")
                .header(.setCookie, SessionCookie.expired(visit.site.configuration).value)
        }
    }

    private func signInPage(_ visit: Visit, next: String, state: FormState = FormState()) async throws
        -> SignInPage
    {
        SignInPage(
            next: next,
            people: try await accounts.examplePeople(),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func signIn(_ visit: Visit, _ submission: Submission) async throws -> Answer {
        let next = submission.text("next")
        var state = FormState(submission)
        if submission.text("email").isEmpty { state.refuse("email", "Enter your work email address") }
        if submission.exact("password").isEmpty { state.refuse("password", "Enter your password") }
        if state.isValid {
            do {
                let outcome = try await accounts.signIn(
                    email: submission.text("email"),
                    password: submission.exact("password"),
                    visit.client,
                    request: visit.context.requestID
                )
                return welcome(visit, outcome, next: next)
            } catch let error as AccountsError {
                state.take(error)
            }
        }
        return .invalid(try await signInPage(visit, next: next, state: state))
    }

    private func finishSignIn(_ visit: Visit, _ submission: Submission) async throws -> Answer {
        guard let challenge = visit.challenge else { return .redirect(to: SiteMap.signIn()) }
        let next = submission.text("next")
        var state = FormState()
        do {
            let outcome = try await accounts.finishSignIn(
                challenge: challenge,
                code: submission.text("code"),
                visit.client,
                request: visit.context.requestID
            )
            return welcome(visit, outcome, next: next)
        } catch AccountsError.linkSpent {
            return .redirect(
                to: SiteMap.signIn().with("next", next),
                notice: "That took too long. Sign in again."
            )
        } catch let error as AccountsError {
            state.take(error, field: "code")
        }
        return .invalid(CodePage(next: next, state: state, ticket: visit.formTicket()))
    }

    /// The browser's cookies after a sign-in, and the way on.
    func welcome(_ visit: Visit, _ outcome: SignInOutcome, next: String) -> Answer {
        let configuration = visit.site.configuration
        switch outcome {
        case .signedIn(let session, let device):
            let age = Int(accounts.settings.sessions.absolute)
            return Answer.redirect(to: Link.within(next) ?? SiteMap.today())
                .header(.setCookie, SessionCookie.field(session.text, ageSeconds: age, configuration).value)
                .header(.setCookie, AccountCookie.device(device, configuration).value)
                .header(.setCookie, AccountCookie.challengeOver(configuration).value)
        case .codeNeeded(let challenge):
            return Answer.redirect(to: SiteMap.signInCode().with("next", next))
                .header(.setCookie, AccountCookie.challenge(challenge, configuration).value)
        }
    }
}

extension Link {
    /// Where to go after signing in: an address of this site and no other, or `nil`.
    ///
    /// `//host` and `/\host` lead elsewhere in browsers; controls and spaces are dropped by some of them.
    static func within(_ next: String) -> Link? {
        guard next.hasPrefix("/"), !next.hasPrefix("//"), next.utf8.count <= 500 else { return nil }
        guard next.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        return Link(written: next)
    }
}
