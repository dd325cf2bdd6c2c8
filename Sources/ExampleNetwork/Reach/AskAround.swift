import Access
import Database
import Directory
import Reach
import Services

extension ExampleNetwork {
    /// A head whose results fall asks a school that is like his in need, and climbed, how it went about it.
    func askAround(_ cast: Cast) async throws {
        guard let urn = URN(rawValue: ToldSchool.tarnseaHarbour.rawValue),
            let key = IdempotencyKey("example-question-1")
        else { throw ExampleError.broken("no question to ask") }
        let reach = Reach(
            database: database,
            services: services(on: options.today.adding(days: -2)),
            profiles: profiles
        )
        try await reach.askSchool(
            urn,
            from: ToldSchool.gannockmouthQuay.organisation.id,
            """
            Your plan says that reading in pairs took two terms to settle. How did you choose the texts, and who \
            had the time to check them? May two of us come and watch one morning?
            """,
            by: try cast.actor(.headWithoutLuck),
            key: key
        )
    }
}
