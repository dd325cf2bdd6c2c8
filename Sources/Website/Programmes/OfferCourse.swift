import Access
import Foundation
import Programmes
import Services

/// An offer as a course of schema.org, with its runs as instances: what search engines list as courses. Its dates
/// as events stand beside it (``OfferView/structuredData``).
struct OfferCourse: Encodable {
    struct Provider: Encodable {
        let type = "Organization"
        let name: String
        let url: String

        enum CodingKeys: String, CodingKey {
            case type = "@type"
            case name, url
        }
    }

    struct Audience: Encodable {
        let type = "EducationalAudience"
        let audienceType: String
        /// Left out where it is for everybody.
        let educationalRole: [String]?

        enum CodingKeys: String, CodingKey {
            case type = "@type"
            case audienceType, educationalRole
        }
    }

    struct Instance: Encodable {
        let type = "CourseInstance"
        let courseMode: String
        let startDate: String
        /// Left out for self-study without an end.
        let endDate: String?
        /// The time of all sessions, or that self-study takes, ISO 8601: `PT10H30M`.
        let courseWorkload: String

        enum CodingKeys: String, CodingKey {
            case type = "@type"
            case courseMode, startDate, endDate, courseWorkload
        }
    }

    let context = "https://schema.org"
    let type = "Course"
    let id: String
    let name: String
    let description: String
    let url: String
    let inLanguage = "en-GB"
    let provider: [Provider]
    let educationalLevel: [String]
    let about: [String]
    let audience: Audience
    let hasCourseInstance: [Instance]

    enum CodingKeys: String, CodingKey {
        case context = "@context"
        case type = "@type"
        case id = "@id"
        case name, description, url, inLanguage, provider, educationalLevel, about, audience,
            hasCourseInstance
    }

    init(_ offer: Offer, runs: [Run], publicURL: String) {
        url = publicURL + SiteMap.offer(offer.id).description
        id = url + "#course"
        name = offer.facts.title
        description = offer.facts.summary
        provider = offer.hubs.map {
            Provider(name: $0.organisation.name, url: publicURL + SiteMap.hub($0.slug).description)
        }
        educationalLevel = OfferPhase.allCases.filter(offer.facts.phases.contains).map(\.name)
        about = offer.strands.map(\.title)
        let roles = offer.facts.roles.names
        audience = Audience(
            audienceType: offer.facts.audience,
            educationalRole: roles.isEmpty ? nil : roles
        )
        let mode =
            switch offer.facts.mode {
            case .inPerson: "Onsite"
            case .online: "Online"
            case .blended: "Blended"
            }
        hasCourseInstance = runs.map { run in
            Instance(
                courseMode: mode,
                startDate: run.startsAt.formatted(.iso8601),
                endDate: run.lastDay == nil ? nil : run.endsAt.formatted(.iso8601),
                courseWorkload: Self.workload(of: run)
            )
        }
    }

    private static func workload(of run: Run) -> String {
        let minutes =
            run.study?.minutes
            ?? run.sessions.reduce(0) {
                $0 + $1.end.minutesSinceMidnight - $1.start.minutesSinceMidnight
            }
        return "PT" + (minutes >= 60 ? "\(minutes / 60)H" : "") + (minutes % 60 > 0 ? "\(minutes % 60)M" : "")
    }
}
