/// What a form shows: what was typed, and what is wrong with it. Empty for a form shown for the first time.
struct FormState: Sendable {
    private var values: [String: [String]] = [:]
    private(set) var errors: [FieldError] = []

    struct FieldError: Sendable, Equatable {
        /// The field's name, which is also the id of its input.
        let field: String
        let message: String
    }

    /// An empty form, or one filled from what is stored.
    init(_ values: [String: String] = [:]) {
        self.values = values.mapValues { [$0] }
    }

    /// What was sent, to be shown again.
    init(_ submission: Submission) {
        for name in submission.names { values[name] = submission.all(name) }
    }

    func value(_ field: String) -> String { values[field]?.first ?? "" }
    func values(_ field: String) -> [String] { values[field] ?? [] }
    func error(_ field: String) -> String? { errors.first { $0.field == field }?.message }
    var isValid: Bool { errors.isEmpty }

    /// Says what is wrong with a field and how to mend it: "Enter …", not "Invalid …".
    mutating func refuse(_ field: String, _ message: String) {
        errors.append(FieldError(field: field, message: message))
    }

    mutating func set(_ field: String, _ value: String) {
        values[field] = [value]
    }

    /// Several values: the boxes that are ticked.
    mutating func set(_ field: String, all chosen: [String]) {
        values[field] = chosen
    }
}

extension FormState {
    /// A text that must be given.
    mutating func required(_ field: String, _ submission: Submission, _ message: String, most: Int = 500)
        -> String
    {
        let text = submission.text(field)
        if text.isEmpty { refuse(field, message) }
        if text.count > most { refuse(field, "Shorten this to \(most) characters. It has \(text.count).") }
        return text
    }

    /// A whole number in a range; `nil` with an error when it is not one.
    mutating func wholeNumber(
        _ field: String,
        _ submission: Submission,
        _ range: ClosedRange<Int>,
        _ message: String
    ) -> Int? {
        let text = submission.text(field).replacing(",", with: "")
        guard let number = Int(text), range.contains(number) else {
            refuse(field, message)
            return nil
        }
        return number
    }

    /// An amount in pounds, as pence: `1,250`, `£40.50`; `nil` with an error when it is not one.
    mutating func pence(_ field: String, _ submission: Submission, _ message: String) -> Int? {
        let text = submission.text(field).replacing("£", with: "").replacing(",", with: "").replacing(
            " ",
            with: ""
        )
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
        guard isPlain, (1...2).contains(parts.count), let pounds = Int(parts[0]), pounds < 10_000_000 else {
            refuse(field, message)
            return nil
        }
        guard parts.count == 2 else { return pounds * 100 }
        guard parts[1].count == 2, let pence = Int(parts[1]) else {
            refuse(field, message)
            return nil
        }
        return pounds * 100 + pence
    }
}
