package import Database

/// How many results each choice would leave, the other choices staying.
package struct FacetCounts: Sendable, Equatable {
    package var kinds: [RecordKind: Int] = [:]
    package var strands: [String: Int] = [:]
    package var phases: [PupilPhase: Int] = [:]
    package var designs: [String: Int] = [:]
    package var types: [String: Int] = [:]
    package var securities: [Int: Int] = [:]
    package var years: [Int: Int] = [:]
    package var openAccess = 0
}

private enum Facet {
    case kind, strand, phase, design, type, security, year, open
}

/// Filters as numbers.
private struct NumberedFilters {
    private let kind: UInt8?
    private let design: UInt8?
    private let type: UInt8?
    private let security: UInt8?
    private let phase: UInt8?
    private let years: ClosedRange<Int>?
    private let isOpenAccess: Bool
    /// By set of strands: whether it has the one that is wanted; `nil` when any will do.
    private let strandSets: [Bool]?

    /// A value that no document has.
    private static let nothing: UInt8 = 254

    init(_ filters: SearchFilters, _ facts: DocumentFacts) {
        kind = filters.kind.map { UInt8(facts.kinds.existing($0.name) ?? Int(Self.nothing)) }
        design = filters.design.map { UInt8(facts.designs.existing($0) ?? Int(Self.nothing)) }
        type = filters.type.map { UInt8(facts.types.existing($0) ?? Int(Self.nothing)) }
        security = filters.security.map { UInt8(clamping: $0) }
        phase = filters.phase.map { UInt8(clamping: $0.bit) }
        years = filters.years
        isOpenAccess = filters.isOpenAccess
        strandSets = filters.strand.map { wanted in
            facts.strandSets.names.map { $0.split(separator: " ").contains(Substring(wanted)) }
        }
    }

    /// How many of the filters a document does not pass, and the last of these.
    func misses(_ fact: DocumentFacts.Fact) -> (count: Int, last: Facet) {
        var misses = (count: 0, last: Facet.kind)
        func miss(_ facet: Facet) { misses = (count: misses.count + 1, last: facet) }
        if let kind, fact.kind != kind { miss(.kind) }
        if let strandSets, !strandSets[Int(fact.strands)] { miss(.strand) }
        if let phase, fact.phases & phase == 0 { miss(.phase) }
        if let design, fact.design != design { miss(.design) }
        if let type, fact.type != type { miss(.type) }
        if let security, fact.security != security { miss(.security) }
        if let years, !years.contains(Int(fact.year)) { miss(.year) }
        if isOpenAccess, !fact.isOpenAccess { miss(.open) }
        return misses
    }
}

/// Filters, and the counting beside them.
struct FacetCounter {
    private let facts: DocumentFacts
    private let wanted: NumberedFilters
    private let unwanted: [NumberedFilters]
    private var kinds = [Int](repeating: 0, count: 256)
    private var designs = [Int](repeating: 0, count: 256)
    private var types = [Int](repeating: 0, count: 256)
    private var securities = [Int](repeating: 0, count: 256)
    private var phases = [Int](repeating: 0, count: 256)
    private var sets: [Int]
    private var yearCounts = [Int](repeating: 0, count: 3000)
    private var open = 0

    /// - Parameter exclusions: What passes one of these is neither counted nor found.
    init(_ facts: DocumentFacts, _ filters: SearchFilters, without exclusions: [SearchFilters] = []) {
        self.facts = facts
        wanted = NumberedFilters(filters, facts)
        unwanted = exclusions.map { NumberedFilters($0, facts) }
        sets = [Int](repeating: 0, count: facts.strandSets.names.count)
    }

    /// Counts a document; returns whether it passes every filter.
    mutating func take(_ document: Int) -> Bool {
        guard document < facts.facts.count else { return false }
        let fact = facts.facts[document]
        guard fact.exists else { return false }
        if !unwanted.isEmpty, unwanted.contains(where: { $0.misses(fact).count == 0 }) { return false }
        let (misses, missed) = wanted.misses(fact)
        guard misses <= 1 else { return false }
        func counts(_ facet: Facet) -> Bool { misses == 0 || missed == facet }
        if counts(.kind) { kinds[Int(fact.kind)] += 1 }
        if counts(.strand) { sets[Int(fact.strands)] += 1 }
        if counts(.phase) { phases[Int(fact.phases)] += 1 }
        if counts(.design) { designs[Int(fact.design)] += 1 }
        if counts(.type) { types[Int(fact.type)] += 1 }
        if counts(.security) { securities[Int(fact.security)] += 1 }
        if counts(.year) { yearCounts[min(max(Int(fact.year), 0), 2999)] += 1 }
        if counts(.open), fact.isOpenAccess { open += 1 }
        return misses == 0
    }

    var counted: FacetCounts {
        var counted = FacetCounts()
        counted.openAccess = open
        counted.kinds = Dictionary(named(kinds, facts.kinds).map { (RecordKind($0), $1) }) { $0 + $1 }
        counted.designs = Dictionary(named(designs, facts.designs)) { $0 + $1 }
        counted.types = Dictionary(named(types, facts.types)) { $0 + $1 }
        for level in 0...5 where securities[level] > 0 { counted.securities[level] = securities[level] }
        for (mask, count) in phases.enumerated() where count > 0 {
            for phase in PupilPhase.allCases where mask & phase.bit != 0 {
                counted.phases[phase, default: 0] += count
            }
        }
        for (set, count) in sets.enumerated() where count > 0 {
            for slug in facts.strandSets.names[set].split(separator: " ") {
                counted.strands[String(slug), default: 0] += count
            }
        }
        for (year, count) in yearCounts.enumerated() where count > 0 && year > 0 {
            counted.years[year] = count
        }
        return counted
    }

    private func named(_ counts: [Int], _ names: Interned) -> [(String, Int)] {
        names.names.prefix(255).enumerated().compactMap { place, name in
            counts[place] > 0 ? (name, counts[place]) : nil
        }
    }
}
