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
        if let stream { return Self.response(drawn, stream) }
        drawn.compress(for: visit.request)
        return Response(
            status: drawn.status,
            headers: drawn.headers,
            body: ResponseBody(byteBuffer: drawn.body)
        )
    }

    private static func response(_ drawn: Drawn, _ stream: @escaping Answer.Stream) -> Response {
        Response(
            status: drawn.status,
            headers: drawn.headers,
            body: ResponseBody { writer in
                try await stream { piece in
                    if !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
                }
                try await writer.finish(nil)
            }
        )
    }

    private mutating func compress(for request: Request) {
        guard let contentType = headers[.contentType], Gzip.helps(contentType) else { return }
        guard body.readableBytes >= Gzip.worthwhileBytes else { return }
        headers[.vary] = headers[.vary].map { $0 + ", Accept-Encoding" } ?? "Accept-Encoding"
        guard Gzip.isAccepted(request.headers[.acceptEncoding]) else { return }
        guard let smaller = Gzip.compressed(body, .each) else { return }
        headers[.contentEncoding] = "gzip"
        body = smaller
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
