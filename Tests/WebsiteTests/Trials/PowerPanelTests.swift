import HTML
import Testing
import Trials

@testable import Website

@Suite("What a trial can detect, as pages say it")
struct PowerPanelTests {
    private static func panel(
        schools: Int,
        now: Int?,
        target: String = "0.20",
        isAllocated: Bool = false
    ) throws -> PowerPanel {
        var text = ProtocolDesign.schools.template
        text[.pupilsPerSchool] = "25"
        text[.attrition] = "0"
        text[.schools] = "\(schools)"
        text[.targetMDES] = target
        return try #require(PowerPanel(text, now: now, isAllocated: isAllocated))
    }

    @Test("it is said that the schools wanted do not reach the target, and how many would")
    func short() throws {
        let panel = try Self.panel(schools: 40, now: 10)
        let said = try #require(panel.short)
        let start = "40 schools do not reach the target of 0.20: it takes "
        #expect(said.hasPrefix(start))
        let enough = try #require(Int(said.dropFirst(start.count).dropLast()))
        let shown = { (count: Int) in
            panel.precision.detectable(schools: count, for: .all).map(EvidenceText.effect)
        }
        #expect(shown(40) == "0.28" && shown(enough) == "0.20" && shown(enough - 1) == "0.21")
        #expect(panel.markup.rendered().contains(said))
    }

    @Test("nothing is said where they reach it, and no number is named where none does")
    func reached() throws {
        #expect(try Self.panel(schools: 40, now: 10, target: "0.28").short == nil)
        #expect(
            try Self.panel(schools: 40, now: nil, target: "0.01").short
                == "40 schools do not reach the target of 0.01, and with what the protocol expects not even 5,000 would."
        )
    }

    @Test("further schools are spoken of only while they can join")
    func allocated() throws {
        let open = try Self.panel(schools: 40, now: 12).markup.rendered()
        #expect(open.contains("One more school brings it from") && open.contains("With 40 schools: 0.28."))
        let full = try Self.panel(schools: 12, now: 12).markup.rendered()
        #expect(full.contains("12 schools have joined") && !full.contains("With 12 schools:"))
        let allocated = try Self.panel(schools: 12, now: 12, isAllocated: true).markup.rendered()
        #expect(allocated.contains("12 schools take part: the trial can detect"))
        for word in ["more school", "One more than now", "could now", "times the target", "do not reach"] {
            #expect(!allocated.contains(word), "\(word)")
        }
    }

    @Test("one effect is written with as many digits wherever it stands")
    func rounding() throws {
        let page = try Self.panel(schools: 40, now: 10).markup.rendered()
        #expect(page.contains("One more school brings it from 0.61 to 0.58, ten more to 0.40."))
        #expect(!page.contains(#/from 0\.[0-9]{3}/#))
    }
}
