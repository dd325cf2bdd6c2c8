import Foundation
import HTML
import Profiles
import Testing
import Trials

@testable import Website

@Suite("How a rating came about")
struct TrialRatingSectionTests {
    @Test(
        "The padlocks of pupils who are missing tell no more of them than the share beside",
        arguments: [
            (.exact(0.107), "4"), (.below(0.09), "5"), (.below(0.24), "hidden"), (.hidden, "hidden"),
            (nil, "hidden"),
        ] as [(ProtectedShare?, String)]
    )
    func attrition(missing: ProtectedShare?, padlocks: String) throws {
        // Nine of 84 pupils: with the step of the scale alone a reader would know that it is nine, if it is few.
        let json = #"{"design":5,"detectable":0.45,"attritionPercentage":10.7,"padlocks":2}"#
        let interim = try JSONDecoder().decode(InterimRating.self, from: Data(json.utf8))
        let page = TrialRatingSection(
            rating: TrialRating(interim: interim, reviews: []),
            missing: missing,
            scale: try ProfileLibrary.carried().security
        ).markup.rendered()
        let row = try PublicPagesTests.Pages.row("Pupils missing from the result", in: page)
        #expect(row.last == padlocks)
    }
}
