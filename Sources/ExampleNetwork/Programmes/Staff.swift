import Accounts
import Programmes

/// The colleagues of a school, made up once: whoever books for it names the same people again.
struct Staff {
    let colleagues: [ColleagueDraft]

    init(of school: ExampleSchool, seed: UInt64) {
        var draws = Draws(seed: seed, "staff of \(school.urn)")
        let domain = school.domain
        var addresses: Set<String> = []
        colleagues = (0..<min(24, 7 + school.pupils / 60)).map { _ in
            let given = draws.one(of: PersonNames.given)
            let family = draws.one(of: PersonNames.family)
            let plain = "\(given).\(family)".lowercased()
            var address = "\(plain)@\(domain)"
            var number = 2
            while !addresses.insert(address).inserted {
                address = "\(plain)\(number)@\(domain)"
                number += 1
            }
            return ColleagueDraft(name: "\(given) \(family)", email: address)
        }
    }

    /// So many of them, from a place on round the list.
    func some(_ count: Int, from start: Int) -> [ColleagueDraft] {
        (0..<min(count, colleagues.count)).map { colleagues[(start + $0) % colleagues.count] }
    }
}

extension ExampleSchool {
    var told: ToldSchool? { ToldSchool(rawValue: urn) }

    /// The domain of its addresses; names of open schools are all different.
    var domain: String {
        if let told { return told.domain }
        let words = name.lowercased().split { !$0.isLetter }.map { $0.filter(\.isASCII) }
        return words.filter { !$0.isEmpty }.joined(separator: "-").prefix(60) + ".example"
    }

    /// Schools in need that no hub has reached: every third where more than 35 in 100 pupils have free meals,
    /// and all of Gannockmouth but the Quay, which came last year and no more.
    var isUnreached: Bool {
        if told != nil { return false }
        return town.name == "Gannockmouth" || (freeMealsPercentage > 35 && urn.isMultiple(of: 3))
    }

    /// Whether it may book at all.
    var books: Bool { !isClosed && !isUnreached }
}
