package import Directory
package import Evidence

extension SchoolMatches {
    /// The school that a person means by the text that these match: the only one, or the only one with just this name.
    ///
    /// - Throws: `Faults` that say what the choices are.
    package func meant(by typed: String, field: String) throws(Faults) -> SchoolSummary {
        let exact = schools.filter { SearchKey.of($0.name) == SearchKey.of(typed) }
        let meant = exact.count == 1 ? exact : schools
        if meant.count == 1 { return meant[0] }
        let names = meant.prefix(4).map { "\($0.name) (\($0.urn))" }.joined(separator: ", ")
        throw Faults([
            Fault(
                field,
                names.isEmpty
                    ? "No school is called that. Check the name, or enter its URN"
                    : "\(total) schools match: \(names). Enter more of the name, or the URN"
            )
        ])
    }
}
