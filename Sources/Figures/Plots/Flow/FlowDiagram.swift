/// Who was asked, who was allocated, who was lost and who was counted: boxes and arrows from the top.
///
/// - Note: Hopewell and others (2025), "CONSORT 2025 statement", BMJ 388, figure 1; the same four stages for
///   clusters and pupils, with both counts in each box.
public struct FlowDiagram: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    /// Before allocation, from the top.
    public var stages: [Stage]
    /// One column each; at most four.
    public var arms: [Arm]

    public init(title: String, stages: [Stage], arms: [Arm]) {
        self.title = title
        self.stages = stages
        self.arms = arms
    }

    /// A heading and its counts: "Allocated to the programme" with "12 schools", "604 pupils".
    public struct Box: Sendable, Equatable {
        public var heading: String
        public var lines: [String]

        public init(_ heading: String, lines: [String] = []) {
            self.heading = heading
            self.lines = lines
        }
    }

    /// A box, and those who leave after it.
    public struct Stage: Sendable, Equatable {
        public var box: Box
        public var leaving: Box?

        public init(_ box: Box, leaving: Box? = nil) {
            self.box = box
            self.leaving = leaving
        }
    }

    /// What became of one arm, from allocation to analysis.
    public struct Arm: Sendable, Equatable {
        public var name: String
        public var boxes: [Box]

        public init(name: String, boxes: [Box]) {
            self.name = name
            self.boxes = boxes
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        guard !stages.isEmpty || arms.contains(where: { !$0.boxes.isEmpty }) else {
            throw .empty(what: "boxes")
        }
        guard arms.count <= 4 else { throw .tooMany(what: "arms", limit: 4, found: arms.count) }
        var drawing: FlowDrawing = FlowDrawing(width: width)
        drawing.draw(self)
        return figure(id: id, width: width, drawing: (marks: drawing.marks, height: drawing.y + 2))
    }

    var words: String {
        var sentences: [String] = ["Participant flow."]
        for stage in stages {
            sentences.append(text(stage.box))
            if let leaving = stage.leaving { sentences.append("Left at this point: " + text(leaving)) }
        }
        for arm in arms {
            sentences.append("\(arm.name):")
            sentences += arm.boxes.map { text($0) }
        }
        return sentences.joined(separator: " ")
    }

    private func text(_ box: Box) -> String {
        box.lines.isEmpty ? box.heading + "." : "\(box.heading): \(box.lines.joined(separator: ", "))."
    }

    var table: FigureTable {
        func row(_ part: String, _ box: Box) -> [FigureTable.Cell] {
            [.text(part), .text(box.heading), .text(box.lines.joined(separator: "; "))]
        }
        var rows: [[FigureTable.Cell]] = []
        for stage in stages {
            rows.append(row("All", stage.box))
            if let leaving = stage.leaving { rows.append(row("Leaving", leaving)) }
        }
        for arm in arms { rows += arm.boxes.map { row(arm.name, $0) } }
        return FigureTable(caption: title, headings: ["Part", "Stage", "Number"], rows: rows)
    }
}
