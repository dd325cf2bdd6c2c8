import CSV

/// The What Works Clearinghouse's file of findings (US public domain).
///
/// The file gives effects without variances. They are computed as its Procedures Handbook does: the variance
/// of a standardised difference between two groups, with the part from sampling multiplied by the design
/// effect 1 + (*n*/*m* − 1)·ICC where whole classes or schools were assigned (ICC as reported, else 0.20),
/// *n* pupils in *m* clusters.
enum ClearinghouseFile {
    static func rows(
        of reader: CSVReader,
        only filter: RowFilter?,
        strandColumn: String? = nil,
        into take: (FindingRow) -> Void,
        reject: (RejectedRow) -> Void
    ) throws(CSVError) -> (headings: [String], passedOver: Int) {
        let columns = try ClearinghouseColumns(reader.header)
        let filterPosition = try filter?.position(in: reader.header)
        let strandPosition = try strandColumn.map(reader.header.require(column:))
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
                var finding = columns.findingRow(row)
                finding.strand = strandPosition.flatMap { MojibakeRepair.repaired(row.trimmed($0)).nonEmpty }
                take(finding)
            }
        }
        return (reader.header.names, passedOver)
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
