package import Evidence
import Programmes
import Services

extension ProtocolText {
    /// Everything that keeps the protocol from being published, in the order of the catalogue. Each fault's
    /// field is the item's key.
    package var faults: [Fault] {
        var faults = wordingFaults + missingItems + armFaults + allocationFaults + dateFaults
        if let low = number(.lowestScore), let high = number(.highestScore), low >= high {
            faults.append(.of(.highestScore, "The highest possible score is above the lowest"))
        }
        let order = Dictionary(
            uniqueKeysWithValues: ProtocolItem.allCases.enumerated().map { ($1.rawValue, $0) }
        )
        return faults.sorted { order[$0.field, default: 0] < order[$1.field, default: 0] }
    }

    /// What is there and cannot be read: kept out when a section is saved.
    package var wordingFaults: [Fault] {
        ProtocolItem.allCases.compactMap { item in
            guard item.isAsked(in: self), !self[item].isEmpty else { return nil }
            return item.problem(with: self[item]).map { Fault.of(item, $0) }
        }
    }

    private var missingItems: [Fault] {
        ProtocolItem.allCases.filter { $0.isRequired && $0.isAsked(in: self) && self[$0].isEmpty }
            .map { .of($0, "This is still needed: \($0.title.lowercasedFirst)") }
    }

    /// What may be published and weakens the trial: shown to the author, and on the public page.
    package var warnings: [Fault] {
        var warnings: [Fault] = []
        if unit == .classGroup, design.isRandomised {
            let words =
                isYes(.trainedStaffTeachBothArms)
                ? "Trained staff teach classes of both arms, so control classes will get some of it. Draw schools instead if you can"
                : "Classes of one school share a staff room: what is learnt in one reaches the others. Draw schools instead if you can"
            warnings.append(.of(.unit, words))
        }
        if isYes(.isDeveloperMade) {
            warnings.append(
                .of(.isDeveloperMade, "A test made by the developer shows larger effects than others do")
            )
        }
        for item in [ProtocolItem.isBlindTesting, .isBlindMarking] where self[item] == "no" {
            warnings.append(.of(item, "Those who know who was offered it may test or mark kindly"))
        }
        if !design.isRandomised {
            warnings.append(
                .of(.design, "Groups are not randomly chosen; other differences may explain the result")
            )
        }
        return warnings
    }

    /// The items of a section that keep the protocol from being published.
    package func faults(in section: ProtocolSection) -> [Fault] {
        let keys = Set(section.items.map(\.rawValue))
        return faults.filter { keys.contains($0.field) }
    }
}

extension Fault {
    static func of(_ item: ProtocolItem, _ message: String) -> Fault { Fault(item.rawValue, message) }
}

extension ProtocolItem {
    /// What is wrong with a text, and what is allowed; `nil` where it can be read.
    func problem(with text: String) -> String? {
        switch kind {
        case .line(let most), .paragraph(let most):
            let length = text.unicodeScalars.count
            if length > most { return "Shorten this to \(most) characters or fewer; it has \(length)" }
            if case .line = kind, text.contains("\n") { return "Write this on one line" }
            return text.unicodeScalars.contains("\0") ? "Take out the character that is not text" : nil
        case .choice(let words):
            return words.contains { $0.value == text } ? nil : "Choose one of the answers"
        case .choices(let words):
            let chosen = text.split(separator: ",").map { String($0).trimmed }
            let known = chosen.allSatisfy { value in words.contains { $0.value == value } }
            return known && Set(chosen).count == chosen.count ? nil : "Choose from the list"
        case .number(let range):
            guard let value = DecimalText.value(of: text), range.contains(value) else {
                return
                    "Enter a number between \(PlainNumber.text(range.lowerBound)) and \(PlainNumber.text(range.upperBound))"
            }
            return nil
        case .wholeNumber(let range):
            guard let value = Int(text), range.contains(value) else {
                return "Enter a whole number between \(range.lowerBound) and \(range.upperBound)"
            }
            return nil
        case .day: return LocalDate(text) == nil ? "Enter a day, such as 14/3/2027" : nil
        case .email:
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isAddress =
                parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(" ")
            return isAddress && text.utf8.count <= 254 ? nil : "Enter an email address"
        case .intervention: return ID<Intervention>(text) == nil ? "Choose the intervention" : nil
        case .offer: return ID<Offer>(text) == nil ? "Choose an offer" : nil
        case .strands:
            return (1...10).contains(text.split(separator: ",").count)
                ? nil : "Choose between 1 and 10 strands"
        }
    }
}
