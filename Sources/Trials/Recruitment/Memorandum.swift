import Services

extension TrialDocument {
    /// What a school agrees to when it joins.
    static func memorandum(_ text: ProtocolText, hub: String) -> TrialDocument {
        let context = DocumentContext(text: text, hub: hub)
        return TrialDocument(
            title: "Memorandum of understanding: \(context.title)",
            parts: [
                Part(
                    "The trial",
                    text[.question],
                    "It compares: \(text[.interventionName]), with: \(text[.controlDetail].asSentence)"
                ),
                Part(
                    "How it is decided who is offered it",
                    howDecided(context),
                    "\(text.design.isRandomised ? "Whoever is drawn for control" : "Whoever is not offered it") keeps to the control condition until testing is over. It is the comparison that makes the result worth having."
                ),
                Part(
                    "What the school does",
                    "It tells parents, gives them until \(context.day(.objectionsUntil)) to object, and sends a roster of pupil codes and the baseline by \(context.day(.rosterBy)). The key of the codes stays in the school.",
                    training(text),
                    "It delivers from \(context.day(.runsFrom)) to \(context.day(.runsUntil)) what was allocated to it, answers three questions about how it went, and tests all pupils of the roster between \(context.day(.testingFrom)) and \(context.day(.testingUntil)), whatever they received."
                ),
                Part(
                    "What the hub does",
                    "It trains and supports, allocates once and in a way that can be checked, analyses as the protocol says, and shows the school the result with its own pupils’ averages as soon as the analysis is made, before anyone outside can read it."
                ),
                Part(
                    "The result is published whatever it shows",
                    "Results due: \(context.day(.resultsDueOn)). They are published whether they are what anyone hoped for or not. A school may refuse to be named. It may not ask not to be counted."
                ),
                Part(
                    "Withdrawing",
                    "A school can withdraw from delivery, from testing, or from the use of its data: three different things. Unless it says otherwise, a school that stops delivering keeps testing, because leaving out those who stopped would make the result wrong. Pupils who were allocated are counted as allocated.",
                    "Before the draw, withdrawing from any of them is withdrawing from the trial, and rows that were sent are destroyed; until rosters are locked the school can sign and join again. After the draw it can take a withdrawal back until the data are frozen. Rows that were destroyed do not come back."
                ),
                Part(
                    "Data",
                    "Controllers: \(text[.controllers].asSentence)",
                    "Lawful basis: \(LawfulBasis(rawValue: text[.lawfulBasis])?.title ?? ""). A school’s signature is permission, not consent. Pupil rows are sealed, every reading is recorded, and the key is destroyed on \(context.day(.purgeOn))."
                ),
                Part("Whom to ask", context.contact, interests(text)),
            ]
        )
    }

    private static func training(_ text: ProtocolText) -> String {
        guard text.dosage == .training else { return "" }
        return
            "If it is offered it, its staff come to “\(text[.trainingOfferName])”. From the registers the hub counts at how many sessions the school was present, and nothing about a person; \(text[.complianceThreshold] == "1" ? "1 session counts" : "\(text[.complianceThreshold]) sessions count") as trained."
    }

    private static func howDecided(_ context: DocumentContext) -> String {
        switch context.text.design {
        case .regressionDiscontinuity:
            "By a score: \(context.text[.cutOffName]). \(context.text[.offeredBelow] == "above" ? "Pupils at or above" : "Pupils below") \(context.text[.cutOffScore]) are offered it."
        case .matchedComparison: "Nothing is drawn. \(context.text[.matchingDetail].asSentence)"
        default:
            "By chance. After rosters and baselines are locked, \(context.unit) are drawn: \(context.text.arms.map(\.name).joined(separator: ", ")). Nobody can foresee the draw, and it can be repeated afterwards, to check it."
        }
    }

    private static func interests(_ text: ProtocolText) -> String {
        let named: [(name: String, item: ProtocolItem)] = [
            ("Funder", .funder), ("Evaluator", .evaluator), ("Interests", .interests),
        ]
        return named.filter { !text[$0.item].isEmpty }.map { "\($0.name): \(text[$0.item].asSentence)" }
            .joined(separator: " ")
    }
}
