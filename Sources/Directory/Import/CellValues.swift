import CSV
import Services

/// How cells of the Department's files become values. Each refuses what it cannot read, naming the cell.
enum CellValues {
    static func urn(_ text: String) throws(RowFault) -> URN {
        guard let urn = URN(text) else {
            throw RowFault(
                text.isEmpty ? "There is no URN" : "“\(shortened(text))” is not a URN: it needs 5 to 7 digits"
            )
        }
        return urn
    }

    /// - Parameter fault: What a row without it is told.
    static func required(_ text: String, _ fault: String) throws(RowFault) -> String {
        guard !text.isEmpty else { throw RowFault(fault) }
        return text
    }

    static func integer(_ text: String, _ column: String) throws(RowFault) -> Int? {
        guard !text.isEmpty else { return nil }
        guard let number = Int(text), text.utf8.count <= 9 else {
            throw RowFault("“\(shortened(text))” in the column “\(column)” is not a whole number")
        }
        return number
    }

    /// `21-01-2021`, `21/01/2021` or `2021-01-21`.
    static func day(_ text: String, _ column: String) throws(RowFault) -> LocalDate? {
        guard !text.isEmpty else { return nil }
        if let day = LocalDate(text) { return day }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        if parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2]),
            parts[2].count == 4,
            let date = LocalDate(year: year, month: month, day: day)
        {
            return date
        }
        throw RowFault(
            "“\(shortened(text))” in the column “\(column)” is not a day: write it like 31-08-2021"
        )
    }

    /// Pupils, percentages and points are all far below it. Pages write the digits of what is kept, which a mistyped
    /// exponent would give hundreds of.
    private static let mostMeasured = 1_000_000_000.0

    /// A number as published: `1,061`, `14.50%`, `-2.6`, or a code that says why there is none. `nil` for an
    /// empty cell.
    static func measured(_ text: String, _ column: String) throws(RowFault) -> Characteristic? {
        guard !text.isEmpty else { return nil }
        if let reason = MissingReason(cell: text) { return .missing(reason) }
        let plain = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard let digits = withoutThousands(plain), let number = Double(digits), number.isFinite else {
            throw RowFault(
                "“\(shortened(text))” in the column “\(column)” is neither a number nor a known code"
            )
        }
        guard number.magnitude <= mostMeasured else {
            throw RowFault(
                "“\(shortened(text))” in the column “\(column)” is larger than any figure that is published"
            )
        }
        return .number(number)
    }

    /// Pounds as published: `£44,385`, also where the pound sign was mangled on its way here.
    static func money(_ text: String, _ column: String) throws(RowFault) -> Characteristic? {
        guard !text.isEmpty else { return nil }
        if let reason = MissingReason(cell: text) { return .missing(reason) }
        var rest = text[...]
        for sign in ["Â£", "£", "ï¿½", "\u{FFFD}", "GBP"] where rest.hasPrefix(sign) {
            rest = rest.dropFirst(sign.count)
            break
        }
        let plain = rest.drop { $0 == " " }
        guard let digits = withoutThousands(String(plain)), let pence = pence(digits) else {
            throw RowFault(
                "“\(shortened(text))” in the column “\(column)” is not an amount of money: check its commas"
            )
        }
        return .pence(pence)
    }

    /// Removes thousands commas where they stand right: `1,061` but not `10,61`.
    static func withoutThousands(_ text: String) -> String? {
        guard text.contains(",") else { return text }
        let whole = text.prefix { $0 != "." }
        let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
        let digitsOf: (Substring) -> Int = { group in group.utf8.count { (48...57).contains($0) } }
        guard let first = groups.first, (1...3).contains(digitsOf(first)) else { return nil }
        guard groups.dropFirst().allSatisfy({ $0.utf8.count == 3 && digitsOf($0) == 3 }) else { return nil }
        return text.replacing(",", with: "")
    }

    private static func pence(_ pounds: String) -> Int? {
        let parts = pounds.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...12).contains(parts[0].utf8.count) else { return nil }
        let isDigits = parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard isDigits, let whole = Int(parts[0]) else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard (1...2).contains(parts[1].utf8.count), let decimals = Int(parts[1]) else { return nil }
        return whole * 100 + (parts[1].utf8.count == 1 ? decimals * 10 : decimals)
    }

    static func shortened(_ text: String) -> String {
        text.count <= 40 ? text : String(text.prefix(40)) + "…"
    }
}
