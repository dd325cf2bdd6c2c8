import Access
import Programmes

extension ExampleNetwork {
    /// Someone who reads their sessions in their own calendar program.
    func shareCalendars(_ cast: Cast) async throws {
        let programmes = programmes(on: day(-40), 7, 50)
        _ = try await programmes.renewCalendarAddress(version: 0, by: cast.actor(.coach))
    }
}
