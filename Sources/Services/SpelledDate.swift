extension LocalDate {
    package static let monthNames: [String] = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    package static let weekdayNames: [String] = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// `Sunday 14 March 2027`.
    package var spelled: String {
        "\(LocalDate.weekdayNames[isoWeekday - 1]) \(day) \(LocalDate.monthNames[month - 1]) \(year)"
    }

    /// `14 March 2027`.
    package var spelledShort: String { "\(day) \(LocalDate.monthNames[month - 1]) \(year)" }
}
