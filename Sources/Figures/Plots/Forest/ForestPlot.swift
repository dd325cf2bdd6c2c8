/// Results of many studies beside each other, each with its interval, and what they say together.
///
/// A square's area is proportional to its weight within its group. Groups stand apart, each with a pool of
/// its own or with the reason why there is none; an overall summary is drawn only where the caller gives one.
/// Intervals that leave the axis end in arrows.
///
/// - Note: Lewis & Clarke (2001), "Forest plots: trying to see the wood and the trees", BMJ 322; prediction
///   interval as Riley, Higgins & Deeks (2011), BMJ 342.
public struct ForestPlot: Plot, WordedPlot, Equatable {
    public var title: String
    /// Replaces the words made from the data.
    public var alternative: String?
    /// Named under the axis, for example "Effect size (SD)".
    public var effectName: String
    /// What a row is, for example "Study" or "Trial".
    public var rowName: String = "Study"
    /// For example "95% interval".
    public var intervalName: String = "95% interval"
    /// Further columns of text; each row holds as many. On a narrow page they stand in the table only.
    public var columnNames: [String] = []
    public var groups: [Group]
    /// A summary over all groups, where pooling them together is right.
    public var overall: Summary?
    /// The value of no difference.
    public var reference: Double = 0
    /// What lies below the reference, for example "Favours usual teaching".
    public var lowerSide: String?
    /// What lies above the reference.
    public var upperSide: String?
    public var decimals: Int = 2
    /// The ends of the axis; chosen from the data where nil.
    public var range: Interval?

    public init(title: String, effectName: String, groups: [Group], overall: Summary? = nil) {
        self.title = title
        self.effectName = effectName
        self.groups = groups
        self.overall = overall
    }

    /// Rows that belong together.
    public struct Group: Sendable, Equatable {
        public var heading: String?
        public var rows: [Row]
        public var summary: Summary?

        public init(heading: String? = nil, rows: [Row], summary: Summary? = nil) {
            self.heading = heading
            self.rows = rows
            self.summary = summary
        }
    }

    /// One result.
    public struct Row: Sendable, Equatable {
        public var label: String
        public var estimate: Double
        public var interval: Interval
        /// On any scale; shares are taken within the group. Nil draws a square of one size and no share.
        public var weight: Double?
        public var columns: [String]
        /// Where the label leads.
        public var link: String?

        public init(
            label: String,
            estimate: Double,
            interval: Interval,
            weight: Double? = nil,
            columns: [String] = [],
            link: String? = nil
        ) {
            self.label = label
            self.estimate = estimate
            self.interval = interval
            self.weight = weight
            self.columns = columns
            self.link = link
        }
    }

    /// What a group says together.
    public enum Summary: Sendable, Equatable {
        case pooled(Pooled)
        /// No diamond, and why: "Fewer than three trials have reported, so there is no pooled result."
        case withheld(reason: String)
    }

    /// A pooled estimate.
    public struct Pooled: Sendable, Equatable {
        public var label: String
        public var estimate: Double
        public var interval: Interval
        /// Where the true effect in a similar new setting is expected.
        public var prediction: Interval?
        public var predictionLabel: String
        /// A line beneath, for example "I² 45%, τ 0.14".
        public var note: String?

        public init(
            label: String,
            estimate: Double,
            interval: Interval,
            prediction: Interval? = nil,
            predictionLabel: String = "Expected range in a similar new setting",
            note: String? = nil
        ) {
            self.label = label
            self.estimate = estimate
            self.interval = interval
            self.prediction = prediction
            self.predictionLabel = predictionLabel
            self.note = note
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        let layout: ForestLayout = ForestLayout(self, width: width)
        var drawing: ForestDrawing = ForestDrawing(plot: self, layout: layout)
        drawing.draw()
        return figure(id: id, width: width, drawing: (marks: drawing.marks, height: drawing.y))
    }
}
