import Database

/// An amount of money in whole pence.
package struct Pence: Hashable, Sendable, Comparable, RawRepresentable, SQLStorable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }
    package init(_ pence: Int) { rawValue = pence }

    package static let zero = Pence(0)

    package static func < (left: Pence, right: Pence) -> Bool { left.rawValue < right.rawValue }
    package static func + (left: Pence, right: Pence) -> Pence { Pence(left.rawValue + right.rawValue) }
    package static func * (left: Pence, count: Int) -> Pence { Pence(left.rawValue * count) }

    /// Reads `120`, `£1,250` or `12.50`; `nil` for anything else, so `12.5` and amounts below zero are
    /// refused.
    package init?(typed text: String) {
        var rest = text.filter { !$0.isWhitespace }[...]
        if rest.first == "£" { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        let areGroups =
            groups.count == 1
            || (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
        let whole = groups.joined()
        guard areGroups, (1...9).contains(whole.utf8.count), let pounds = Int(digits: whole) else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(pounds * 100)
            return
        }
        guard parts[1].utf8.count == 2, let pence = Int(digits: String(parts[1])) else { return nil }
        self.init(pounds * 100 + pence)
    }
}

extension Int {
    fileprivate init?(digits: String) {
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        self.init(digits)
    }
}

extension Pence: CustomStringConvertible {
    /// `£1,250.00`; whole pounds keep their pence, so that columns line up.
    package var description: String {
        let magnitude = rawValue.magnitude
        var pounds = String(magnitude / 100)
        var position = pounds.count - 3
        while position > 0 {
            pounds.insert(",", at: pounds.index(pounds.startIndex, offsetBy: position))
            position -= 3
        }
        let pence = magnitude % 100
        return "\(rawValue < 0 ? "−" : "")£\(pounds).\(pence < 10 ? "0" : "")\(pence)"
    }

    /// The amount as a form's field shows it: `1250.00`.
    package var plain: String { description.filter { $0 != "£" && $0 != "," } }
}

/// Whether VAT is added to a price.
package enum VATRule: String, CaseIterable, Sendable, SQLStorable {
    /// Exempt or outside the scope of VAT, as the hub has determined: the price is what is paid.
    case none
    /// The standard rate is added.
    case standard

    /// In hundredths of a per cent: 2000 is 20 %, the standard rate since 4 January 2011 (Finance (No. 2) Act
    /// 2010, s. 3).
    package var rateBasisPoints: Int {
        switch self {
        case .none: 0
        case .standard: 2000
        }
    }
}

/// What some places cost.
///
/// VAT is worked out once for the line (places × price), not for each place, and rounded to the nearest penny
/// with half a penny up: VAT Notice 700, §17.5.2 allows a line to be rounded so as long as it is always done
/// the same way.
package struct Cost: Hashable, Sendable {
    package let net: Pence
    package let vat: Pence
    package var total: Pence { net + vat }

    package init(places: Int, at price: Pence, rateBasisPoints: Int) {
        precondition(places >= 0)
        self.init(net: price * places, rateBasisPoints: rateBasisPoints)
    }

    package init(net: Pence, rateBasisPoints: Int) {
        precondition(net >= .zero && rateBasisPoints >= 0)
        self.init(net: net, vat: Pence((net.rawValue * rateBasisPoints + 5000) / 10_000))
    }

    private init(net: Pence, vat: Pence) {
        self.net = net
        self.vat = vat
    }

    package static let nothing = Cost(net: .zero, vat: .zero)

    /// The cost of two lines together: each keeps the VAT that was rounded for it.
    package static func + (left: Cost, right: Cost) -> Cost {
        Cost(net: left.net + right.net, vat: left.vat + right.vat)
    }
}
