import Access
import Directory
import Evidence
import HTML
import Reach
import Services

extension Site {
    func addSchoolQuestions(to routes: Routes) {
        routes.get(SiteMap.askSchool, .signedIn) { visit, urn in
            let school = try await directory.school(urn).orNotFound()
            return .page(try askPage(school, visit, FormState()))
        }
        routes.post(SiteMap.askSchool, .signedIn) { visit, urn, submission in
            let school = try await directory.school(urn).orNotFound()
            var state = FormState(submission)
            let from = try visit.askingOrganisations
                .first { $0.id.description == submission.text("from") }.orNotFound()
            do {
                try await reach.askSchool(
                    urn,
                    from: from.id,
                    submission.text("message"),
                    by: visit.actor,
                    key: submission.requiredKey()
                )
                return .redirect(
                    to: SiteMap.school(urn),
                    notice: "Sent. Those who lead the school have your question and your address."
                )
            } catch let faults as Faults {
                state.refuse(faults)
            } catch let refusal as QuestionRefusal {
                state.refuse("message", refusal.words)
            }
            return .invalid(try askPage(school, visit, state))
        }
        routes.get(SiteMap.schoolQuestions, .signedIn) { visit in
            .page(
                QuestionsPage(
                    questions: try await reach.questionsToAnswer(by: visit.actor),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.settleQuestion, .signedIn) { visit, id, _ in
            try await reach.settleQuestion(id, by: visit.actor)
            return .redirect(to: SiteMap.schoolQuestions(), notice: "Put away.")
        }
    }

    private func askPage(_ school: School, _ visit: Visit, _ state: FormState) throws -> AskSchoolPage {
        let from = visit.askingOrganisations.filter { $0.id != school.organisation }
        guard !from.isEmpty else { throw AccessError.forbidden }
        return AskSchoolPage(school: school, from: from, state: state, ticket: visit.formTicket())
    }

    /// Questions that wait for this person.
    func questionNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        try await reach.questionsToAnswer(by: visit.actor).filter { $0.settledAt == nil }.map { question in
            TodayNeed(
                text: "\(question.asker.name) of \(question.from.name) asks \(question.asked.name)",
                link: SiteMap.schoolQuestions(),
                tag: StatusTag("Waits for an answer", .waiting)
            )
        }
    }
}

extension Visit {
    fileprivate var askingOrganisations: [Organisation] { actor.organisations(where: .askSchools) }
}

extension QuestionRefusal {
    fileprivate var words: String {
        switch self {
        case .nobodyThere:
            "Nobody leads this school here yet. Its page has its website and telephone number"
        case .ownSchool: "This is your own school"
        case .enoughToday:
            "You have asked \(Reach.mostQuestionsADay) schools since yesterday. Ask the next one tomorrow"
        }
    }
}
