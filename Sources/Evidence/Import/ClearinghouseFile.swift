import CSV

/// The What Works Clearinghouse's file of findings (US public domain).
///
/// The file gives effects without variances. They are computed as its Procedures Handbook does: the variance
/// of a standardised difference between two groups, with the part from sampling multiplied by the design
/// effect 1 + (*n*/*m* − 1)·ICC where whole classes or schools were assigned (ICC as reported, else 0.20),
/// *n* pupils in *m* clusters.
enum ClearinghouseFile {
    static func rows(
        of bytes: [UInt8],
        only filter: RowFilter?,
        into take: (FindingRow) -> Void,
        reject: (RejectedRow) -> Void
    ) throws(CSVError) -> (headings: [String], passedOver: Int) {
        let reader = try CSVReader(bytes: bytes)
        let columns = try Columns(reader.header)
        let filterPosition = try filter?.position(in: reader.header)
        var passedOver = 0
        while let row = try reader.next() {
            if let problem = row.problem {
                reject(RejectedRow(line: row.line, cells: row.cells, reason: problem.description))
                continue
            }
            if let filter, let filterPosition, row.trimmed(filterPosition) != filter.value {
                passedOver += 1
                continue
            }
            if let reason = columns.reasonToRefuse(row) {
                reject(RejectedRow(line: row.line, cells: row.cells, reason: reason))
            } else {
                take(columns.findingRow(row))
            }
        }
        return (reader.header.names, passedOver)
    }

    private struct Columns {
        let finding, study, citation, year, design, intervention, outcome, sample, isSubgroup: Int
        let treated, control, treatedClusters, controlClusters, effect, icc: Int

        init(_ header: CSVHeader) throws(CSVError) {
            finding = try header.require("f_FindingID")
            study = try header.require("s_StudyID")
            citation = try header.require("s_Citation")
            year = try header.require("s_Publication_Date")
            design = try header.require("s_Study_Design")
            intervention = try header.require("s_Intervention_Name")
            outcome = try header.require("f_Outcome_Domain")
            sample = try header.require("f_Sample_Description")
            isSubgroup = try header.require("f_Is_Subgroup")
            treated = try header.require("f_T_SS")
            control = try header.require("f_C_SS")
            treatedClusters = try header.require("f_T_Cluster_SS")
            controlClusters = try header.require("f_C_Cluster_SS")
            effect = try header.require("f_Effect_Size_WWC")
            icc = try header.require("f_ICC")
        }

        func reasonToRefuse(_ row: CSVRow) -> String? {
            if ["1", "true"].contains(row.trimmed(isSubgroup).lowercased()) {
                return "It is about a subgroup; only findings about all pupils of a study are taken"
            }
            if DecimalText.value(of: row.trimmed(effect)) == nil {
                return "The effect size in f_Effect_Size_WWC is missing"
            }
            guard let treated = DecimalText.value(of: row.trimmed(treated)),
                let control = DecimalText.value(of: row.trimmed(control)), treated >= 2, control >= 2
            else {
                return
                    "The numbers of pupils in f_T_SS and f_C_SS are missing, so nothing says how precise it is"
            }
            return nil
        }

        func findingRow(_ row: CSVRow) -> FindingRow {
            let effect = DecimalText.value(of: row.trimmed(effect)) ?? .nan
            let treated = DecimalText.value(of: row.trimmed(treated)) ?? .nan
            let control = DecimalText.value(of: row.trimmed(control)) ?? .nan
            let clusters =
                (DecimalText.value(of: row.trimmed(treatedClusters)) ?? 0)
                + (DecimalText.value(of: row.trimmed(controlClusters)) ?? 0)
            let icc = DecimalText.value(of: row.trimmed(icc)) ?? 0.20
            let citation = MojibakeRepair.repaired(row.trimmed(citation))
            let year = String(row.trimmed(year).prefix(4))
            var draft = FindingDraft()
            draft.citation = citation
            draft.year = Int(year) == nil ? "" : year
            let surname = String(citation.prefix { $0 != "," && $0 != "(" }).trimmed
            let name = MojibakeRepair.repaired(row.trimmed(intervention))
            draft.label = String("\(surname.prefix(60)) (\(year)): \(name)".prefix(180))
            draft.effect = "\(effect)"
            draft.variance =
                "\(ClearinghouseFile.variance(effect, treated: treated, control: control, clusters: clusters, icc: icc))"
            draft.outcomeDomain = row.trimmed(outcome)
            draft.population = String(MojibakeRepair.repaired(row.trimmed(sample)).prefix(400))
            draft.design = StudyDesign.understood(row.trimmed(design)) == nil ? "other" : row.trimmed(design)
            draft.treatedCount = "\(Int(treated))"
            draft.controlCount = "\(Int(control))"
            return FindingRow(
                line: row.line,
                cells: row.cells,
                draft: draft,
                strand: nil,
                findingKey: "wwc-finding/" + row.trimmed(finding),
                studyKey: "wwc-study/" + row.trimmed(study)
            )
        }
    }

    /// The variance of a standardised difference.
    ///
    /// - Note: Hedges & Olkin (1985), ch. 5, eq. 15; design effect as WWC Procedures Handbook 4.1, appendix
    ///   F.
    static func variance(
        _ effect: Double,
        treated: Double,
        control: Double,
        clusters: Double,
        icc: Double
    ) -> Double {
        let total: Double = treated + control
        let isClustered = clusters >= 2 && clusters < total
        let designEffect: Double = isClustered ? 1 + (total / clusters - 1) * min(max(icc, 0), 1) : 1
        let sampling: Double = designEffect * total / (treated * control)
        return sampling + effect * effect / (2 * max(1, total - 2))
    }
}

/// Text that was encoded as UTF-8, read as Latin-1 or Windows-1252, and encoded again, perhaps several times.
enum MojibakeRepair {
    static func repaired(_ text: String) -> String {
        var current = text
        for _ in 0..<4 {
            guard current.unicodeScalars.contains(where: { (0xC2...0xF4).contains($0.value) }),
                let bytes = singleBytes(of: current), let once = String(validating: bytes, as: UTF8.self)
            else { break }
            current = once
        }
        return current
    }

    /// The bytes that the characters were once read from; `nil` where one of them cannot have been a byte.
    private static func singleBytes(of text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.value < 0x100 {
                bytes.append(UInt8(scalar.value))
            } else if let byte = windows1252[scalar.value] {
                bytes.append(byte)
            } else {
                return nil
            }
        }
        return bytes
    }

    private static let windows1252: [UInt32: UInt8] = [
        0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87,
        0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91,
        0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98,
        0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B, 0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
    ]
}
