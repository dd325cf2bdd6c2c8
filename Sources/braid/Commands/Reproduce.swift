import ArgumentParser
import Foundation
import Statistics
import Trials

/// `braid reproduce`: repeats a trial's analysis from its bundle, after the pupils' rows are destroyed.
struct Reproduce: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Repeat a trial's analysis from its reproduction bundle and compare every figure.",
        discussion: """
            FILE is the bundle that a trial's analyst downloads from its analysis page. It holds the sums of each school without codes, \
            and it is restricted: a group in them may be one pupil.
            Ends with an error when a figure comes out otherwise.
            """
    )

    @Argument(help: "A reproduction bundle.")
    var file: String
    @Flag(help: "Print the figures that come out otherwise, and nothing else.")
    var quiet = false

    func run() throws {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw CommandFailure.noInput("\(file) cannot be read.")
        }
        let bundle: ReproductionBundle
        do throws(ReproductionError) {
            bundle = try ReproductionBundle.read(Array(bytes))
        } catch {
            switch error {
            case .unreadable: throw CommandFailure.data("\(file) is not a whole reproduction bundle.")
            case .inconsistent:
                throw CommandFailure.data(
                    "\(file) was changed: parts of it do not fit together. Download it again."
                )
            case .otherFormat(let name):
                throw CommandFailure.data("\(file) has the form “\(name)”, which this version does not read.")
            }
        }
        let figures: [ReproducedFigure]
        do {
            figures = try bundle.repeated()
        } catch let error as TrialError {
            throw CommandFailure.data(AnalysisProblem.words(error))
        }
        if !quiet {
            print(
                "\(bundle.title): computed by Braid \(bundle.codeVersion), protocol \(bundle.protocolDigest)"
            )
            switch bundle.holdsProtocolFollowed {
            case true: print("The protocol in the bundle has that digest.")
            case false:
                print(
                    "The protocol in the bundle is not the one that was followed: it was amended after this analysis, or the file was changed."
                )
            case nil: break
            }
        }
        for figure in figures where !quiet || !figure.isSame {
            print("\(figure.isSame ? "same " : "OTHER") \(figure.name): \(figure.expected) · \(figure.found)")
        }
        let others = figures.count { !$0.isSame }
        guard others == 0 else {
            let versions =
                bundle.codeVersion == BraidVersion.text
                ? "" : " They were computed by Braid \(bundle.codeVersion); this is \(BraidVersion.text)."
            throw CommandFailure.data(
                "\(others) of \(figures.count) figures come out otherwise.\(versions)"
            )
        }
        if !quiet { print("All \(figures.count) figures are the same.") }
    }
}
