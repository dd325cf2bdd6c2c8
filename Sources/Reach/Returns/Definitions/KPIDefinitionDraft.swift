import Evidence

/// A hub's own definition as it is typed.
package struct KPIDefinitionDraft: Sendable, Equatable {
    package static let mostMeasures = 60

    package var title = ""
    package var funder = ""
    package var measures: [MeasureRow] = []

    /// One row of the form. A row without a measure is left out.
    package struct MeasureRow: Sendable, Equatable {
        package var measure: KPIMeasure?
        /// Empty for the measure's own name.
        package var name: String
        package var target: String
        /// Its place in the order; rows without one keep the order of the form, after those with.
        package var place: String
        package var narrowing: KPINarrowing

        package init(
            _ measure: KPIMeasure?,
            name: String = "",
            target: String = "",
            place: String = "",
            _ narrowing: KPINarrowing = KPINarrowing()
        ) {
            self.measure = measure
            self.name = name
            self.target = target
            self.place = place
            self.narrowing = narrowing
        }
    }

    package init() {}

    package init(_ definition: KPIDefinition) {
        title = definition.title
        funder = definition.funder
        measures = definition.measures.enumerated().map { position, defined in
            let isOwnName = defined.name != defined.measure?.name
            return MeasureRow(
                defined.measure,
                name: isOwnName ? defined.name : "",
                target: defined.target.map(Self.plain) ?? "",
                place: "\(position + 1)",
                defined.narrowing
            )
        }
    }

    private static func plain(_ target: Double) -> String {
        target == target.rounded() ? String(Int(target)) : String(target)
    }

    /// What is published.
    struct Checked: Sendable, Equatable {
        let title: String
        let funder: String
        let measures: [Measure]

        struct Measure: Sendable, Equatable {
            let measure: KPIMeasure
            let name: String
            let target: Double?
            let narrowing: KPINarrowing
        }
    }

    /// - Throws: `Faults`, each at its field: `title`, `funder`, or `name-0`, `target-0` … of a row.
    func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let title = reader.required(title, "title", named: "a title", most: 120)
        let funder = reader.required(funder, "funder", named: "who asks for it", most: 120)
        var placed: [(place: Int, measure: Checked.Measure)] = []
        var seen: Set<String> = []
        for (position, row) in measures.enumerated() {
            guard let measure = row.measure else {
                if !row.name.trimmed.isEmpty || !row.target.trimmed.isEmpty {
                    reader.report("measure-\(position)", "Choose what is measured, or empty this row")
                }
                continue
            }
            if !seen.insert(DefinedMeasure.id(measure, row.narrowing)).inserted {
                reader.report(
                    "measure-\(position)",
                    "This is measured in a row above already. Narrow one of the two, or empty this row"
                )
            }
            let place = reader.wholeNumber(
                row.place,
                "place-\(position)",
                named: "the place in the order",
                in: 1...999
            )
            placed.append((place ?? 1000, row.checked(measure, position, &reader)))
        }
        if measures.allSatisfy({ $0.measure == nil }) {
            reader.report("measure-0", "Choose at least one measure")
        }
        try reader.finish()
        let ordered = placed.enumerated().sorted {
            ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
        }
        return Checked(title: title, funder: funder, measures: ordered.map(\.element.measure))
    }
}

extension KPIDefinitionDraft.MeasureRow {
    fileprivate func checked(_ measure: KPIMeasure, _ position: Int, _ reader: inout FieldReader)
        -> KPIDefinitionDraft.Checked.Measure
    {
        let typed = reader.optional(name, "name-\(position)", named: "the name", most: 150)
        let target = reader.number(target, "target-\(position)", named: "the target")
        if let target, !measure.targets.contains(target) {
            reader.report(
                "target-\(position)",
                "Enter a target between 0 and \(Int(measure.targets.upperBound))"
            )
        }
        for part in KPINarrowing.Part.allCases
        where narrowing.parts.contains(part) && !measure.narrowings.contains(part) {
            reader.report(
                "\(part.rawValue)-\(position)",
                "“\(measure.name)” cannot be narrowed by \(part.name): choose all here"
            )
        }
        return KPIDefinitionDraft.Checked.Measure(
            measure: measure,
            name: typed.isEmpty ? measure.name : typed,
            target: target,
            narrowing: narrowing
        )
    }
}

extension KPIMeasure {
    /// What a target can be.
    fileprivate var targets: ClosedRange<Double> {
        switch unit {
        case "percentage": 0...100
        case "points": 0...5
        default: 0...1_000_000
        }
    }
}

extension KPINarrowing.Part {
    /// As a sentence says it.
    package var name: String {
        switch self {
        case .strand: "strand"
        case .offerKind: "kind of offer"
        case .phase: "phase of school"
        case .greatNeed: "need of the school"
        }
    }
}
