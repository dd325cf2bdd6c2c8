/// A file of made-up findings in the columns of the What Works Clearinghouse.
package enum ClearinghouseFile {
    package struct Finding: Sendable {
        /// The clearinghouse's number of the study.
        package var study: String
        /// The family name of the study's author.
        package var author: String
        /// As the file writes it.
        package var effect: String
        package var intervention = "Reading Room"
        package var treated = 100
        package var control = 100
        package var topic = "literacy"
        package var grades = ""
        /// The column that says what kind of test it was.
        package var category = ""

        package init(_ study: String, by author: String, _ effect: String) {
            self.study = study
            self.author = author
            self.effect = effect
        }
    }

    private static let headings = [
        "f_FindingID", "s_StudyID", "s_Citation", "s_Publication_Date", "s_Study_Design",
        "s_Intervention_Name",
        "f_Outcome_Domain", "f_Sample_Description", "f_Is_Subgroup", "f_T_SS", "f_C_SS", "f_T_Cluster_SS",
        "f_C_Cluster_SS", "f_Effect_Size_WWC", "f_ICC", "topic", "grade_band", "category",
    ]

    /// The heading and a line for each finding, numbered from 1; each has an outcome of its own.
    package static func lines(_ findings: [Finding]) -> [String] {
        let rows = findings.enumerated().map { number, finding in
            [
                "\(number + 1)", finding.study, "\"\(finding.author), A. (2016). Study \(finding.study).\"",
                "2016",
                "RCT", finding.intervention, "Outcome \(number)", "Whole", "0", "\(finding.treated)",
                "\(finding.control)", "", "", finding.effect, "", finding.topic, finding.grades,
                finding.category,
            ]
        }
        return ([headings] + rows).map { $0.joined(separator: ",") }
    }

    package static func bytes(_ findings: [Finding]) -> [UInt8] {
        Array((lines(findings).joined(separator: "\n") + "\n").utf8)
    }
}
