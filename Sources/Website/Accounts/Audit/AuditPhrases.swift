/// What an entry of the audit says was done, in words: `… published the offer …`. The dots stand where the name of the
/// object goes; a phrase without them needs none.
enum AuditPhrases {
    /// A phrase for each verb that the program writes; a test compares them with the sources.
    static let all: [String: String] = [
        people, network, training, bookings, evidence, plans, pathways, trials, reach,
    ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }

    /// Of verbs that the program wrote once and writes no longer: entries with them stay.
    static let retired: [String: String] = [
        "hub.end-designation": "ended a designation of …"
    ]

    /// Of a verb that has no phrase here, such as one of a newer version before a copy was restored, its own words.
    static func phrase(_ verb: String) -> String {
        if let phrase = all[verb] ?? retired[verb] { return phrase }
        let parts = verb.split(separator: ".", maxSplits: 1).map { $0.replacing("-", with: " ") }
        guard parts.count == 2 else { return verb }
        return "did “\(parts[1])” (\(parts[0]))"
    }
}
