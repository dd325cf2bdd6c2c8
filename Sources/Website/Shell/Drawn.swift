import HTML
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer with its body, ready to be sent: drawn now, or kept from before.
struct Drawn: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer
    var notice: String?

    /// A redirect or a file; a page is drawn when the response is made.
    private var page: (any Page)?
    /// What is written piece by piece in place of a body.
    private var stream: Answer.Stream?

    init(answer: Answer) {
        status = answer.status
        headers = answer.headers
        notice = answer.notice
        body = ByteBuffer()
        switch answer.content {
        case .page(let page): self.page = page
        case .redirect(let link): headers[.location] = link.description
        case .bytes(let bytes, let contentType):
            body = bytes
            headers[.contentType] = contentType
        case .stream(let stream, let contentType):
            self.stream = stream
            headers[.contentType] = contentType
        }
        if headers[.cacheControl] == nil { headers[.cacheControl] = Caching.never }
    }

    /// The same with its page drawn in the layout.
    func drawn(for visit: Visit) -> Drawn {
        guard let page else { return self }
        var drawn = self
        drawn.page = nil
        drawn.body = Layout(page: page, visit: visit, isRefused: status == .unprocessableContent).document()
        drawn.headers[.contentType] = "text/html; charset=utf-8"
        return drawn
    }

    /// The response: not sent again to a browser that has it, compressed for one that can unpack it.
    func response(for visit: Visit) -> Response {
        var drawn = drawn(for: visit)
        let configuration = visit.site.configuration
        if let notice {
            drawn.headers.append(Notice.cookie(notice, configuration))
        } else if drawn.status != .seeOther, visit.request.cookies[Notice.name(configuration)] != nil {
            drawn.headers.append(Notice.expired(configuration))
        }
        if drawn.status == .ok, stream == nil, drawn.headers[.cacheControl] != Caching.never {
            let tag = EntityTag.of(drawn.body)
            drawn.headers[.eTag] = tag
            if EntityTag.matches(visit.request.headers[.ifNoneMatch], tag) {
                return Response(status: .notModified, headers: drawn.headers)
            }
        }
        if let stream { return drawn.response(writing: stream, to: visit.request) }
        drawn.compress(for: visit.request)
        return Response(
            status: drawn.status,
            headers: drawn.headers,
            body: ResponseBody(byteBuffer: drawn.body)
        )
    }

    /// The response that is written piece by piece, and compressed so.
    private func response(writing stream: @escaping Answer.Stream, to request: Request) -> Response {
        var drawn = self
        let isCompressed = drawn.isTakenCompressed(by: request)
        if isCompressed { drawn.headers[.contentEncoding] = "gzip" }
        return Response(
            status: drawn.status,
            headers: drawn.headers,
            body: ResponseBody { writer in
                let gzip: GzipStream? = try isCompressed ? GzipStream(.each) : nil
                try await stream { piece in
                    let bytes = ByteBuffer(bytes: piece)
                    let ready = try gzip?.compressed(bytes, isLast: false) ?? bytes
                    if ready.readableBytes > 0 { try await writer.write(ready) }
                }
                if let end = try gzip?.compressed(ByteBuffer(), isLast: true) { try await writer.write(end) }
                try await writer.finish(nil)
            }
        )
    }

    private mutating func compress(for request: Request) {
        guard body.readableBytes >= Gzip.worthwhileBytes, isTakenCompressed(by: request),
            let smaller = Gzip.compressed(body, .each)
        else { return }
        headers[.contentEncoding] = "gzip"
        body = smaller
    }

    /// Whether it can go out compressed; where its type shrinks, the headers say that the answer depends on the reader.
    private mutating func isTakenCompressed(by request: Request) -> Bool {
        guard let contentType = headers[.contentType], Gzip.helps(contentType) else { return false }
        headers[.vary] = headers[.vary].map { $0 + ", Accept-Encoding" } ?? "Accept-Encoding"
        return Gzip.isAccepted(request.headers[.acceptEncoding])
    }
}

/// A sentence that is shown once, on the page after a change. It travels in a cookie, so a redirect to any
/// process shows it.
enum Notice {
    static func name(_ configuration: SiteConfiguration) -> String {
        SiteCookie.name("notice", configuration)
    }

    static func cookie(_ text: String, _ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(
            name(configuration),
            Link.encoded(String(text.prefix(400))),
            ageSeconds: 60,
            configuration
        )
    }

    static func expired(_ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(name(configuration), "", ageSeconds: 0, configuration)
    }

    static func text(of visit: Visit) -> String? {
        guard let value = visit.request.cookies[name(visit.site.configuration)]?.value, !value.isEmpty else {
            return nil
        }
        return Submission.decoded(Substring(value))
    }
}
