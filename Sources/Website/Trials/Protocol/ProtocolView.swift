import HTML
import Services
import Trials

/// A protocol to read: section by section, everything that was said.
struct ProtocolView: Renderable {
    let text: ProtocolText
    let choices: ProtocolChoiceLists?

    var markup: Markup {
        for section in ProtocolSection.allCases {
            let items = section.items.filter {
                $0 != .title && !$0.isIdentifier && !text[$0].isEmpty
                    && ($0.isAsked(in: text) || $0.isDerived)
            }
            if !items.isEmpty {
                HTML.section(.class("page-section")) {
                    h2(.id("section-\(section.rawValue)")) { section.title }
                    dl(.class("facts")) {
                        for item in items {
                            div {
                                dt { item.title }
                                dd { for line in lines(item) { p { line } } }
                            }
                        }
                    }
                }
            }
        }
    }

    private func lines(_ item: ProtocolItem) -> [String] {
        let lines = text.reading(of: item, choices).split(separator: "\n").map(String.init)
        return item == .dosage ? lines + [text.dosage.definition].compactMap(\.self) : lines
    }
}

/// What an amendment changed: before and after, item by item.
struct AmendmentView: Renderable {
    let amendment: ProtocolAmendment

    var markup: Markup {
        h3 { "Amendment \(amendment.number), \(EvidenceText.day(amendment.madeAt))" }
        p { amendment.reason }
        DataTable(
            "What amendment \(amendment.number) changed",
            isCaptionHidden: true,
            columns: [.init("Item"), .init("Before"), .init("After")],
            rows: amendment.changes.filter { !$0.item.isIdentifier }.map { change in
                [
                    .text(change.item.title),
                    Self.cell(amendment.before.reading(of: change.item)),
                    Self.cell(amendment.text.reading(of: change.item)),
                ]
            }
        )
        p(.class("small")) {
            "SHA-256 of the protocol from then on: "
            code(.class("hash")) { amendment.sha256 }
        }
    }

    private static func cell(_ text: String) -> Markup { .text(text.isEmpty ? "Nothing" : text) }
}
