import Services

/// What looks as if it said who a pupil is. Such a cell is refused, and never stored or repeated.
package enum PersonalTrait: String, Sendable, CaseIterable {
    case name, email, upn, dateOfBirth, postcode

    /// Why it is refused, for the school office.
    package var explanation: String {
        switch self {
        case .name: "It looks like a person’s name. Use a code that only your school can read"
        case .email: "It looks like an email address. Use a code that only your school can read"
        case .upn: "It looks like a unique pupil number (UPN). Use a code that only your school can read"
        case .dateOfBirth: "It looks like a date of birth, which is not needed"
        case .postcode: "It looks like a postcode, which is not needed"
        }
    }
}

package enum PersonalDataScreen {
    /// What a cell looks like; `nil` where nothing is suspicious.
    package static func trait(of cell: String) -> PersonalTrait? {
        let bytes = Array(cell.utf8)
        guard !bytes.isEmpty else { return nil }
        if bytes.contains(UInt8(ascii: "@")) { return .email }
        if isUPN(bytes) { return .upn }
        if isDate(cell) { return .dateOfBirth }
        if isPostcode(cell) { return .postcode }
        return isName(cell) ? .name : nil
    }

    /// What a heading announces.
    package static func trait(ofHeading heading: String) -> PersonalTrait? {
        let words = heading.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let joined = words.joined()
        if words.contains("email") || joined.contains("emailaddress") || words == ["e", "mail"] {
            return .email
        }
        if words.contains("upn") || joined.contains("uniquepupilnumber") || words.contains("uln") {
            return .upn
        }
        if words.contains("dob") || joined.contains("dateofbirth") || words.contains("birthday")
            || joined.contains("birthdate")
        {
            return .dateOfBirth
        }
        if words.contains("postcode") || words.contains("address") { return .postcode }
        let names = [
            "surname", "forename", "firstname", "lastname", "fullname", "pupilname", "studentname", "name",
            "givenname", "familyname", "preferredname", "legalname",
        ]
        return names.contains(joined) ? .name : nil
    }

    /// A letter, eleven digits, and a digit or letter, alone or behind a word: `UPN-A123456789012`.
    private static func isUPN(_ bytes: [UInt8]) -> Bool {
        let compact = bytes.filter { isDigit($0) || isLetter($0) }
        guard compact.count >= 13 else { return false }
        return (0...(compact.count - 13)).contains { start in
            let last = start + 12
            return isLetter(compact[start]) && compact[(start + 1)..<last].allSatisfy(isDigit)
                && (last + 1 == compact.count || !isDigit(compact[last + 1]))
        }
    }

    /// Three numbers (or two and a month's name) that make a day of a child's life, or eight digits that do.
    private static func isDate(_ cell: String) -> Bool {
        let parts = cell.split { "/-. ".contains($0) }
        if parts.count == 3 {
            let numbers = parts.map { Int($0) }
            if numbers[1] == nil, numbers[0] != nil, numbers[2] != nil {
                return months.contains(String(parts[1].prefix(3)).lowercased())
            }
            guard let first = numbers[0], let second = numbers[1], let third = numbers[2] else {
                return false
            }
            return isDay(first, second, third) || isDay(third, second, first) || isDay(second, first, third)
        }
        guard cell.utf8.count == 8, cell.utf8.allSatisfy(isDigit), let number = Int(cell) else {
            return false
        }
        let yearFirst = isDay(number % 100, number / 100 % 100, number / 10_000)
        let yearLast = isDay(number / 1_000_000, number / 10_000 % 100, number % 10_000)
        return yearFirst || yearLast
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static func isDay(_ day: Int, _ month: Int, _ year: Int) -> Bool {
        let full = year < 100 ? 2000 + year : year
        guard (1990...2040).contains(full) else { return false }
        return LocalDate(year: full, month: month, day: day) != nil
    }

    private static func isPostcode(_ cell: String) -> Bool {
        let compact = cell.utf8.filter { $0 != 0x20 }
        guard (5...7).contains(compact.count), cell.utf8.contains(0x20) else { return false }
        let inward = Array(compact.suffix(3))
        return isLetter(compact[0]) && isDigit(inward[0]) && isLetter(inward[1]) && isLetter(inward[2])
    }

    /// Letters alone, in one word of three or more or in several words.
    private static func isName(_ cell: String) -> Bool {
        guard !cell.contains(where: { $0.isNumber }) else { return false }
        let words = cell.split { !$0.isLetter && $0 != "'" && $0 != "\u{2019}" && $0 != "-" }
        return words.count >= 2 || words.contains { $0.count >= 3 }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
