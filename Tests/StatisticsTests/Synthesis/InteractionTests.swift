import Statistics
import Testing

/// How interactions and factors are coded, against metafor 3.8-1 under R 4.2.2: `rma(yi, vi, mods = …, method = "DL")`
/// on twelve effects that we wrote.
@Suite("Interactions and factors of a synthesis")
struct InteractionTests {
    static let effects = [0.12, 0.35, -0.05, 0.44, 0.61, 0.20, 0.02, -0.31, -0.12, -0.50, 0.30, 0.15]
    static let variances = [0.02, 0.03, 0.01, 0.04, 0.02, 0.05, 0.02, 0.03, 0.01, 0.06, 0.02, 0.03]
    static let slope = Moderator.continuous(name: "x", values: [1, 2, 3, 4, 5, 1, 2, 4, 5, 6, 2.5, 3.5])
    static let grades = ["8", "9", "10", "11", "10", "8", "9", "10", "11", "9", "8", "11"]
    static let group = Moderator.factor(
        name: "g",
        values: ["a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "a", "b"]
    )
    static let kinds = ["p", "q", "r", "p", "q", "r", "p", "q", "r", "p", "r", "q"]
    static let kind = Moderator.factor(name: "h", values: kinds)

    private func fit(_ moderators: Moderator...) throws -> MetaAnalysis {
        try MetaAnalysis.regression(
            effects: Self.effects,
            variances: Self.variances,
            moderators: moderators,
            method: .derSimonianLaird
        )
    }

    private func expect(_ fit: MetaAnalysis, _ rows: [(name: String, estimate: Double, error: Double)]) {
        #expect(fit.coefficients.map(\.name) == rows.map(\.name))
        for (coefficient, row) in zip(fit.coefficients, rows) {
            expectClose(coefficient.estimate, row.estimate, relative: 1e-9)
            expectClose(coefficient.standardError, row.error, relative: 1e-9)
        }
    }

    @Test("an interaction without the slope itself gives the slope of each level")
    func slopesOfLevels() throws {
        let alone = try fit(.interaction(Self.slope, Self.group))
        expect(
            alone,
            [
                ("intercept", 0.1171539798347375, 0.1616505511865139),
                ("x:ga", 0.0612772969696123, 0.0543949539027951),
                ("x:gb", -0.0626317870099248, 0.0446462786939894),
            ]
        )
        expectClose(alone.betweenStudyVariance, 0.0259545724953264, relative: 1e-9)
        expectClose(try #require(alone.moderatorTest).statistic, 11.468200642081, relative: 1e-9)
        #expect(try alone.termTest("x:g").degreesOfFreedom == 2)

        let beside = try fit(Self.slope, .interaction(Self.slope, Self.group))
        expect(
            beside,
            [
                ("intercept", 0.1171539798347372, 0.1616505511865138),
                ("x", 0.0612772969696124, 0.0543949539027951),
                ("x:gb", -0.1239090839795370, 0.0381111149404241),
            ]
        )
        expectClose(beside.betweenStudyVariance, alone.betweenStudyVariance, relative: 1e-12)
    }

    @Test("two factors without their own columns give cells, the last beside the constant")
    func cells() throws {
        let cells = try fit(.interaction(Self.group, Self.kind))
        expect(
            cells,
            [
                ("intercept", -0.00437704525500809, 0.182431112835927),
                ("ga:hp", 0.26218852262750397, 0.261996938641348),
                ("gb:hp", -0.17229277565411460, 0.268141774199149),
                ("ga:hq", 0.49406272952421326, 0.258165691040704),
                ("gb:hq", -0.07562295474499180, 0.263316894994506),
                ("ga:hr", 0.11405556179528185, 0.248227534440498),
            ]
        )
        let test = try #require(cells.moderatorTest)
        expectClose(test.statistic, 8.45853720004935, relative: 1e-9)
        #expect(test.degreesOfFreedom == 5)
    }

    @Test("no model depends on which level is the reference")
    func referenceDoesNotMatter() throws {
        guard case .factor(let name, let values, _) = Self.group else { return }
        let turned = Moderator.factor(name: name, values: values, reference: "b")
        for moderators in [
            [Moderator.interaction(Self.slope, Self.group)],
            [Self.kind, .interaction(Self.group, Self.kind)],
            [.interaction(.interaction(Self.slope, Self.group), Self.kind)],
        ] {
            func replaced(_ moderator: Moderator) -> Moderator {
                if case .interaction(let left, let right) = moderator {
                    return .interaction(replaced(left), replaced(right))
                }
                return moderator == Self.group ? turned : moderator
            }
            func fitted(_ terms: [Moderator]) throws -> MetaAnalysis {
                try MetaAnalysis.regression(
                    effects: Self.effects,
                    variances: Self.variances,
                    moderators: terms,
                    method: .derSimonianLaird
                )
            }
            let first = try fitted(moderators)
            let second = try fitted(moderators.map(replaced))
            expectClose(first.betweenStudyVariance, second.betweenStudyVariance, relative: 1e-9)
            expectClose(
                try #require(first.moderatorTest).statistic,
                try #require(second.moderatorTest).statistic,
                relative: 1e-8
            )
        }
    }

    @Test("a combination that no study has is no coefficient")
    func emptyCells() throws {
        let kept = Self.effects.indices.filter { index in
            guard case .factor(_, let groups, _) = Self.group else { return true }
            return !(groups[index] == "b" && Self.kinds[index] == "q")
        }
        func chosen(_ moderator: Moderator) -> Moderator {
            guard case .factor(let name, let values, _) = moderator else { return moderator }
            return .factor(name: name, values: kept.map { values[$0] })
        }
        let group = chosen(Self.group)
        let kind = chosen(Self.kind)
        let fit = try MetaAnalysis.regression(
            effects: kept.map { Self.effects[$0] },
            variances: kept.map { Self.variances[$0] },
            moderators: [group, kind, .interaction(group, kind)],
            method: .derSimonianLaird
        )
        expect(
            fit,
            [
                ("intercept", 0.255920679862865, 0.180197254867777),
                ("gb", -0.427899750340708, 0.260918359799903),
                ("hq", 0.234657531873352, 0.250980383552383),
                ("hr", -0.147928454847874, 0.240731410213164),
                ("gb:hr", 0.311748885091029, 0.351813254559162),
            ]
        )
    }

    @Test("levels that are numbers ascend by value")
    func numbersAscend() throws {
        expect(
            try fit(.factor(name: "grade", values: Self.grades)),
            [
                ("intercept", 0.2071920081455167, 0.196065942308469),
                ("grade9", -0.2161975501899787, 0.280894411745546),
                ("grade10", -0.1172685020981827, 0.271785268155339),
                ("grade11", -0.0759217413873131, 0.275353114799534),
            ]
        )
    }
}
