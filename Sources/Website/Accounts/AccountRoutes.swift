import HTTPTypes
import Access
import Accounts
import Database
import Foundation
import NIOCore
import Services

extension Site {
    func addAccount(to routes: Routes) {
        routes.get(SiteMap.account, .signedIn) { visit in .page(try await accountPage(visit)) }
        routes.post(SiteMap.correctAccount, .signedIn) { visit, submission in
            try await changingAccount(visit, submission, "Your details are saved.") { person in
                try await accounts.correct(
                    person.id,
                    name: submission.text("name"),
                    teacherReference: submission.text("teacher_reference"),
                    version: Int64(submission.text("version")) ?? 0,
                    by: visit.actor
                )
            }
        }
        routes.post(SiteMap.changeEmail, .signedIn) { visit, submission in
            try await changingAccount(
                visit,
                submission,
                "Open the email that we sent to your new address, and confirm the address there."
            ) { _ in
                try await accounts.requestEmailChange(
                    by: visit.actor,
                    to: submission.text("email"),
                    password: submission.exact("email_password"),
                    visit.client
                )
            }
        }
        routes.post(SiteMap.changePassword, .signedIn) { visit, submission in
            try await changingAccount(
                visit,
                submission,
                "Your password is changed. Other devices are signed out."
            ) { _ in
                try await accounts.changePassword(
                    by: try visit.session(),
                    current: submission.exact("current_password"),
                    to: submission.exact("password")
                )
            }
        }
        addSessions(to: routes)
        addOwnData(to: routes)
    }

    private func addSessions(to routes: Routes) {
        routes.post(SiteMap.endSession, .signedIn) { visit, id, _ in
            try await accounts.endSession(id, by: try visit.session())
            return .redirect(to: SiteMap.account().at("sessions"), notice: "That session has ended.")
        }
        routes.post(SiteMap.signOutEverywhere, .signedIn) { visit, _ in
            try await accounts.signOutEverywhere(try visit.session())
            return signedOut(visit, notice: "You are signed out everywhere.")
        }
    }

    private func addOwnData(to routes: Routes) {
        routes.post(SiteMap.ownData, .signedIn) { visit, _ in
            let person = try visit.actor.signedInPerson()
            let text = try await accounts.personalData(of: person.id, by: visit.actor)
            return .file(
                ByteBuffer(string: text),
                contentType: "application/json",
                name: "my-braid-data.json"
            )
        }
        routes.get(SiteMap.eraseAccount, .signedIn) { visit in
            let overview = try await accounts.overview(by: visit.actor)
            return .page(ErasePage(overview: overview, state: FormState(), ticket: visit.formTicket()))
        }
        routes.post(SiteMap.eraseAccount, .signedIn) { visit, submission in
            let person = try visit.actor.signedInPerson()
            var state = FormState(submission)
            if !submission.isChecked("sure") { state.refuse("sure", "Say that you are sure") }
            if state.isValid {
                do {
                    try await accounts.erase(
                        person.id,
                        password: submission.exact("password"),
                        by: visit.actor
                    )
                    return signedOut(visit, notice: "Your account is erased.")
                } catch let error as AccountsError {
                    state.take(error, field: error == .lastAdministrator ? "sure" : "password")
                }
            }
            let overview = try await accounts.overview(by: visit.actor)
            return .invalid(ErasePage(overview: overview, state: state, ticket: visit.formTicket()))
        }
    }

    private func accountPage(_ visit: Visit, state: FormState? = nil) async throws -> AccountPage {
        let session = try visit.session()
        let overview = try await accounts.overview(by: visit.actor)
        let stored = FormState([
            "name": overview.record.person.name, "teacher_reference": overview.record.teacherReference ?? "",
        ])
        return AccountPage(
            overview: overview,
            memberships: visit.actor.memberships,
            sessions: try await accounts.sessions(of: session),
            current: session.session,
            state: state ?? stored,
            ticket: visit.formTicket()
        )
    }

    private func changingAccount(
        _ visit: Visit,
        _ submission: Submission,
        _ notice: String,
        _ change: (Person) async throws -> Void
    ) async throws -> Answer {
        let person = try visit.actor.signedInPerson()
        var state = FormState(submission)
        do {
            try await change(person)
            return .redirect(to: SiteMap.account(), notice: notice)
        } catch AccountsError.signInFailed {
            let field = submission.names.contains("current_password") ? "current_password" : "email_password"
            state.refuse(field, "This is not your password")
        } catch let error as AccountsError {
            state.take(error)
        }
        // The part that was not sent shows what is stored.
        let record = try await accounts.overview(by: visit.actor).record
        if !submission.names.contains("name") {
            state.set("name", record.person.name)
            state.set("teacher_reference", record.teacherReference ?? "")
        }
        return .invalid(try await accountPage(visit, state: state))
    }

    func signedOut(_ visit: Visit, notice: String) -> Answer {
        Answer.redirect(to: SiteMap.home(), notice: notice)
            .header(.setCookie, SessionCookie.expired(visit.site.configuration).value)
    }
}

extension Visit {
    /// The session of who asks; handlers of signed-in routes have one.
    func session() throws(AccessError) -> SignedIn {
        guard let signedIn = context.signedIn else { throw .notSignedIn }
        return signedIn
    }
}
