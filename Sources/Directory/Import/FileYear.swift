import Services

/// The academic year that a file's name gives.
///
/// In this order: a day (`edubasealldata20220317` → the year that 17 March 2022 is in); two years (`2021-22`,
/// `2021_2022`, `2021-to-2022`); one year, which means for pupil premium the financial year that begins in it
/// (2021 → 2021/22), for performance the summer's results and for schools the January census (2022 →
/// 2021/22).
enum FileYear {
    static func inName(_ name: String, of kind: RegisterKind) -> AcademicYear? {
        if let match = name.firstMatch(of: /(?:^|\D|[A-Za-z])(20\d\d)(\d\d)(\d\d)(?:\D|$)/),
            let day = LocalDate("\(match.1)-\(match.2)-\(match.3)")
        {
            return AcademicYear(containing: day)
        }
        if let match = name.firstMatch(of: /(?:^|\D)(20\d\d)(?:-to-|_to_|[-_ ])(?:20)?(\d\d)(?:\D|$)/),
            let start = Int(match.1), let end = Int(match.2), (start + 1) % 100 == end
        {
            return AcademicYear(startYear: start)
        }
        guard let match = name.firstMatch(of: /(?:^|\D)(20\d\d|199\d)(?:\D|$)/), let year = Int(match.1)
        else { return nil }
        return AcademicYear(startYear: kind == .pupilPremium ? year : year - 1)
    }
}
