import Access
import Database
import Directory
import Foundation
import Services

extension ExampleNetwork {
    /// Adds offers and bookings until there are as many as were asked for.
    func addVolume(schools: [ExampleSchool], _ library: Library, _ course: ExampleCourse) async throws {
        let offers = options.offers - ToldOffer.all.count
        let present = try await database.read { try $0.count("SELECT count(*) FROM booking") }
        guard offers > 0 else { return }
        var volume = try await volume(schools, library)
        guard !volume.hubs.isEmpty, !volume.schools.isEmpty else { return }
        let shares = Volume.shares(of: max(0, options.bookings - present), among: offers, &volume.draws)
        var rows = VolumeRows()
        var counted = 0
        for (number, share) in shares.enumerated() {
            volume.offer(bookings: share, &rows)
            guard rows.places.count > 20_000 || number == shares.count - 1 else { continue }
            let batch = rows
            rows = VolumeRows()
            try await database.write { try batch.insert(in: $0) }
            course.book(share: Double(number + 1 - counted) / Double(shares.count))
            counted = number + 1
        }
    }

    private func volume(_ schools: [ExampleSchool], _ library: Library) async throws -> Volume {
        let byOrganisation = Dictionary(uniqueKeysWithValues: schools.map { ($0.organisation.id, $0) })
        let today = options.today
        let hubs: [VolumeHub] = try await directory.hubs().compactMap { hub in
            guard !hub.kinds(on: today).isEmpty, let host = hub.host?.organisation,
                let school = byOrganisation[host]
            else { return nil }
            return VolumeHub(
                organisation: Organisation(id: hub.id, kind: .hub, name: hub.name),
                email: hub.email ?? "hub@\(school.domain)",
                venue: school.name,
                town: school.town.name,
                easting: school.easting,
                northing: school.northing
            )
        }
        let (people, references) = try await database.read { transaction in
            let rows = try transaction.rows("SELECT email, id FROM person WHERE email IS NOT NULL")
            let people: [(String, Int64)] = try rows.map { (try $0.get(0), try $0.get(1)) }
            let references: [String] = try transaction.column("SELECT reference FROM booking")
            return (Dictionary(people, uniquingKeysWith: { first, _ in first }), Set(references))
        }
        return Volume(
            options,
            schools: schools,
            hubs: hubs,
            library: library,
            known: people,
            references: references
        )
    }
}
