/// Counts that are shown together, and which of them are sums of others: what a reader with a pencil knows.
///
/// Few pupils are hidden, and then as many other counts as it takes so that no hidden one can be worked out
/// from those that stay: neither by subtraction along one line, nor along several, nor because a sum leaves
/// only one possibility.
struct CountSystem {
    private(set) var counts: [Int] = []
    private(set) var sums: [Sum] = []
    /// Counts that a reader knows from another page: hiding them would hide nothing.
    private var known: Set<Int> = []

    struct Sum {
        let total: Int
        let parts: [Int]
    }

    /// Adds a count; the number returned stands for it.
    mutating func add(_ count: Int) -> Int {
        counts.append(count)
        return counts.count - 1
    }

    /// Adds the total of counts, which is shown beside them.
    mutating func addTotal(of parts: [Int]) -> Int {
        let total = add(parts.reduce(0) { $0 + counts[$1] })
        sums.append(Sum(total: total, parts: parts))
        return total
    }

    /// Says that a count shown is the sum of others shown.
    mutating func say(_ total: Int, isSumOf parts: [Int]) {
        precondition(counts[total] == parts.reduce(0) { $0 + counts[$1] }, "A sum is the sum of its parts.")
        sums.append(Sum(total: total, parts: parts))
    }

    /// Says that a reader knows a count whatever is done here. Few pupils are known from nowhere.
    mutating func makeKnown(_ place: Int) {
        precondition(!Self.isFew(counts[place]), "Few pupils are told nowhere.")
        known.insert(place)
    }

    static func isFew(_ count: Int) -> Bool { count > 0 && count < Disclosure.fewestPupils }

    /// Every count as it may be shown.
    ///
    /// - Complexity: O(counts² · sums) rounds of propagation; a trial has some dozens of counts.
    func protected() -> [ProtectedCount] {
        let few = Set(counts.indices.filter { Self.isFew(counts[$0]) })
        var hidden = few
        while let sum = leak(few: few, hidden: hidden) {
            guard let next = cheapest(in: sum, hidden: hidden) else { break }
            hidden.insert(next)
        }
        return counts.indices.map { place in
            if few.contains(place) { return .few }
            return hidden.contains(place) ? .hidden : .exact(counts[place])
        }
    }

    /// A sum through which something hidden shows, or `nil`.
    private func leak(few: Set<Int>, hidden: Set<Int>) -> Sum? {
        // Few pupils in several hidden counts together are few pupils.
        for sum in sums where !hidden.contains(sum.total) {
            let unseen = sum.parts.filter(hidden.contains)
            let together = unseen.reduce(0) { $0 + counts[$1] }
            if !unseen.isEmpty, Self.isFew(together) { return sum }
        }
        for sum in sums where hidden.contains(sum.total) && sum.parts.allSatisfy({ !hidden.contains($0) }) {
            return sum
        }
        let determined = worked(few: few, hidden: hidden)
        guard let place = few.sorted().first(where: determined.contains) else { return nil }
        let touching = sums.filter { $0.total == place || $0.parts.contains(place) }
        let open = touching.first { cheapest(in: $0, hidden: hidden) != nil }
        // Where its own sums are hidden altogether, what leads there from farther away must go.
        return open ?? sums.first { cheapest(in: $0, hidden: hidden) != nil }
    }

    /// The count that costs a reader least: a part rather than a total, a small one rather than a large one.
    private func cheapest(in sum: Sum, hidden: Set<Int>) -> Int? {
        let parts = sum.parts.filter { !hidden.contains($0) && !known.contains($0) && counts[$0] > 0 }
        if let part = parts.min(by: { (counts[$0], $0) < (counts[$1], $1) }) { return part }
        return hidden.contains(sum.total) || known.contains(sum.total) ? nil : sum.total
    }

    /// The hidden counts that can be worked out: by bounds that tighten each other, and by adding and
    /// subtracting whole sums.
    private func worked(few: Set<Int>, hidden: Set<Int>) -> Set<Int> {
        bounded(few: few, hidden: hidden).union(eliminated(hidden: hidden))
    }

    private func bounded(few: Set<Int>, hidden: Set<Int>) -> Set<Int> {
        let most = counts.reduce(0, +) + 1
        var lower = counts.indices.map { hidden.contains($0) ? (few.contains($0) ? 1 : 0) : counts[$0] }
        var upper = counts.indices.map { place in
            hidden.contains(place)
                ? (few.contains(place) ? Disclosure.fewestPupils - 1 : most) : counts[place]
        }
        var moved = true
        while moved {
            moved = false
            for sum in sums {
                let least = sum.parts.reduce(0) { $0 + lower[$1] }
                let greatest = sum.parts.reduce(0) { $0 + upper[$1] }
                var bounds = [(sum.total, least, greatest)]
                for part in sum.parts {
                    bounds.append(
                        (
                            part, lower[sum.total] - (greatest - upper[part]),
                            upper[sum.total] - (least - lower[part])
                        )
                    )
                }
                for (place, low, high) in bounds {
                    if low > lower[place] { (lower[place], moved) = (low, true) }
                    if high < upper[place] { (upper[place], moved) = (high, true) }
                }
            }
        }
        return hidden.filter { lower[$0] == upper[$0] }
    }

    /// Gauss–Jordan over the hidden counts: a row that is left with one of them gives it away.
    private func eliminated(hidden: Set<Int>) -> Set<Int> {
        let columns = hidden.sorted()
        var rows: [[Double]] = sums.map { sum in
            columns.map { place in
                (sum.total == place ? -1 : 0) + (sum.parts.contains(place) ? 1 : 0)
            }
        }
        var next = 0
        for column in columns.indices {
            guard
                let pivot = (next..<max(next, rows.count)).first(where: { rows[$0][column].magnitude > 1e-9 })
            else { continue }
            rows.swapAt(next, pivot)
            let lead = rows[next][column]
            rows[next] = rows[next].map { $0 / lead }
            for row in rows.indices where row != next && rows[row][column].magnitude > 1e-9 {
                let factor = rows[row][column]
                for place in columns.indices { rows[row][place] -= factor * rows[next][place] }
            }
            next += 1
        }
        var alone: Set<Int> = []
        for row in rows {
            let left = columns.indices.filter { row[$0].magnitude > 1e-9 }
            if left.count == 1 { alone.insert(columns[left[0]]) }
        }
        return alone
    }
}
