import Statistics
import Testing

@testable import Trials

@Suite("Counts that could give pupils away")
struct CountSystemTests {
    @Test("One small part of a total takes another with it")
    func onePart() {
        var system = CountSystem()
        let parts = [system.add(3), system.add(40), system.add(157)]
        _ = system.addTotal(of: parts)
        #expect(system.protected() == [.few, .hidden, .exact(157), .exact(200)])
    }

    @Test("What a reader knows from elsewhere stays, and others are hidden in its place")
    func known() {
        var system = CountSystem()
        var allocated: [Int] = []
        var analysed: [Int] = []
        for (lost, kept) in [(1, 95), (0, 96)] {
            let parts = [system.add(lost), system.add(kept)]
            analysed.append(parts[1])
            allocated.append(system.addTotal(of: parts))
        }
        let all = [system.addTotal(of: analysed), system.addTotal(of: allocated)]
        for place in allocated + [all[1]] { system.makeKnown(place) }
        #expect(
            system.protected() == [
                .few, .hidden, .exact(96), .exact(0), .hidden, .exact(96), .hidden, .exact(192),
            ]
        )
    }

    @Test("Nothing is hidden where nothing is small")
    func nothing() {
        var system = CountSystem()
        _ = system.addTotal(of: [system.add(0), system.add(10), system.add(90)])
        #expect(system.protected() == [.exact(0), .exact(10), .exact(90), .exact(100)])
    }

    @Test("Two small parts that only one pair of numbers makes take a third with them")
    func onlyOnePossibility() {
        var system = CountSystem()
        // Of nine and nine the sum is the greatest that two small numbers have.
        _ = system.addTotal(of: [system.add(9), system.add(9), system.add(100)])
        #expect(system.protected()[2] == .hidden)
    }

    /// Every table that a reader could hold true, by trying all numbers: no small count has one value only.
    @Test("No hidden count can be worked out from two-way tables", arguments: 0..<120)
    func recovery(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let rows = 2
        let columns = 2 + generator.next(below: 2)
        var system = CountSystem()
        var cells: [[Int]] = []
        for _ in 0..<rows {
            cells.append((0..<columns).map { _ in system.add(Self.count(&generator)) })
        }
        let across = cells.map { system.addTotal(of: $0) }
        let down = (0..<columns).map { column in system.addTotal(of: cells.map { $0[column] }) }
        let whole = system.addTotal(of: across)
        system.say(whole, isSumOf: down)
        let shown = system.protected()
        for place in shown.indices {
            if CountSystem.isFew(system.counts[place]) { #expect(shown[place] == .few) }
            if let exact = shown[place].exact { #expect(exact == system.counts[place]) }
        }
        let attack = Attack(system: system, shown: shown)
        for place in shown.indices where shown[place] == .few {
            #expect(attack.values(of: place).count > 1, "\(system.counts) \(shown) \(place)")
        }
    }

    private static func count(_ generator: inout SeededGenerator) -> Int {
        switch generator.next(below: 3) {
        case 0: generator.next(below: 10)
        case 1: 10 + generator.next(below: 5)
        default: 20 + generator.next(below: 100)
        }
    }
}

/// A reader who tries every number in every small count and keeps those that some whole table fits.
///
/// Independent of what it attacks: linear programming by hand would share its mistakes, so each trial value is
/// checked by searching for a table, cell by cell.
struct Attack {
    let system: CountSystem
    let shown: [ProtectedCount]

    func values(of place: Int) -> Set<Int> {
        var possible: Set<Int> = []
        for value in 1..<10 where fits([place: value]) { possible.insert(value) }
        return possible
    }

    /// Whether the hidden counts can be filled so that every sum holds: depth first, sums with one gap first.
    private func fits(_ fixed: [Int: Int]) -> Bool {
        var known = fixed
        for (place, count) in shown.enumerated() {
            if let exact = count.exact { known[place] = exact }
        }
        return search(known)
    }

    private func search(_ start: [Int: Int]) -> Bool {
        var known = start
        var moved = true
        while moved {
            moved = false
            for sum in system.sums {
                let unknown = ([sum.total] + sum.parts).filter { known[$0] == nil }
                let parts = sum.parts.reduce(0) { $0 + (known[$1] ?? 0) }
                if unknown.isEmpty {
                    guard parts == known[sum.total] else { return false }
                } else if unknown.count == 1 {
                    let value = unknown[0] == sum.total ? parts : (known[sum.total] ?? 0) - parts
                    guard allows(unknown[0], value) else { return false }
                    known[unknown[0]] = value
                    moved = true
                }
            }
        }
        guard let next = shown.indices.filter({ known[$0] == nil }).min(by: { width($0) < width($1) }) else {
            return true
        }
        let range = shown[next] == .few ? 1...9 : 0...(system.counts[next] + 12)
        for value in range {
            known[next] = value
            if search(known) { return true }
        }
        return false
    }

    private func width(_ place: Int) -> Int { shown[place] == .few ? 9 : system.counts[place] + 12 }

    private func allows(_ place: Int, _ value: Int) -> Bool {
        shown[place] == .few ? (1...9).contains(value) : value >= 0
    }
}
