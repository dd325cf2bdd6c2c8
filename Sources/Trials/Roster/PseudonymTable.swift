package import Services

/// How a school's workbook makes a code from a pupil number: a sum of random numbers, one for each character
/// at its place (tabulation hashing, Zobrist 1970; Carter & Wegman 1979), without its higher digits.
///
/// The numbers are drawn for each workbook and kept in it alone: neither the hub nor Braid can make a code or
/// take one back. The same pupil number gives the same code in every later file, in whatever order.
package struct PseudonymTable: Sendable, Equatable {
    /// Characters of a pupil number; the last stands for an empty place.
    package static let alphabet: [Character] = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    /// A UPN has 13.
    package static let places = 13
    /// Codes are below this: with 300 pupils two are alike once in 22,000 workbooks, and the workbook says so.
    package static let size = 1_000_000_000

    /// For each character, a number for each place.
    package let numbers: [[Int]]

    package init(_ services: Services) {
        numbers = Self.alphabet.map { _ in
            (0..<Self.places).map { _ in
                let bytes = services.randomBytes(8)
                return Int(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(Self.size))
            }
        }
    }

    /// The code that the workbook's formula gives; `nil` for a number with other characters or too long.
    package func code(of pupilNumber: String) -> String? {
        let characters = Array(pupilNumber.uppercased().filter { $0 != " " })
        guard !characters.isEmpty, characters.count <= Self.places else { return nil }
        var sum = 0
        for place in 0..<Self.places {
            let character = place < characters.count ? characters[place] : "-"
            guard let row = Self.alphabet.firstIndex(of: character) else { return nil }
            sum += numbers[row][place]
        }
        let digits = "\(sum % Self.size)"
        return "P" + String(repeating: "0", count: 9 - digits.count) + digits
    }

    /// What the workbook writes in the place of a code that it cannot make.
    static let unreadable = "Check the number"

    /// The same as a formula of a spreadsheet. A character is found by FIND, for which `?` and `*` stand for themselves.
    ///
    /// - Parameter padded: The cell that holds the pupil number, padded to 13 characters; more are too many.
    static func formula(padded cell: String) -> String {
        let terms = (1...places).map { place in
            "INDEX(Key!$B$4:$N$40,FIND(MID(\(cell),\(place),1),Key!$A$2),\(place))"
        }
        let code = "\"P\"&TEXT(MOD(\(terms.joined(separator: "+")),\(size)),\"000000000\")"
        let isTooLong = "SUBSTITUTE(MID(\(cell),\(places + 1),99),\"-\",\"\")<>\"\""
        return
            "IF(\(cell)=\"\",\"\",IF(\(isTooLong),\"\(unreadable)\",IFERROR(\(code),\"\(unreadable)\")))"
    }

    /// A pupil number made ready: capitals, no blanks, padded. A cell of blanks alone is no number.
    static func padding(_ cell: String) -> String {
        let plain = "SUBSTITUTE(\(cell),\" \",\"\")"
        return
            "IF(\(plain)=\"\",\"\",LEFT(UPPER(\(plain))&REPT(\"-\",\(places)),MAX(\(places),LEN(\(plain)))))"
    }
}
