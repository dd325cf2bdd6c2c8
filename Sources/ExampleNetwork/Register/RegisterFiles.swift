import Foundation
import Services

/// The network's register as files of the official form, so that the importers themselves write every row.
struct RegisterFiles {
    let schools: [ExampleSchool]
    let today: LocalDate

    /// The last academic year with published results.
    var lastResults: AcademicYear {
        AcademicYear(startYear: AcademicYear(containing: today).startYear - 1)
    }

    /// The January before today: when pupils were counted last.
    private var censusDay: LocalDate {
        let year = today.month >= 2 ? today.year : today.year - 1
        return LocalDate(year: year, month: 1, day: 16) ?? today
    }

    private static func official(_ day: LocalDate?) -> String {
        guard let day else { return "" }
        let parts = day.description.split(separator: "-")
        return "\(parts[2])-\(parts[1])-\(parts[0])"
    }

    func establishments() -> String {
        var lines = Lines([
            "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
            "TypeOfEstablishment (name)",
            "EstablishmentTypeGroup (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
            "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge", "Gender (name)",
            "ReligiousCharacter (name)", "SchoolCapacity", "CensusDate", "NumberOfPupils", "FSM",
            "PercentageFSM",
            "TrustSchoolFlag (name)", "Trusts (code)", "Trusts (name)", "Street", "Town", "Postcode",
            "TelephoneNum",
            "GOR (name)", "DistrictAdministrative (name)", "UrbanRural (name)", "Easting", "Northing",
        ])
        for school in schools {
            let trust = school.trust.flatMap(ExampleTrust.init(rawValue:))
            let fsm = Int((Double(school.pupils) * school.freeMealsPercentage / 100).rounded())
            lines.add([
                "\(school.urn)", "\(school.town.authority.code)", school.town.authority.name,
                "\(2000 + school.urn % 5000)", school.name, school.type, school.typeGroup,
                school.isClosed ? "Closed" : "Open", Self.official(school.openedOn),
                Self.official(school.closedOn),
                school.phase.rawValue, "\(school.phase.ages.low)", "\(school.phase.ages.high)", "Mixed",
                school.religion,
                "\(school.pupils * 21 / 20)", Self.official(censusDay),
                school.isClosed ? "" : "\(school.pupils)", school.isClosed ? "" : "\(fsm)",
                school.isClosed ? "" : "\(school.freeMealsPercentage)",
                trust == nil ? "Not applicable" : "Supported by a multi-academy trust",
                trust.map { "\($0.rawValue)" } ?? "", trust?.name ?? "", school.street, school.town.name,
                school.postcode, school.telephone, school.town.region, school.town.name,
                school.town.weight > 8
                    ? "(England/Wales) Urban city and town" : "(England/Wales) Rural town and fringe",
                "\(school.easting)", "\(school.northing)",
            ])
        }
        return lines.text
    }

    func groups() -> String {
        var lines = Lines([
            "Group UID", "Group ID", "Group Name", "Group Type", "Group Status", "Open date", "Group Town",
        ])
        for trust in ExampleTrust.allCases {
            let town = trust == .tideway ? "Tarnsea" : "Orrinton"
            lines.add([
                "\(trust.rawValue)", "TR\(trust.rawValue)", trust.name, "Multi-academy trust", "Open",
                Self.official(today.adding(days: -3_650)), town,
            ])
        }
        return lines.text
    }

    func links() -> String {
        var lines = Lines(["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"])
        for school in schools {
            guard let old = school.predecessor else { continue }
            let day = Self.official(school.openedOn)
            lines.add(["\(school.urn)", "\(old)", school.name, "Predecessor", day])
            lines.add(["\(old)", "\(school.urn)", school.name, "Successor", day])
        }
        return lines.text
    }

    func pupilPremium() -> String {
        var lines = Lines([
            "URN", "Number of pupils on roll",
            "Total number of pupils eligible for the Deprivation Pupil Premium",
            "Total allocation for the Deprivation Pupil Premium",
        ])
        for school in schools
        where !school.isClosed && school.phase != .nursery && school.phase != .sixteenPlus {
            let eligible = Int(
                (Double(school.pupils) * min(95, school.freeMealsPercentage * 1.12) / 100).rounded()
            )
            // Rates are per pupil and differ by phase; a made-up round sum for each.
            let rate = school.phase == .primary ? 1_500 : 1_050
            lines.add(["\(school.urn)", "\(school.pupils)", "\(eligible)", "£\(eligible * rate)"])
        }
        return lines.text
    }

    /// Results of one year: the level drawn for the school, less its yearly change for each year before the
    /// last, and noise.
    func performance(of year: AcademicYear, seed: UInt64) -> String {
        var draws = Draws(seed: seed, "results \(year)")
        var intake = Draws(seed: seed, "intake \(year)")
        let yearsBefore = Double(lastResults.startYear - year.startYear)
        var lines = Lines([
            "URN", "TELIG", "PTRWM_EXP", "READPROG", "READPROG_LOWER", "READPROG_UPPER", "ATT8SCR", "P8MEA",
            "P8CILOW",
            "P8CIUPP", "PPPerc", "TKS1AVERAGE", "KS2MRP", "IdaciPupils",
        ])
        for school in schools
        where !school.isClosed && (school.phase == .primary || school.phase == .secondary) {
            let noise = draws.normal(deviation: school.phase == .primary ? 1.6 : 0.6)
            let level = school.course.level - school.course.yearlyChange * yearsBefore + noise
            let progress = draws.normal(
                mean: (level - (school.phase == .primary ? 61 : 47)) / 14,
                deviation: 0.5
            )
            let width = school.phase == .primary ? 1.4 : 0.18
            let need = "\(Int((school.freeMealsPercentage * 1.12).rounded()))%"
            func one(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
            func two(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
            // Who comes: pupils with more need have been behind before, on average.
            let behind = (school.freeMealsPercentage - 22) / 10 + intake.normal(deviation: 0.6)
            let deprivation = school.freeMealsPercentage / 125 + intake.normal(deviation: 0.03)
            let idaci = two(min(0.6, max(0.02, deprivation)))
            if school.phase == .primary {
                let leavers = max(4, school.pupils / 7)
                let isSmall = leavers < 11
                lines.add([
                    "\(school.urn)", "\(leavers)",
                    isSmall ? "SUPP" : "\(Int(min(98, max(8, level)).rounded()))%",
                    isSmall ? "SUPP" : one(progress), isSmall ? "SUPP" : one(progress - width),
                    isSmall ? "SUPP" : one(progress + width), "", "", "", "", need,
                    isSmall ? "SUPP" : one(16.4 - behind / 2), "", idaci,
                ])
            } else {
                let score = progress / 2
                lines.add([
                    "\(school.urn)", "", "", "", "", "", one(min(80, max(14, level))), two(score),
                    two(score - width),
                    two(score + width), need, "", one(104.6 - behind), idaci,
                ])
            }
        }
        return lines.text
    }
}

/// Comma-separated lines; a cell with a comma or a quotation mark is quoted.
private struct Lines {
    private(set) var text = ""

    init(_ headings: [String]) {
        add(headings)
    }

    mutating func add(_ cells: [String]) {
        for (position, cell) in cells.enumerated() {
            if position > 0 { text += "," }
            let isQuoted = cell.utf8.contains { $0 == 44 || $0 == 34 || $0 == 10 }
            text += isQuoted ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
        }
        text += "\r\n"
    }
}
