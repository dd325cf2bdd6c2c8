import HTTPTypes
import Access
import Accounts
import Mail
import Services

extension Site {
    /// Pages behind mailed links, and the forms that ask for them.
    func addLinks(to routes: Routes) {
        addSignInLink(to: routes)
        addPasswordLinks(to: routes)
        addInvitation(to: routes)
        addEmailLink(to: routes)
    }

    private func addSignInLink(to routes: Routes) {
        routes.get(SiteMap.askForSignInLink, .everyone) { visit in
            .page(AddressPage(purpose: .signInLink, state: FormState(), ticket: visit.formTicket()))
        }
        routes.post(SiteMap.askForSignInLink, .everyone) { visit, submission in
            try await mailLink(visit, submission, .signInLink) {
                try await accounts.mailSignInLink(to: $0, visit.client)
            }
        }
        routes.get(SiteMap.signInLink, .everyone) { visit, token in
            guard try await accounts.isUsableSignInLink(token) else {
                return spent(SiteMap.askForSignInLink())
            }
            return .page(
                ButtonPage(
                    title: "Sign in",
                    lead: "Press the button to sign in on this device.",
                    button: "Sign in",
                    action: SiteMap.signInLink(token),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.signInLink, .everyone) { visit, token, _ in
            do {
                let outcome = try await accounts.signIn(
                    link: token,
                    visit.client,
                    request: visit.context.requestID
                )
                return welcome(visit, outcome, next: "")
            } catch AccountsError.linkSpent {
                return spent(SiteMap.askForSignInLink())
            } catch AccountsError.passwordNeeded {
                return .redirect(
                    to: SiteMap.resetPassword(),
                    notice: AccountsError.passwordNeeded.message + "."
                )
            }
        }
    }

    private func addPasswordLinks(to routes: Routes) {
        routes.get(SiteMap.resetPassword, .everyone) { visit in
            .page(AddressPage(purpose: .reset, state: FormState(), ticket: visit.formTicket()))
        }
        routes.post(SiteMap.resetPassword, .everyone) { visit, submission in
            try await mailLink(visit, submission, .reset) {
                try await accounts.mailPasswordReset(to: $0, visit.client)
            }
        }
        routes.get(SiteMap.setPassword, .everyone) { visit, token in
            guard let person = try await accounts.personToSetPassword(token) else {
                return spent(SiteMap.resetPassword())
            }
            return .page(SetPasswordPage(token: token, person: person, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.setPassword, .everyone) { visit, token, submission in
            guard let person = try await accounts.personToSetPassword(token) else {
                return spent(SiteMap.resetPassword())
            }
            var state = FormState()
            do {
                try await accounts.setPassword(
                    link: token,
                    to: submission.exact("password"),
                    request: visit.context.requestID
                )
                return .redirect(to: SiteMap.signIn(), notice: "Your password is set. Sign in with it.")
            } catch let error as AccountsError {
                state.take(error, field: "password")
            }
            return .invalid(
                SetPasswordPage(token: token, person: person, state: state, ticket: visit.formTicket())
            )
        }
    }

    private func addInvitation(to routes: Routes) {
        routes.get(SiteMap.invitation, .everyone) { visit, token in
            guard let offer = try await accounts.invitation(token) else { return spent(nil) }
            let state = FormState(["name": offer.invitation.name])
            return .page(InvitationPage(token: token, offer: offer, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.invitation, .everyone) { visit, token, submission in
            guard let offer = try await accounts.invitation(token) else { return spent(nil) }
            var state = FormState(submission)
            do {
                let outcome = try await accounts.acceptInvitation(
                    token,
                    name: offer.hasPassword ? offer.invitation.name : submission.text("name"),
                    password: submission.exact("password"),
                    visit.client,
                    request: visit.context.requestID
                )
                guard let outcome else {
                    return .redirect(to: SiteMap.signIn(), notice: "Accepted. Sign in to go on.")
                }
                return welcome(visit, outcome, next: "")
            } catch AccountsError.linkSpent {
                return spent(nil)
            } catch let error as AccountsError {
                state.take(error)
            }
            return .invalid(
                InvitationPage(token: token, offer: offer, state: state, ticket: visit.formTicket())
            )
        }
    }

    private func addEmailLink(to routes: Routes) {
        routes.get(SiteMap.confirmEmail, .everyone) { visit, token in
            guard let email = try await accounts.pendingEmail(token) else { return spent(SiteMap.account()) }
            return .page(
                ButtonPage(
                    title: "Confirm your address",
                    lead: "From now on your address here is \(email).",
                    button: "Use this address",
                    action: SiteMap.confirmEmail(token),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.confirmEmail, .everyone) { visit, token, _ in
            do {
                try await accounts.confirmEmail(token, request: visit.context.requestID)
                return .redirect(to: SiteMap.account(), notice: "Your address is changed.")
            } catch AccountsError.linkSpent {
                return spent(SiteMap.account())
            }
        }
    }

    private func mailLink(
        _ visit: Visit,
        _ submission: Submission,
        _ purpose: AddressPage.Purpose,
        _ send: (String) async throws -> Void
    ) async throws -> Answer {
        var state = FormState(submission)
        do {
            let address = submission.text("email")
            try await send(address)
            return .page(MailSentPage(address: address, letter: try await exampleLetter(to: address)))
        } catch let error as AccountsError {
            state.take(error, field: "email")
        }
        return .invalid(AddressPage(purpose: purpose, state: state, ticket: visit.formTicket()))
    }

    /// The letter that was just written, where no mail server takes it and anyone may read it.
    func exampleLetter(to address: String) async throws -> OutboxMail? {
        configuration.hasMailServer ? nil : try await accounts.exampleLetter(to: address)
    }

    private func spent(_ again: Link?) -> Answer {
        .page(SpentLinkPage(again: again), status: .gone)
    }
}
