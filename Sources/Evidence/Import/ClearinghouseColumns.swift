import CSV

/// The columns of the What Works Clearinghouse's file that are read; those that later editions added may be
/// missing.
struct ClearinghouseColumns {
    private let finding, study, citation, year, design, intervention, outcome, sample, isSubgroup: Int
    private let treated, control, treatedClusters, controlClusters, effect, icc: Int
    private let eric, publication, measure, period, lunches, disability, learners, category, grades,
        topic: Int?
    private let treatedMean, treatedDeviation, controlMean, controlDeviation, urban, suburban, rural: Int?

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
        eric = header.position(of: "s_ERICId")
        publication = header.position(of: "s_Publication")
        measure = header.position(of: "f_Outcome_Measure")
        period = header.position(of: "f_Period")
        lunches = header.position(of: "s_FRPL")
        disability = header.position(of: "s_SWD")
        learners = header.position(of: "s_ELL")
        category = header.position(of: "category")
        grades = header.position(of: "grade_band")
        topic = header.position(of: "topic")
        treatedMean = header.position(of: "f_T_Mean")
        treatedDeviation = header.position(of: "f_T_SD")
        controlMean = header.position(of: "f_C_Mean")
        controlDeviation = header.position(of: "f_C_SD")
        urban = header.position(of: "s_Urbanicity_Urban")
        suburban = header.position(of: "s_Urbanicity_Suburban")
        rural = header.position(of: "s_Urbanicity_Rural")
    }

    /// More than any study has; what a finding's own numbers are held to.
    private static let mostPupils = 100_000_000.0

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
            return "The numbers of pupils in f_T_SS and f_C_SS are missing, so nothing says how precise it is"
        }
        if max(treated, control) > Self.mostPupils {
            return "The numbers of pupils in f_T_SS and f_C_SS are more than there are"
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
        let variance = ClearinghouseFile.variance(
            effect,
            treated: treated,
            control: control,
            clusters: clusters,
            icc: DecimalText.value(of: row.trimmed(icc)) ?? 0.20
        )
        let citation = text(row, self.citation)
        let date = row.trimmed(self.year)
        let year = PublicationDate(date)?.year
        let name = text(row, intervention)
        let reference = self.reference(row, citation: citation, year: year)
        var draft = FindingDraft()
        draft.citation = citation
        draft.year = year.map(String.init) ?? ""
        let who = reference.authors.first?.familyWithParticle ?? reference.title
        let short = String(who.prefix { $0 != "," && $0 != "(" }.prefix(60)).trimmed
        // A study that is in press has no year yet.
        let when = draft.year.isEmpty ? String(date.prefix(20)) : draft.year
        draft.label = String("\(short)\(when.isEmpty ? "" : " (\(when))"): \(name)".prefix(180))
        draft.effect = "\(effect)"
        draft.variance = "\(variance)"
        draft.outcomeDomain = text(row, outcome)
        draft.population = String(text(row, sample).prefix(400))
        draft.phase = grades(row)
        draft.design = StudyDesign.understood(row.trimmed(design)) == nil ? "other" : row.trimmed(design)
        draft.treatedCount = "\(Int(treated))"
        draft.controlCount = "\(Int(control))"
        draft.details = details(row, clusters: clusters)
        draft.reference = reference
        return FindingRow(
            line: row.line,
            cells: row.cells,
            draft: draft,
            strand: nil,
            findingKey: "wwc-finding/" + row.trimmed(finding),
            studyKey: "wwc-study/" + row.trimmed(study),
            intervention: name.isEmpty ? nil : String(name.prefix(200))
        )
    }

    /// The band of grades in its own words, with the word that says what its numbers are.
    private func grades(_ row: CSVRow) -> String {
        let band = text(row, grades)
        return band.contains(where: \.isNumber) ? "Grades \(band)" : band
    }

    private func text(_ row: CSVRow, _ position: Int?) -> String {
        position.map { CharacterReferences.plain(MojibakeRepair.repaired(row.trimmed($0))).trimmed } ?? ""
    }

    /// A number that a finding may carry; nothing where the cell holds something else.
    private func number(_ row: CSVRow, _ position: Int?, in range: ClosedRange<Double>) -> String {
        guard let value = DecimalText.value(of: text(row, position)), range.contains(value) else { return "" }
        return "\(value)"
    }

    private func details(_ row: CSVRow, clusters: Double) -> FindingDetailsDraft {
        var details = FindingDetailsDraft()
        details.subject = String(text(row, topic).prefix(60))
        details.measure = String(text(row, measure).prefix(300))
        details.disadvantagedPercentage = number(row, lunches, in: 0...100)
        details.sendPercentage = number(row, disability, in: 0...100)
        details.ealPercentage = number(row, learners, in: 0...100)
        details.clusterCount = clusters >= 2 && clusters < 1e6 ? "\(Int(clusters))" : ""
        // What kind of test it was, not who evaluated: a word that is not known says nothing.
        details.testMaker = TestMaker.understood(text(row, category)) == nil ? "" : text(row, category)
        let places = [(urban, "urban"), (suburban, "suburban"), (rural, "rural")]
            .filter { text(row, $0.0) == "1" }.map(\.1)
        details.setting = (["United States"] + places).joined(separator: ", ")
        details.sample = String(text(row, sample).prefix(100))
        let spread = FindingDetailsDraft.scale
        let means = -spread.upperBound...spread.upperBound
        details.treatedMean = number(row, treatedMean, in: means)
        details.treatedDeviation = number(row, treatedDeviation, in: spread)
        details.controlMean = number(row, controlMean, in: means)
        details.controlDeviation = number(row, controlDeviation, in: spread)
        return details
    }

    private func reference(_ row: CSVRow, citation: String, year: Int?) -> Reference {
        var reference = CitationText.reference(citation, year: year, place: text(row, publication))
        if reference.title.isEmpty { reference.title = citation }
        reference.identify(.wwc, row.trimmed(study))
        reference.identify(.eric, text(row, eric))
        return reference
    }
}
