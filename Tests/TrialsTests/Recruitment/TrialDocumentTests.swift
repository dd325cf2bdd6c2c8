import Services
import Testing

@testable import Trials

@Suite("Papers that a trial makes from its protocol")
struct TrialDocumentTests {
    @Test(
        "free text gets a full stop unless it has its own",
        arguments: [
            ("As before", "As before."), ("As before.", "As before."), ("As before. ", "As before."),
            ("Do pupils read better?", "Do pupils read better?"),
            ("They call it “new.”", "They call it “new.”"),
            ("A test (by post)", "A test (by post)."), ("A test (by post.)", "A test (by post.)"), ("", ""),
        ]
    )
    func sentence(text: String, expected: String) {
        #expect(text.asSentence == expected)
    }

    @Test(
        "join sentences of the protocol, whether they end with a full stop or not",
        arguments: ["", "."],
        ProtocolDesign.allCases
    )
    func stops(end: String, design: ProtocolDesign) throws {
        var text = design.template
        text[.question] = "Do pupils read better?"
        for item in [
            ProtocolItem.controlDetail, .controllers, .evaluator, .interests, .funder, .population, .outcome,
            .matchingDetail, .baseline,
        ] {
            text[item] = "Said of \(item.rawValue)\(end)"
        }
        let papers = [
            TrialDocument.memorandum(text, hub: "A hub"), .parentsNotice(text, hub: "A hub"),
            .impactAssessment(text, hub: "A hub"),
        ]
        for said in papers.map(\.plainText) + [text.summary] {
            #expect(!said.contains("..") && !said.contains("?."), "\(said)")
        }
        #expect(
            papers[0].plainText.contains(
                "Funder: Said of funder. Evaluator: Said of evaluator. Interests: Said of interests."
            )
        )
        #expect(papers[1].plainText.contains("Controllers: Said of controllers. The lawful basis is:"))
        text[.funder] = ""
        #expect(!TrialDocument.memorandum(text, hub: "A hub").plainText.contains("Funder"))
    }
}
