import Access
import NIOCore
import Services
import Trials

extension Site {
    func addAllocation(to routes: Routes) {
        routes.get(SiteMap.trialAllocation, .everyone) { visit, slug in
            let published = try await trials.publishedProtocol(slug: slug).orNotFound()
            return .page(
                AllocationPage(
                    published: published,
                    summary: try await trials.allocationSummary(of: published.record.trial),
                    mayRead: visit.actor.may(.readTrialRows, on: .of(published.record.organisation))
                )
            )
            .cached([.trial(published.record.trial)])
        }
        routes.get(SiteMap.allocationFile, .everyone) { visit, place in
            let published = try await trials.publishedProtocol(slug: place.first).orNotFound()
            let file = try AllocationFile.allCases.first { "\($0.rawValue).csv" == place.second }.orNotFound()
            let bytes = try await trials.allocationFile(file, of: published.record.trial, by: visit.actor)
            return .file(
                ByteBuffer(bytes: bytes),
                contentType: "text/csv; charset=utf-8",
                name: "\(file.rawValue).csv"
            )
        }
    }
}
