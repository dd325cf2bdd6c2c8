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
    /// The school that a form is for: the open one that an organiser typed, or else the one chosen among the reader’s own.
    /// What was typed is refused where it is no school, or several; a school of others that the form names is not found.
    func meantSchool(
        _ submission: Submission,
        among own: [Organisation],
        isOrganiser: Bool,
        _ state: inout FormState
    ) async throws -> MeantSchool? {
        let typed = isOrganiser ? submission.text("forSchool").trimmed : ""
        guard !typed.isEmpty else {
            let chosen = submission.text("school")
            return try chosen.isEmpty ? nil : MeantSchool(school: own.named(chosen), asked: nil)
        }
        let matches = try await directory.schools(matching: SchoolQuery(text: typed))
        let found = try await state.attempt(refusedAt: "forSchool") {
            try matches.meant(by: typed, field: "forSchool")
        }
        return found.map {
            MeantSchool(
                school: Organisation(id: $0.organisation, kind: .establishment, name: $0.name),
                asked: $0.urn
            )
        }
    }
}
