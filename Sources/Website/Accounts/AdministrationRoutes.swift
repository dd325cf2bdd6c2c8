import Access
import Accounts
import Database
import Foundation
import NIOCore
import Services

extension Site {
    func addAdministration(to routes: Routes) {
        routes.get(SiteMap.persons, .administrators) { visit in
            let page = visit.query.page
            let text = visit.query.text("q")
            let found = try await accounts.persons(
                matching: text,
                limit: PersonsPage.size,
                offset: (page - 1) * PersonsPage.size,
                by: visit.actor
            )
            return .page(PersonsPage(text: text, page: page, persons: found.persons, total: found.total))
        }
        routes.get(SiteMap.person, .administrators) { visit, id in .page(try await personPage(visit, id)) }
        routes.post(SiteMap.person, .administrators) { visit, id, submission in
            try await managing(visit, id, "Saved.", submission) {
                try await accounts.correct(
                    id,
                    name: submission.text("name"),
                    teacherReference: submission.text("teacher_reference"),
                    version: Int64(submission.text("version")) ?? 0,
                    by: visit.actor
                )
            }
        }
        routes.post(SiteMap.personEmail, .administrators) { visit, id, submission in
            var state = FormState(submission)
            do {
                let corrected = try await accounts.correctEmail(
                    of: id,
                    to: submission.text("email"),
                    version: Int64(submission.text("version")) ?? 0,
                    forgetsSignIn: submission.isChecked("forget"),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.person(id), notice: corrected.notice)
            } catch let error as AccountsError {
                state.take(error)
            }
            return .invalid(try await personPage(visit, id, state: state))
        }
        routes.post(SiteMap.personAdministrator, .administrators) { visit, id, submission in
            let isGiven = submission.text("administrator") == "yes"
            guard submission.isChecked("sureOfRole") else {
                var state = FormState()
                state.refuse("sureOfRole", "Say that you are sure")
                return .invalid(try await personPage(visit, id, state: state))
            }
            let notice =
                isGiven
                ? "They are a network administrator now." : "They are no longer a network administrator."
            return try await managing(visit, id, notice, submission) {
                try await accounts.setNetworkAdministrator(isGiven, id, by: visit.actor)
            }
        }
        routes.post(SiteMap.personTwoStep, .administrators) { visit, id, submission in
            let notice = "Two-step sign-in is off for this person, and their sessions have ended."
            return try await managing(visit, id, notice, submission) {
                try await accounts.resetTwoStep(by: visit.actor, of: id)
            }
        }
        addDataRequests(to: routes)
        routes.get(SiteMap.audit, .administrators) { visit in
            let page = visit.query.page
            var question = AuditQuestion()
            question.person = ID<Person>(visit.query.text("person"))
            let kind = visit.query.text("kind")
            question.objectKind = kind.isEmpty ? nil : kind
            let found = try await accounts.audit(
                question,
                limit: AuditPage.size,
                offset: (page - 1) * AuditPage.size,
                by: visit.actor
            )
            let subjects = try await database.read { try AuditSubjects(of: found.lines, in: $0) }
            return .page(
                AuditPage(
                    person: question.person,
                    kind: kind,
                    page: page,
                    lines: found.lines,
                    subjects: subjects,
                    total: found.total
                )
            )
        }
    }

    private func addDataRequests(to routes: Routes) {
        routes.post(SiteMap.personData, .administrators) { visit, id, _ in
            let text = try await accounts.personalData(of: id, by: visit.actor)
            return .file(
                ByteBuffer(string: text),
                contentType: "application/json",
                name: "braid-data-\(id).json"
            )
        }
        routes.post(SiteMap.personErase, .administrators) { visit, id, submission in
            guard submission.isChecked("sure") else {
                var state = FormState()
                state.refuse("sure", "Say that you are sure")
                return .invalid(try await personPage(visit, id, state: state))
            }
            var state = FormState()
            do {
                try await accounts.erase(id, by: visit.actor)
                return .redirect(to: SiteMap.persons(), notice: "The person is erased.")
            } catch AccessError.notFound {
                // As after a button that was pressed twice.
                return .redirect(to: SiteMap.persons(), notice: "There is no such person, or no longer.")
            } catch let error as AccountsError {
                state.take(error, field: "sure")
            }
            return .invalid(try await personPage(visit, id, state: state))
        }
    }

    private func personPage(_ visit: Visit, _ id: ID<Person>, state: FormState? = nil) async throws
        -> PersonPage
    {
        let (record, memberships) = try await accounts.person(id, by: visit.actor)
        // Under an error the form shows what is stored too: the forms of this page are sent one by one.
        var shown = state ?? FormState()
        if !(state?.isValid == false && shown.value("name").isEmpty == false) {
            shown.set("name", record.person.name)
            shown.set("teacher_reference", record.teacherReference ?? "")
        }
        return PersonPage(record: record, memberships: memberships, state: shown, ticket: visit.formTicket())
    }

    private func managing(
        _ visit: Visit,
        _ id: ID<Person>,
        _ notice: String,
        _ submission: Submission,
        _ change: () async throws -> Void
    ) async throws -> Answer {
        var state = FormState(submission)
        do {
            try await change()
            return .redirect(to: SiteMap.person(id), notice: notice)
        } catch let error as AccountsError {
            state.take(error, field: error == .lastAdministrator ? "administrator" : nil)
        }
        return .invalid(try await personPage(visit, id, state: state))
    }
}
