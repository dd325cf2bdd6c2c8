import Directory
import Profiles
import Reach
import Services
import Workbooks

/// Reach as tables to take away.
enum ReachFile {
    /// - Parameter isPublic: Where everyone may have it, few schools are hidden in it as on the page.
    static func reach(_ summary: ReachSummary, isPublic: Bool) -> TableFile {
        TableFile(
            name: "reach-\(summary.scope.year.startYear)",
            sheet: "Reach",
            headings: [
                "Academic year", "Need", "Schools", "Schools reached", "Of all schools reached, %",
                "Disadvantaged pupils there", "Of all disadvantaged pupils, %",
            ],
            rows: summary.fifths.map { line in
                let hides = isPublic && summary.hiddenFifths.contains(line.fifth)
                return [
                    .text(summary.scope.year.description), .text(ReachWords.fifth(line.fifth)),
                    .number(Double(line.schools)),
                    hides ? .text(ReachWords.hidden(line.reached)) : .number(Double(line.reached)),
                    hides ? .text("hidden") : .rounded(summary.shareOfReached(line), decimals: 1),
                    .number(Double(line.disadvantagedPupils)),
                    .rounded(summary.shareOfDisadvantaged(line), decimals: 1),
                ]
            }
        )
    }

    /// By what, on which strand, with which hub and in which year.
    ///
    /// - Parameter isPublic: Where everyone may have it, few schools are hidden in it as on the page.
    static func lines(_ summary: ReachSummary, isPublic: Bool) -> TableFile {
        func line(_ part: String, _ name: String, _ schools: Int, _ needy: Int?) -> [Workbook.Cell] {
            [
                .text(summary.scope.year.description), .text(part), .text(name),
                isPublic && FewSchools.isFew(schools)
                    ? .text(ReachWords.hidden(schools)) : .number(Double(schools)),
                needy.map { needy in
                    isPublic && FewSchools.hides(needy, of: schools)
                        ? .text(ReachWords.hidden(needy)) : .number(Double(needy))
                } ?? .empty,
            ]
        }
        return TableFile(
            name: "reach-lines-\(summary.scope.year.startYear)",
            sheet: "Reach",
            headings: ["Academic year", "By", "Name", "Schools", "Of these in great need"],
            rows: summary.kinds.map { line("What", $0.kind.name, $0.schools, nil) }
                + summary.strands.map { line("Strand", $0.name, $0.schools, $0.highNeedSchools) }
                + summary.hubs.map { line("Hub", $0.name, $0.schools, $0.highNeedSchools) }
                + summary.trend.map { line("Year", $0.year.description, $0.schools, $0.highNeedSchools) }
        )
    }

    static func schoolsReached(_ found: SchoolsReached) -> TableFile {
        TableFile(
            name: "schools-reached-\(found.scope.year.startYear)",
            sheet: "Schools reached",
            headings: [
                "Academic year", "URN", "School", "Town", "Phase", "Need index", "Need",
                "Disadvantaged pupils, %", "Took part in", "With", "Strands of evidence", "Last took part",
            ],
            rows: found.schools.map { reached in
                [
                    .text(found.scope.year.description), .number(Double(reached.school.urn.rawValue)),
                    .text(reached.school.name), .optional(reached.school.town),
                    .text(reached.school.phase.name), .rounded(reached.school.need, decimals: 0),
                    .text(ReachWords.fifth(reached.school.fifth)),
                    .rounded(reached.school.disadvantagedPercentage, decimals: 1),
                    .text(reached.kinds.joined(separator: "; ")),
                    .text(reached.hubs.joined(separator: "; ")),
                    .text(reached.strands.joined(separator: "; ")), .text(reached.lastOn.description),
                ]
            }
        )
    }

    static func coldSpots(_ spots: [ColdSpot]) -> TableFile {
        TableFile(
            name: "schools-not-reached",
            sheet: "Schools not reached",
            headings: [
                "URN", "School", "Town", "Phase", "Need index", "Disadvantaged pupils, %", "Last took part",
                "Nearest hub", "Miles", "Offers that fit",
            ],
            rows: spots.map { spot in
                [
                    .number(Double(spot.school.urn.rawValue)), .text(spot.school.name),
                    .optional(spot.school.town), .text(spot.school.phase.name),
                    .rounded(spot.school.need, decimals: 0),
                    .rounded(spot.school.disadvantagedPercentage, decimals: 1),
                    .text(spot.lastReachedOn?.description ?? "nothing known"), .optional(spot.nearest?.name),
                    .rounded(spot.nearest.map { PlainWords.inMiles($0.kilometres) }, decimals: 0),
                    .text(spot.offers.map(\.title).joined(separator: "; ")),
                ]
            }
        )
    }

    static func overlaps(_ overlaps: [Overlap]) -> TableFile {
        TableFile(
            name: "schools-with-many-hubs",
            sheet: "Schools with many hubs",
            headings: [
                "URN", "School", "Town", "Phase", "Hubs in twelve months",
                "Schools in great need in the same authority with none",
            ],
            rows: overlaps.map { overlap in
                [
                    .number(Double(overlap.school.urn.rawValue)), .text(overlap.school.name),
                    .optional(overlap.school.town), .text(overlap.school.phase.name),
                    .number(Double(overlap.school.hubCount)), .number(Double(overlap.unreachedNeighbours)),
                ]
            }
        )
    }

