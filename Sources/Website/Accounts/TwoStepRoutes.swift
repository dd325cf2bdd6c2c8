import Access
import Accounts
import HTML
import QRCodes
import Services

extension Site {
    func addTwoStep(to routes: Routes) {
        routes.get(SiteMap.twoStep, .signedIn) { visit in
            .page(try await twoStepPage(visit))
        }
        routes.post(SiteMap.twoStep, .signedIn) { visit, submission in
            var state = FormState()
            do {
                let setUp = try await accounts.beginTwoStep(
                    by: try visit.session(),
                    password: submission.exact("password")
                )
                return .page(TwoStepSetUpPage(setUp: setUp, state: FormState(), ticket: visit.formTicket()))
            } catch AccountsError.signInFailed {
                state.refuse("password", "This is not your password")
            } catch let error as AccountsError {
                state.take(error, field: "password")
            }
            return .invalid(try await twoStepPage(visit, state: state))
        }
        routes.post(SiteMap.confirmTwoStep, .signedIn) { visit, submission in
            var state = FormState()
            do {
                let codes = try await accounts.confirmTwoStep(
                    by: try visit.session(),
                    code: submission.text("code")
                )
                return .page(RecoveryCodesPage(codes: codes))
            } catch AccountsError.codeWrong {
                // There are no recovery codes yet.
                state.refuse(
                    "code",
                    "The code is not right. Wait until the app shows the next one, and enter its six digits"
                )
            } catch AccountsError.twoStepAlreadyOn {
                // As after a button that was pressed twice: the codes went with the first answer.
                return .redirect(
                    to: SiteMap.twoStep(),
                    notice:
                        "Two-step sign-in is on. If you did not see its recovery codes, turn it off and on again."
                )
            } catch let error as AccountsError {
                state.take(error, field: "code")
            }
            guard let setUp = try await accounts.pendingTwoStep(by: try visit.session()) else {
                return .redirect(to: SiteMap.twoStep())
            }
            return .invalid(TwoStepSetUpPage(setUp: setUp, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.turnOffTwoStep, .signedIn) { visit, submission in
            var state = FormState()
            do {
                try await accounts.turnOffTwoStep(
                    by: try visit.session(),
                    password: submission.exact("password")
                )
                return .redirect(to: SiteMap.account(), notice: "Two-step sign-in is off.")
            } catch AccountsError.signInFailed {
                state.refuse("password", "This is not your password")
            } catch let error as AccountsError {
                state.take(error, field: "password")
            }
            return .invalid(try await twoStepPage(visit, state: state))
        }
    }

    private func twoStepPage(_ visit: Visit, state: FormState = FormState()) async throws -> TwoStepPage {
        TwoStepPage(
            overview: try await accounts.overview(by: visit.actor),
            isAvailable: accounts.settings.secretKey != nil,
            state: state,
            ticket: visit.formTicket()
        )
    }
}

struct TwoStepPage: Page {
    let overview: AccountOverview
    let isAvailable: Bool
    let state: FormState
    let ticket: FormTicket

    var title: String { overview.hasTwoStep ? "Turn two-step sign-in off" : "Turn two-step sign-in on" }
    var trail: [Crumb] { [Crumb("Your account", SiteMap.account())] }

    var body: Markup {
        PageHeader(title)
        if !isAvailable {
            p { AccountsError.twoStepUnavailable.message + "." }
        } else if !overview.hasPassword {
            p {
                "It needs a password first. "
                a(.href(SiteMap.resetPassword())) { "Set one" }
                "."
            }
        } else {
            p {
                overview.hasTwoStep
                    ? "After this your password alone signs you in."
                    : "You need an authenticator app on your phone. After your password you then enter the code that it shows."
            }
            postForm(
                overview.hasTwoStep ? SiteMap.turnOffTwoStep() : SiteMap.twoStep(),
                ticket: ticket,
                state: state
            ) {
                TextField(
                    "password",
                    "Your password",
                    kind: .password,
                    autocomplete: "current-password",
                    state: state
                )
                submit(overview.hasTwoStep ? "Turn it off" : "Go on")
            }
        }
    }
}

/// The secret, once, and the first code.
struct TwoStepSetUpPage: Page {
    let setUp: TwoStepSetUp
    let state: FormState
    let ticket: FormTicket

    var title: String { "Add Braid to your app" }
    var trail: [Crumb] { [Crumb("Your account", SiteMap.account())] }

    var body: Markup {
        PageHeader(title)
        ol {
            li {
                "On this phone: "
                a(.href(setUp.address)) { "open your authenticator app" }
                ". On another: scan this picture with the app, or choose “enter a key” in it and type the key."
                if let drawn = QRCode(setUp.address) {
                    div(.class("qr-frame")) { Markup.raw(drawn.svg(label: "Code with the key")) }
                }
                p { code { setUp.secret } }
            }
            li { "Enter the six digits that the app then shows." }
        }
        postForm(SiteMap.confirmTwoStep(), ticket: ticket, state: state) {
            TextField("code", "Code", autocomplete: "one-time-code", isShort: true, state: state)
            submit("Turn it on")
        }
    }
}

struct RecoveryCodesPage: Page {
    let codes: [String]

    var title: String { "Two-step sign-in is on" }

    var body: Markup {
        Confirmation(title) {
            p {
                "Print these recovery codes or keep them in a password manager. Each signs you in once if your phone is lost. They are not shown again."
            }
            ul { for recovery in codes { li { code { recovery } } } }
            p { a(.class("button"), .href(SiteMap.account())) { "I have kept them" } }
        }
    }
}
