import Accounts
import Database
import Foundation
import HTTPTypes
import NIOCore

/// What a handler answers. The shell turns it into a response.
struct Answer: Sendable {
    enum Content: Sendable {
        case page(any Page)
        case redirect(Link)
        case bytes(ByteBuffer, contentType: String)
        /// Written piece by piece: memory does not grow with it.
        case stream(Stream, contentType: String)
    }

    /// Hands over the pieces of a file in their order.
    typealias Stream = @Sendable (_ write: @concurrent ([UInt8]) async throws -> Void) async throws -> Void

    let content: Content
    var status: HTTPResponse.Status = .ok
    var headers = HTTPFields()
    /// Set for pages that everybody who is not signed in sees alike.
    var caching: Caching?
    /// Shown once at the top of the page that a redirect leads to.
    var notice: String?

    struct Caching: Sendable {
        let topics: [Topic]
        let validUntil: Date?
    }

    static func page(_ page: some Page, status: HTTPResponse.Status = .ok) -> Answer {
        var answer = Answer(content: .page(page))
        answer.status = status
        return answer
    }

    /// A page shown again with what was typed and what is wrong with it.
    static func invalid(_ page: some Page) -> Answer {
        .page(page, status: .unprocessableContent)
    }

    /// After a change: the browser asks for the next page, so that reloading it does not send the form again.
    static func redirect(to link: Link, notice: String? = nil) -> Answer {
        var answer = Answer(content: .redirect(link))
        answer.status = .seeOther
        answer.notice = notice
        return answer
    }

    /// A file to download.
    static func file(_ bytes: ByteBuffer, contentType: String, name: String) -> Answer {
        Answer(content: .bytes(bytes, contentType: contentType)).named(name)
    }

    /// A file to download that may be large. Where making it fails halfway, the connection ends before the file does.
    static func file(contentType: String, name: String, _ stream: @escaping Stream) -> Answer {
        Answer(content: .stream(stream, contentType: contentType)).named(name)
    }

    private func named(_ name: String) -> Answer {
        var answer = self
        let safe = String(
            name.unicodeScalars.filter { $0.isASCII && $0.value >= 32 && $0 != "\"" && $0 != "\\" }
        )
        answer.headers[.contentDisposition] = "attachment; filename=\"\(safe)\""
        return answer
    }

    static func bytes(_ bytes: ByteBuffer, contentType: String) -> Answer {
        Answer(content: .bytes(bytes, contentType: contentType))
    }

    static func text(_ text: String, contentType: String = "text/plain; charset=utf-8") -> Answer {
        .bytes(ByteBuffer(string: text), contentType: contentType)
    }

    /// The same, kept for readers who are not signed in until one of the topics changes, the time comes or, because a
    /// page says what is still to come, the day is over in London. It also ends when a person is erased or renamed: any page
    /// may name somebody.
    ///
    /// Only for pages whose content is the same for everyone who is not signed in, and which hold no form
    /// that writes.
    func cached(_ topics: [Topic], validUntil: Date? = nil) -> Answer {
        var answer = self
        answer.caching = Caching(topics: topics + [.personNames], validUntil: validUntil)
        return answer
    }

    func header(_ name: HTTPField.Name, _ value: String) -> Answer {
        var answer = self
        answer.headers.append(HTTPField(name: name, value: value))
        return answer
    }
}
