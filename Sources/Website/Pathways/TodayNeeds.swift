import Access
import HTML
import Pathways
import Programmes
import Services

/// Something that waits for the reader, with the page where it is done.
struct TodayNeed: Renderable, Sendable {
    let text: String
    let link: Link
    let tag: StatusTag

    var markup: Markup {
        li {
            a(.href(link)) { text }
            " "
            tag
        }
    }
}

/// The reader’s own coaching, and what nobody has declared on their pathways: read once, because what waits for them and
/// what is coming up both come from it.
struct OwnPathways: Sendable {
    let coaching: [CoachingLine]
    let milestones: [(participant: Participant, record: MilestoneRecord)]
}

extension Site {
    /// What waits for this person in coaching, contacts, pathways, support, placements and bursaries.
    func pathwaysNeeds(_ own: OwnPathways, _ visit: Visit) async throws -> [TodayNeed] {
        try await peopleNeeds(own, visit) + schoolNeeds(visit) + bursaryNeeds(visit)
    }

    func ownPathways(_ visit: Visit) async throws -> OwnPathways {
        OwnPathways(
            coaching: try await pathways.ownCoaching(by: visit.actor),
            milestones: try await pathways.ownOpenMilestones(by: visit.actor)
        )
    }

    private func peopleNeeds(_ own: OwnPathways, _ visit: Visit) async throws -> [TodayNeed] {
        let today = visit.services.today()
        let actor = visit.actor
        let person = try actor.signedInPerson()
        var needs: [TodayNeed] = []
        for line in own.coaching {
            let found = line.relationship
            let other = found.coach.id == person.id ? found.coached : found.coach
            if found.state == .proposed, !found.hasAgreed(person.id) {
                needs.append(
                    TodayNeed(
                        text: "\(found.purpose.name) with \(other.name)",
                        link: SiteMap.coaching(found.id),
                        tag: StatusTag("Do you agree?", .waiting)
                    )
                )
            } else if found.coach.id == person.id, line.isOverdue(on: today) {
                needs.append(
                    TodayNeed(
                        text: "A session with \(other.name)",
                        link: SiteMap.logSession(found.id),
                        tag: StatusTag("Due since \(line.dueOn.spelledShort)", .late)
                    )
                )
            }
        }
        for (opening, found) in try await pathways.openingsToDecide(by: actor) {
            needs.append(
                TodayNeed(
                    text:
                        "May \(opening.asker.name) read what \(found.coach.name) and \(found.coached.name) wrote?",
                    link: SiteMap.coachingOpening(opening.id),
                    tag: StatusTag("To decide", .waiting)
                )
            )
        }
        for entry in try await pathways.ownActions(by: actor) {
            needs.append(
                TodayNeed(
                    text: "\(entry.nextAction) (\(entry.school.name))",
                    link: SiteMap.contactLog().with("organisation", entry.hub.description),
                    tag: entry.nextOn.map {
                        StatusTag($0.spelledShort, entry.isLate(on: today) ? .late : .waiting)
                    }
                        ?? StatusTag("Promised")
                )
            )
        }
        for (participant, record) in own.milestones where record.isLate(on: today) {
            needs.append(
                TodayNeed(
                    text: record.milestone.request(on: participant.pathwayName),
                    link: SiteMap.participant(participant.id),
                    tag: StatusTag("Due since \(record.dueOn.spelledShort)", .late)
                )
            )
        }
        return needs
    }

    /// What waits for the schools and hubs that this person acts for.
    private func schoolNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let actor = visit.actor
        var needs: [TodayNeed] = []
        for school in actor.organisations(where: .stateAppetite) where school.kind == .establishment {
            for placement in try await pathways.placements(at: school.id, by: actor)
            where placement.state == .proposed {
                needs.append(
                    TodayNeed(
                        text: "Will \(school.name) host \(placement.person.name)?",
                        link: SiteMap.placement(placement.id),
                        tag: StatusTag("To answer", .waiting)
                    )
                )
            }
        }
        for hub in actor.organisations(where: .keepSupport) where hub.kind == .hub {
            for found in try await pathways.supportToAnswer(by: hub.id, as: actor) {
                needs.append(
                    TodayNeed(
                        text: "Support for \(found.school.name)",
                        link: SiteMap.support(found.id),
                        tag: StatusTag(found.state == .asked ? "To diagnose" : "To answer", .waiting)
                    )
                )
            }
        }
        return needs
    }

    private func bursaryNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        try await pathways.applicationsToScore(by: visit.actor).map { application in
            TodayNeed(
                text: "“\(application.title)” for the panel of \(application.callTitle)",
                link: SiteMap.bursaryApplication(application.id),
                tag: StatusTag("To score", .waiting)
            )
        }
    }
}

/// Where a person's work with people is, for the page of today.
enum PathwaysLinks {
    static let own: [(String, Link)] = [
        ("Your coaching and mentoring", SiteMap.ownCoaching()), ("Your pathways", SiteMap.ownPathways()),
        ("Your placements", SiteMap.ownPlacements()), ("Your bursaries", SiteMap.ownBursaries()),
    ]

    static func links(for organisation: Organisation, _ actor: Actor) -> [(String, Link)] {
        let subject = Subject.of(organisation.id)
        func link(_ text: String, _ link: Link, _ permission: Permission) -> (String, Link)? {
            actor.may(permission, on: subject)
                ? (text, link.with("organisation", organisation.id.description)) : nil
        }
        let all: [(String, Link)?] =
            switch organisation.kind {
            case .hub:
                [
                    link("Coaching and mentoring", SiteMap.hubCoaching(), .countCoaching),
                    link("Pathways", SiteMap.hubPathways(), .keepPathways),
                    link("Support for schools", SiteMap.hubSupport(), .keepSupport),
                    link("Placements", SiteMap.hubPlacements(), .keepPlacements),
                    link("Bursaries", SiteMap.hubBursaries(), .keepBursaries),
                    link("School contacts and newsletter", SiteMap.contactLog(), .keepContactLog),
                ]
            case .establishment:
                [
                    link("Coaching and mentoring", SiteMap.schoolCoaching(), .countCoaching),
                    link("Staff on pathways", SiteMap.schoolPathways(), .seeSchoolParticipants),
                    link("Placements", SiteMap.schoolPlacements(), .stateAppetite),
                    link("Support for your school", SiteMap.schoolSupport(), .askForSupport),
                    link("Contacts of your school", SiteMap.roleContacts(), .keepRoleContacts),
                ]
            case .group, .authority: []
            }
        return all.compactMap(\.self)
    }
}
