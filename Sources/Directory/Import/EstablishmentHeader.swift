import CSV
import Services

/// Where the columns of one file of schools stand, and how the wider ones are read.
struct EstablishmentHeader {
    let urn: Int
    let name: Int
    /// For each of `EstablishmentColumn.all`.
    let positions: [Int?]
    let endsWithLinks: Bool

    private let authorityCode: Int?
    private let authorityName: Int?
    private let gssCode: Int?
    private let region: Int?
    private let census: [(measure: Measure, position: Int, heading: String)]
    private let censusDate: Int?
    private let linksColumn: Int?
    private let trustCode: Int?
    private let trustName: Int?
    private let trustFlag: Int?
    private let federationCode: Int?
    private let federationName: Int?

    init(_ header: CSVHeader) throws {
        urn = try header.require("URN")
        name = try header.require("EstablishmentName")
        positions = EstablishmentColumn.all.map { header.position(ofAny: $0.headings) }
        for needed in [EstablishmentColumn.statusIndex, EstablishmentColumn.phaseIndex, 2]
        where positions[needed] == nil {
            throw CSVError.missingColumns([EstablishmentColumn.all[needed].headings[0]])
        }
        authorityCode = header.position(of: "LA (code)")
        authorityName = header.position(of: "LA (name)")
        gssCode = header.position(of: "GSSLACode (name)")
        region = header.position(of: "GOR (name)")
        let wanted: [(Measure, String)] = [
            (.pupils, "NumberOfPupils"), (.fsmPupils, "FSM"), (.fsmPercentage, "PercentageFSM"),
        ]
        census = wanted.compactMap { measure, heading in
            header.position(of: heading).map { (measure, $0, heading) }
        }
        censusDate = header.position(of: "CensusDate")
        linksColumn = header.position(of: "Linked establishments")
        endsWithLinks = linksColumn.map { $0 == header.names.count - 1 } ?? false
        trustCode = header.position(of: "Trusts (code)")
        trustName = header.position(of: "Trusts (name)")
        trustFlag = header.position(of: "TrustSchoolFlag (name)")
        federationCode = header.position(of: "Federations (code)")
        federationName = header.position(of: "Federations (name)")
    }

    func numbers(_ row: CSVRow) throws(RowFault) -> [(Measure, Characteristic)] {
        var numbers: [(Measure, Characteristic)] = []
        for column in census {
            let number = try CellValues.measured(row.trimmed(column.position), column.heading)
            if let number { numbers.append((column.measure, number)) }
        }
        return numbers
    }

    func censusYear(_ row: CSVRow) throws(RowFault) -> AcademicYear? {
        guard let censusDate else { return nil }
        return try CellValues.day(row.trimmed(censusDate), "CensusDate").map(AcademicYear.init(containing:))
    }

    func authority(_ row: CSVRow) throws(RowFault) -> AuthorityEntry? {
        guard let authorityCode else { return nil }
        let written = row.trimmed(authorityCode)
        guard let code = try CellValues.integer(written, "LA (code)") else { return nil }
        guard (0...999).contains(code) else {
            throw RowFault("“\(written)” in the column “LA (code)” is not a code of three digits")
        }
        let name = authorityName.map { row.trimmed($0) } ?? ""
        let gss = gssCode.map { row.trimmed($0) } ?? ""
        return AuthorityEntry(
            code: code,
            name: name.isEmpty ? nil : name,
            gssCode: gss.isEmpty ? nil : gss,
            region: region.flatMap { Region(register: row.trimmed($0)) }
        )
    }

    /// `115961 Predecessor,148215 Successor`: the cells from the last column on.
    func links(_ row: CSVRow, of urn: URN) -> [EstablishmentLink] {
        guard let linksColumn else { return [] }
        let cells =
            endsWithLinks ? linksColumn..<max(row.count, linksColumn + 1) : linksColumn..<(linksColumn + 1)
        return cells.flatMap { row[$0].split(separator: ",") }.compactMap { item in
            let words = item.trimmingPrefix { $0 == " " }
            let number = words.prefix { $0.isNumber }
            guard let other = URN(String(number)), other != urn else { return nil }
            let type = words.dropFirst(number.count).trimmingPrefix { $0 == " " }
            return LinkKind(register: String(type)).map {
                EstablishmentLink(urn: urn, other: other, kind: $0, name: "", establishedOn: nil)
            }
        }
    }

    /// `nil` when the row says nothing about groups.
    func membership(_ row: CSVRow) -> TrustMembership? {
        let trust = group(row, code: trustCode, name: trustName, isFederation: false)
        let federation = group(row, code: federationCode, name: federationName, isFederation: true)
        let groups = [trust, federation].compactMap { $0 }
        // An empty cell means "none" only where the row names the other group, or the file also says whether there is a
        // trust ("Not applicable", "Not supported by a trust"): some extracts just leave it out.
        let hasNone = trustFlag.map { row.trimmed($0).hasPrefix("Not ") } ?? false
        guard hasNone || !groups.isEmpty else { return nil }
        var kinds: Set<GroupKind> = []
        if trustCode != nil || trustName != nil || hasNone { kinds.formUnion(GroupKind.trusts) }
        if federationCode != nil || federationName != nil { kinds.insert(.federation) }
        return TrustMembership(groups: groups, kinds: kinds)
    }

    private func group(_ row: CSVRow, code: Int?, name: Int?, isFederation: Bool) -> TrustMembership.Group? {
        let uid = code.flatMap { Int(row.trimmed($0)) }
        let words = name.map { row.trimmed($0) } ?? ""
        guard uid != nil || !words.isEmpty else { return nil }
        return TrustMembership.Group(uid: uid, nameKey: SearchKey.of(words), isFederation: isFederation)
    }
}
