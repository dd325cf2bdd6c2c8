import Access
import Directory
import Evidence
import Programmes
import Services

/// The school that a booking, or a place on a waiting list, is for.
struct MeantSchool: Sendable {
    let school: Organisation
    /// Its number, where it asked the organiser of the offer; `nil` where it is one of the reader’s own.
    let asked: URN?
}

extension Site {
    /// The school that a form is for: the one that an organiser typed, or else the one chosen among the reader’s own. What
    /// was typed is refused where it is no school, or several.
    func meantSchool(
        _ submission: Submission,
        among own: [Organisation],
        isOrganiser: Bool,
        _ state: inout FormState
    ) async throws -> MeantSchool? {
        let typed = isOrganiser ? submission.text("forSchool").trimmed : ""
        guard !typed.isEmpty else {
            let chosen = own.first { $0.id.description == submission.text("school") }
            return chosen.map { MeantSchool(school: $0, asked: nil) }
        }
        guard let found = try await school(called: typed, &state) else { return nil }
        return MeantSchool(
            school: Organisation(id: found.organisation, kind: .establishment, name: found.name),
            asked: found.urn
        )
    }

    /// The open school that an organiser means by its URN or its name; refused where there is none, or several.
    private func school(called typed: String, _ state: inout FormState) async throws -> SchoolSummary? {
        let found = try await directory.schools(matching: SchoolQuery(text: typed))
        let exact = found.schools.filter { SearchKey.of($0.name) == SearchKey.of(typed) }
        let meant = exact.count == 1 ? exact : found.schools
        if meant.count == 1 { return meant.first }
        let names = meant.prefix(4).map { "\($0.name) (\($0.urn))" }.joined(separator: ", ")
        state.refuse(
            "forSchool",
            names.isEmpty
                ? "No school is called that. Check the name, or enter its URN"
                : "\(found.total) schools match: \(names). Enter more of the name, or the URN"
        )
        return nil
    }
}
