import Evidence
import HTML
import Services
import Trials

/// The items of one section as form fields, made from the catalogue.
struct ProtocolFields: Renderable {
    let items: [ProtocolItem]
    let design: ProtocolDesign
    let choices: ProtocolChoiceLists
    let state: FormState

    var markup: Markup { Markup.group(items.filter { !$0.isDerived }.map(field)) }

    private func field(_ item: ProtocolItem) -> Markup {
        let name = item.rawValue
        switch item.kind(in: design) {
        case .line: return TextField(name, item.title, hint: item.hint, state: state).markup
        case .paragraph(let most):
            return TextArea(name, item.title, hint: item.hint, rows: most > 1_000 ? 5 : 3, state: state)
                .markup
        case .choice(let words) where words.count <= 7:
            return ChoiceField(name, item.title, hint: item.hint, options: words.map(option), state: state)
                .markup
        case .choice(let words):
            return SelectField(name, item.title, hint: item.hint, options: words.map(option), state: state)
                .markup
        case .choices(let words):
            return ChoiceField(
                name,
                item.title,
                hint: item.hint,
                options: words.map(option),
                isMultiple: true,
                state: state
            ).markup
        case .number: return TextField(name, item.title, hint: item.hint, isShort: true, state: state).markup
        case .wholeNumber:
            return TextField(name, item.title, kind: .wholeNumber, hint: item.hint, state: state).markup
        case .day:
            return TextField(name, item.title, kind: .date, hint: item.hint, isShort: true, state: state)
                .markup
        case .email:
            return TextField(name, item.title, kind: .email, hint: item.hint, state: state).markup
        case .intervention:
            return SelectField(
                name,
                item.title,
                hint: "The exact version that is tested",
                options: [FormOption("", "Choose")] + choices.interventions,
                state: state
            ).markup
        case .offer:
            return SelectField(
                name,
                item.title,
                hint: item.hint,
                options: [FormOption("", "Choose")] + choices.offers,
                state: state
            ).markup
        case .strands:
            return ChoiceField(
                name,
                item.title,
                hint: "Where the result will be read. At most ten",
                options: choices.strands,
                isMultiple: true,
                state: state
            ).markup
        }
    }

    private func option(_ word: ProtocolWord) -> FormOption {
        FormOption(word.value, word.title, hint: word.hint)
    }
}

/// What the library offers to choose from.
struct ProtocolChoiceLists: Sendable {
    let interventions: [FormOption]
    let strands: [FormOption]
    /// Of the hub that writes the protocol.
    var offers: [FormOption] = []
}

extension Site {
    func protocolChoices() async throws -> ProtocolChoiceLists {
        ProtocolChoiceLists(
            interventions: try await evidence.interventions().map { intervention in
                let edition = intervention.edition.isEmpty ? "" : ", \(intervention.edition)"
                return FormOption(intervention.id.description, intervention.name + edition)
            },
            strands: try await evidence.strandLinks().map { FormOption($0.slug, $0.title) }
        )
    }
}

extension FormState {
    /// A section of a protocol as it stands.
    init(_ text: ProtocolText, _ items: [ProtocolItem]) {
        self.init()
        for item in items {
            switch item.kind {
            case .choices, .strands: set(item.rawValue, all: text.words(item))
            default: set(item.rawValue, text[item])
            }
        }
    }
}

extension Submission {
    /// What was sent for some items; choices of several are put between commas.
    func protocolValues(_ items: [ProtocolItem]) -> [ProtocolItem: String] {
        var values: [ProtocolItem: String] = [:]
        for item in items where !item.isDerived {
            switch item.kind {
            case .choices, .strands:
                values[item] = all(item.rawValue).filter { !$0.isEmpty }.joined(separator: ",")
            default: values[item] = text(item.rawValue)
            }
        }
        return values
    }
}

extension ProtocolText {
    /// An item as people read it: the title of a chosen word, a day in full, lines kept apart.
    func reading(of item: ProtocolItem, _ choices: ProtocolChoiceLists? = nil) -> String {
        let value = self[item]
        guard !value.isEmpty else { return "" }
        switch item.kind {
        case .choice(let words): return words.first { $0.value == value }?.title ?? value
        case .choices(let words):
            return self.words(item).map { word in words.first { $0.value == word }?.title ?? word }.joined(
                separator: "; "
            )
        case .day: return LocalDate(value).map(EvidenceText.day) ?? value
        case .strands:
            return self.words(item).map { word in
                choices?.strands.first { $0.value == word }?.text ?? word.replacing("-", with: " ")
            }.joined(separator: "; ")
        case .intervention: return self[.interventionName]
        case .offer: return self[.trainingOfferName]
        default: return value
        }
    }
}