    /// - Parameter isPublic: For readers who may not see few schools.
    static func targets(_ lines: [TargetLine], of area: Area, _ year: AcademicYear, isPublic: Bool)
        -> TableFile
    {
        TableFile(
            name: "targets-\(area.slug)-\(year.startYear)",
            sheet: "Targets",
            headings: ["Area", "Academic year", "Target", "Goal", "So far", "Schools in the area"],
            rows: lines.map { line in
                [
                    .text(area.name), .text(year.description), .text(line.measure.name),
                    .optional(line.goal),
                    isPublic && line.isHidden
                        ? .text(ReachWords.hidden(line.reached)) : .number(Double(line.reached)),
                    .number(Double(line.possible)),
                ]
            }
        )
    }

    static func kpiReturn(_ record: KPIReturnRecord) -> TableFile {
        let period = record.kpiReturn.period
        let withdrawn = record.kpiReturn.withdrawal == nil ? "" : "-withdrawn"
        return TableFile(
            name: "return-\(period.from)-\(period.to)\(withdrawn)",
            sheet: "Return",
            headings: [
                "Measure", "Figure", "Unit", "Rows behind it", "Target", "Since the last return",
                "Narrowed to", "Note", "Definition", "State",
            ],
            rows: record.measures.map { measure in
                let figure = record.figure(measure.id)
                return [
                    .text(measure.name), .optional(figure?.value), .text(measure.unit),
                    .number(Double(figure?.count ?? 0)), .optional(measure.target),
                    .optional(record.change(of: measure.id)),
                    .text(ReachWords.narrowing(measure).joined(separator: "; ")),
                    .text(figure?.note ?? ""),
                    .text(record.definition.citation),
                    .text(record.kpiReturn.stateWords),
                ]
            }
        )
    }

    static func kpiRows(_ rows: KPIRows, behind measure: DefinedMeasure) -> TableFile {
        TableFile(
            name: "rows-\(measure.id)",
            sheet: "Rows",
            headings: rows.columns,
            rows: rows.rows.map { row in
                zip(row, rows.columns).map { .text(ReachWords.cell($0, under: $1)) }
            }
        )
    }

    /// - Parameter showsParticipation: What a school took part in is for people of the network.
    static func similar(_ found: SimilarSchools, showsParticipation: Bool) -> TableFile {
        let shown = found.used
        return TableFile(
            name: "schools-like-\(found.urn)",
            sheet: "Similar schools",
            headings: ["URN", "School", "Town"] + shown.map(\.name)
                + ["Published progress", "Distance, SD", "Miles away"]
                + (showsParticipation ? ["Took part on these strands"] : []),
            rows: found.schools.map { school in
                let figures: [Workbook.Cell] = shown.map { .optional(school.figures[$0]) }
                let ends: [Workbook.Cell] = [
                    .rounded(school.progress, decimals: 2), .rounded(school.distance, decimals: 3),
                    .rounded(school.kilometres.map(PlainWords.inMiles), decimals: 0),
                ]
                let strands: [Workbook.Cell] =
                    showsParticipation
                    ? [.text(school.strands.map(\.title).joined(separator: "; "))] : []
                return [.number(Double(school.urn.rawValue)), .text(school.name), .optional(school.town)]
                    + figures + ends + strands
            }
        )
    }

    static func outcomes(_ outcomes: OutcomesBesideReach) -> TableFile {
        var file = TableFile(
            name: "results-beside-reach-\(outcomes.scope.year.startYear)",
            sheet: "Results beside reach",
            headings: [
                "Measure", "Before", "After", "Fifth of disadvantage", "Group", "Schools", "Mean before",
                "Mean change", "Lower quartile of change", "Upper quartile of change",
            ]
        )
        for line in outcomes.lines {
            for comparison in [line.all] + line.fifths {
                for (name, group) in [
                    ("Took part", comparison.content?.tookPart), ("Did not", comparison.content?.others),
                ] {
                    let numbers: [Workbook.Cell] =
                        comparison.content == nil
                        ? [.text("hidden: few schools"), .empty, .empty, .empty, .empty]
                        : [
                            .number(Double(group?.schools ?? 0)), .rounded(group?.meanBefore, decimals: 2),
                            .rounded(group?.meanChange, decimals: 2),
                        ] + quartiles(of: group)
                    file.rows.append(
                        [
                            .text(line.measure.name), .text(line.before.description),
                            .text(line.after.description),
                            .text(comparison.fifth.map(String.init) ?? "all"), .text(name),
                        ] + numbers
                    )
                }
            }
        }
        return file
    }

    /// Nothing for nobody; beyond the quartiles of few schools few lie.
    private static func quartiles(of group: OutcomesBesideReach.Group?) -> [Workbook.Cell] {
        guard let group else { return [.empty, .empty] }
        guard let half = group.middleHalf else { return [.text("hidden: few schools"), .empty] }
        return [.rounded(half.lowerBound, decimals: 1), .rounded(half.upperBound, decimals: 1)]
    }
}
