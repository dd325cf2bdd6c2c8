import Archives
import HTML
import NIOCore
import Services
import Trials

/// What is deposited outside: the protocol in canonical form and readable, every amendment, the time-stamp
/// request, and how to check them. The same protocol gives the same bytes.
struct ProtocolBundle {
    let published: PublishedProtocol
    let organisation: String
    let address: String
    let choices: ProtocolChoiceLists

    func zip() throws -> [UInt8] {
        var files: [ZipArchive.File] = [
            .init("README.txt", Array(readme.utf8)),
            .init("protocol.json", published.publication.text.canonical),
            .init("protocol.html", readable),
            .init("protocol.tsq", Self.request(published)),
        ]
        for amendment in published.amendments {
            files.append(.init("amendment-\(amendment.number).json", amendment.text.canonical))
        }
        return try ZipArchive.bytes(
            of: files,
            at: published.amendments.last?.madeAt ?? published.publication.at
        )
    }

    /// For the protocol as it stands.
    static func request(_ published: PublishedProtocol) -> [UInt8] {
        TimeStampRequest.bytes(sha256: [UInt8](hexadecimal: published.record.text.sha256) ?? [])
    }

    private var readable: [UInt8] {
        let page = html(.lang("en-GB")) {
            head {
                meta(.named("charset", "utf-8"))
                HTML.title { published.record.text[.title] }
            }
            HTML.body {
                h1 { published.record.text[.title] }
                p { "\(organisation). Published \(ProtocolWords.instant(published.publication.at))." }
                p { "SHA-256 as published: \(published.publication.sha256)" }
                ProtocolView(text: published.record.text, choices: choices)
                if !published.amendments.isEmpty {
                    h2 { "Amendments" }
                    for amendment in published.amendments { AmendmentView(amendment: amendment) }
                }
            }
        }
        return Array(page.document().readableBytesView)
    }

    private var readme: String {
        let amendments = published.amendments.map { amendment in
            "amendment-\(amendment.number).json  \(amendment.sha256)  \(ProtocolWords.instant(amendment.madeAt))"
        }
        return """
            \(published.record.text[.title])
            \(organisation)
            \(address)

            This is the protocol of a registered trial, for deposit in a register such as OSF or ISRCTN.

            protocol.json  \(published.publication.sha256)  \(ProtocolWords.instant(published.publication.at))
            \(amendments.isEmpty ? "There is no amendment." : amendments.joined(separator: "\n"))

            The number after each file is its SHA-256: sha256sum protocol.json
            protocol.json is in canonical form (RFC 8785). protocol.html is the same to read, with every amendment.
            protocol.tsq asks a time-stamping authority (RFC 3161) for a time stamp of the protocol as it stands:
              curl -H "Content-Type: application/timestamp-query" --data-binary @protocol.tsq AUTHORITY > answer.tsr
              openssl ts -verify -in answer.tsr -queryfile protocol.tsq -CAfile AUTHORITY.pem

            The secret of the allocation is committed by its SHA-256, and shown after the units are allocated:
            \(published.publication.commitment)

            """.replacing("\n", with: "\r\n")
    }
}
