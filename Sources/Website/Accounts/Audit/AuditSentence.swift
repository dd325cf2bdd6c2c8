import Access
import Accounts
import Foundation
import HTML
import Services

/// An entry of the audit in words: `Ada Cole published the offer Reading well`, with links to who and what are still there.
struct AuditSentence: Renderable {
    let line: AuditLine
    let subject: AuditSubjects.Subject?

    @MarkupBuilder var markup: Markup {
        who
        " "
        before
        object
        after
    }

    private var phrase: [String] { AuditPhrases.phrase(line.verb).components(separatedBy: "…") }

    private var before: String { phrase[0] }

    private var after: String { phrase.count > 1 ? phrase[1] : "" }

    @MarkupBuilder private var who: Markup {
        if let person = line.person {
            a(.href(SiteMap.person(person))) { line.who ?? "A person" }
        } else if let program = line.who {
            "The program (\(Self.name(of: program)))"
        } else {
            "Somebody who is not signed in"
        }
    }

    /// What works in the background is named as on its own page: `job evidence.digest` is the weekly letters.
    private static func name(of program: String) -> String {
        let kind = program.wholeMatch(of: /job (.+)/)?.1
        return kind.map { JobWords.of(String($0)).name.lowercasedFirst } ?? program
    }

    @MarkupBuilder private var object: Markup {
        if phrase.count > 1 {
            if line.objectKind == "person" {
                affected
            } else if let subject {
                a(.href(subject.link)) { subject.name }
            } else if !namesKind {
                "something that is no longer there"
            }
        }
    }

    @MarkupBuilder private var affected: Markup {
        if let id = line.objectID {
            if line.person?.rawValue == id {
                "their own account"
            } else {
                a(.href(SiteMap.person(ID(rawValue: id)))) { line.objectName ?? "a person" }
            }
        } else {
            "somebody unknown"
        }
    }

    /// Whether the words before say what kind of thing it is, so that they may stand alone.
    private var namesKind: Bool {
        let nouns: Set<Substring> = [
            "area", "email", "hub", "intervention", "offer", "resource", "strand", "study", "trial",
        ]
        return before.split(separator: " ").last.map { nouns.contains($0) } ?? false
    }
}

/// What a program would ask of an entry.
struct AuditDetails: Renderable {
    let line: AuditLine

    var markup: Markup {
        RowDetails(of: "\(line.verb), \(PlainWords.moment(line.happenedAt))") {
            RowDetails.fact("Verb", line.verb)
            if let object = line.objectID {
                RowDetails.fact("Number of the \(line.objectKind)", "\(ID<AuditLine>(rawValue: object))")
            }
            if line.detail != "{}" { RowDetails.fact("Facts", line.detail) }
            if let request = line.request { RowDetails.fact("Request", request) }
        }.markup
    }
}
