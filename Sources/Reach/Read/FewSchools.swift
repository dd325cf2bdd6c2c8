import Trials

/// What may be public of numbers of schools: one or two could be recognised.
package enum FewSchools {
    package static let fewest = Disclosure.fewestSchools

    package static func isFew(_ count: Int) -> Bool { count > 0 && count < fewest }

    /// Which parts of a total must be hidden so that no few schools can be worked out by subtraction, where the
    /// total is shown unless it is few itself.
    ///
    /// - Parameter parts: Of one total, none below nought.
    /// - Returns: One answer for each part, in order. Parts of nobody stay in sight.
    package static func hidden(_ parts: [Int]) -> [Bool] {
        var hidden = parts.map(isFew)
        while hidden.contains(true) {
            let unseen = zip(parts, hidden).filter(\.1).map(\.0)
            // One part alone, or several that are few together, are the total less what is shown.
            guard unseen.count == 1 || isFew(unseen.reduce(0, +)) else { break }
            let next = parts.indices.filter { !hidden[$0] && parts[$0] > 0 }
                .min { (parts[$0], $0) < (parts[$1], $1) }
            guard let next else { break }
            hidden[next] = true
        }
        return hidden
    }

    /// Whether a part of a whole that is shown must be hidden: it is few, or what is left of the whole is.
    package static func hides(_ part: Int, of whole: Int) -> Bool { hidden([part, whole - part])[0] }

    /// Whether a number of schools must be hidden where all others of a whole are listed by name: it is few, or leaves
    /// few, or nobody; then each of those that are not listed would be told of.
    package static func hidesUnnamed(_ part: Int, among unlisted: Int) -> Bool {
        part > 0 && min(part, unlisted - part) < fewest
    }
}

extension ReachSummary {
    /// The fifths whose number of schools reached is not for the public. Beside them stands the number of all
    /// schools reached and, unless it is hidden too, that of the two fifths of greatest need.
    package var hiddenFifths: Set<Int?> {
        let needy = highNeedFifths
        let hidesNeedy = FewSchools.hides(needy.reduce(0) { $0 + $1.reached }, of: reached)
        let wholes = hidesNeedy ? [fifths] : [needy, fifths.filter { !GreatNeed.holds($0.fifth) }]
        return Set(
            wholes.flatMap { lines in
                zip(lines, FewSchools.hidden(lines.map(\.reached))).filter(\.1).map(\.0.fifth)
            }
        )
    }

    /// The two of greatest need.
    package var highNeedFifths: [Fifth] { fifths.filter { GreatNeed.holds($0.fifth) } }
}
