import CSV
import Database
import Services

/// A column of `establishment` that comes from a column of the register's file.
struct EstablishmentColumn: Sendable {
    enum Form: Sendable {
        case text, type, integer, day, status, phase, region
        /// A grid reference: 0 means that none is known.
        case grid
    }

    let name: StaticString
    let headings: [String]
    let form: Form

    init(_ name: StaticString, _ form: Form, _ headings: String...) {
        self.name = name
        self.form = form
        self.headings = headings
    }

    /// In the order in which they are stored, after the reference number and the organisation. Heads' names
    /// are personal data and are not taken; single-word inspection judgements are no longer given, so old
    /// ones are not either.
    static let all: [EstablishmentColumn] = [
        EstablishmentColumn("authority_code", .integer, "LA (code)"),
        EstablishmentColumn("establishment_number", .text, "EstablishmentNumber"),
        EstablishmentColumn("type", .type, "TypeOfEstablishment (name)", "TypeOfEstablishment"),
        EstablishmentColumn("type_group", .text, "EstablishmentTypeGroup (name)"),
        EstablishmentColumn("status", .status, "EstablishmentStatus (name)", "EstablishmentStatus"),
        EstablishmentColumn("opened_on", .day, "OpenDate"),
        EstablishmentColumn("closed_on", .day, "CloseDate"),
        EstablishmentColumn("phase", .phase, "PhaseOfEducation (name)", "PhaseOfEducation"),
        EstablishmentColumn("low_age", .integer, "StatutoryLowAge"),
        EstablishmentColumn("high_age", .integer, "StatutoryHighAge"),
        EstablishmentColumn("gender", .text, "Gender (name)"),
        EstablishmentColumn("religious_character", .text, "ReligiousCharacter (name)"),
        EstablishmentColumn("capacity", .integer, "SchoolCapacity"),
        EstablishmentColumn("ukprn", .text, "UKPRN"),
        EstablishmentColumn("street", .text, "Street"),
        EstablishmentColumn("locality", .text, "Locality"),
        EstablishmentColumn("address3", .text, "Address3"),
        EstablishmentColumn("town", .text, "Town"),
        EstablishmentColumn("county", .text, "County (name)"),
        EstablishmentColumn("postcode", .text, "Postcode"),
        EstablishmentColumn("website", .text, "SchoolWebsite"),
        EstablishmentColumn("telephone", .text, "TelephoneNum"),
        EstablishmentColumn("region", .region, "GOR (name)"),
        EstablishmentColumn("district", .text, "DistrictAdministrative (name)"),
        EstablishmentColumn("district_code", .text, "DistrictAdministrative (code)"),
        EstablishmentColumn("urban_rural", .text, "UrbanRural (name)"),
        EstablishmentColumn("easting", .grid, "Easting"),
        EstablishmentColumn("northing", .grid, "Northing"),
    ]

    static let statusIndex = 4
    static let phaseIndex = 7

    func value(_ text: String) throws(RowFault) -> SQLValue {
        switch form {
        case .text: text.isEmpty ? .null : .text(text)
        case .type: try CellValues.required(text, "The school has no type").sqlValue
        case .integer: try CellValues.integer(text, headings[0]).sqlValue
        case .grid: try CellValues.integer(text, headings[0]).flatMap { $0 == 0 ? nil : $0 }.sqlValue
        case .day: try CellValues.day(text, headings[0]).sqlValue
        case .region: Region(register: text).sqlValue
        case .status:
            try {
                () throws(RowFault) in
                guard let status = EstablishmentStatus(register: text) else {
                    throw RowFault("“\(CellValues.shortened(text))” is not a status of the register")
                }
                return status.sqlValue
            }()
        case .phase:
            try {
                () throws(RowFault) in
                guard let phase = Phase(register: text) else {
                    throw RowFault("“\(CellValues.shortened(text))” is not a phase of the register")
                }
                return phase.sqlValue
            }()
        }
    }
}
