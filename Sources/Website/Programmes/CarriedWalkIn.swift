import Access
import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Programmes
import Services

/// Who came without a place, as typed by somebody who turned out to be signed out. It is in a cookie until the same person
/// has signed in again; then the register's form shows it. The cookie is sealed: a phone at a door passes through many hands,
/// and this names somebody.
struct CarriedWalkIn: Codable, Equatable {
    private let session: String
    let fields: [String: String]

    static let names = ["name-0", "email-0", "school", "urn"]
    /// A cookie has 4,096 bytes, in base 64 and with its name; what is longer is no name.
    private static let mostBytes = 2_900

    /// - Returns: `nil` where nothing was typed.
    init?(_ submission: Submission, of session: ID<RunSession>) {
        self.session = session.description
        fields = Dictionary(uniqueKeysWithValues: Self.names.map { ($0, submission.text($0)) })
        if fields.values.allSatisfy(\.isEmpty) { return nil }
    }
}

extension CarriedWalkIn {
    private static func name(_ configuration: SiteConfiguration) -> String {
        SiteCookie.name("walkin", configuration)
    }

    static func expired(_ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(name(configuration), "", ageSeconds: 0, configuration)
    }

    /// The cookie for what a form of this browser holds that came without a session; `nil` where it proves no person, holds
    /// nothing, or more than a cookie does.
    static func cookie(_ submission: Submission, of session: ID<RunSession>, _ visit: Visit) -> HTTPField? {
        guard let person = CarryTicket.person(submission, visit),
            let carried = CarriedWalkIn(submission, of: session),
            let text = try? JSONEncoder().encode(carried),
            let sealed = visit.site.accounts.sealedForBrowser(Array(text), of: person),
            sealed.count <= mostBytes
        else { return nil }
        let configuration = visit.site.configuration
        return SiteCookie.field(
            name(configuration),
            Data(sealed).base64URL,
            ageSeconds: 12 * 3600,
            configuration
        )
    }

    /// What this browser holds for whoever is signed in.
    static func held(for session: ID<RunSession>, _ visit: Visit) -> CarriedWalkIn? {
        guard let person = visit.actor.person?.id,
            let text = visit.request.cookies[name(visit.site.configuration)]?.value,
            let sealed = Data(base64URL: text),
            let opened = visit.site.accounts.openedFromBrowser(Array(sealed), of: person),
            let carried = try? JSONDecoder().decode(CarriedWalkIn.self, from: Data(opened)),
            carried.session == session.description
        else { return nil }
        return carried
    }
}
