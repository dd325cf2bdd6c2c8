import Services

/// A number of pupils as it may be shown.
package enum ProtectedCount: Sendable, Equatable, Hashable, Codable {
    case exact(Int)
    /// One to nine: so few could be recognised.
    case few
    /// Not few, but from it and its neighbours few could be worked out.
    case hidden

    package var exact: Int? {
        guard case .exact(let count) = self else { return nil }
        return count
    }

    package var text: String {
        switch self {
        case .exact(let count): InWords.grouped(count)
        case .few: "fewer than 10"
        case .hidden: "hidden"
        }
    }
}

/// A share of pupils as it may be shown, in 0…1.
package enum ProtectedShare: Sendable, Equatable, Codable {
    case exact(Double)
    /// All that may be said: it is below this.
    case below(Double)
    case hidden

    /// The share that `part` is of `whole`.
    package init(_ part: ProtectedCount, of whole: ProtectedCount) {
        switch (part, whole) {
        case (.exact(let part), .exact(let whole)):
            self = whole > 0 ? .exact(Double(part) / Double(whole)) : .exact(0)
        case (.few, .exact(let whole)):
            self = whole > 0 ? .below(min(1, Double(Disclosure.fewestPupils) / Double(whole))) : .hidden
        default: self = .hidden
        }
    }

    package var text: String {
        switch self {
        case .exact(let share): "\(Self.percent(share))%"
        case .below(let share): "under \(Int((share * 100).rounded(.up)))%"
        case .hidden: "hidden"
        }
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
