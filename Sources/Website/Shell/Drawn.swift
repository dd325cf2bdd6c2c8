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
        }
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    }

    /// The same with its page drawn in the layout.
    func drawn(for visit: Visit) -> Drawn {
        guard let page else { return self }
        var drawn = self
        drawn.page = nil
        drawn.body = Layout(page: page, visit: visit).document()
        drawn.headers[.contentType] = "text/html; charset=utf-8"
        return drawn
    }

    func response(for visit: Visit) -> Response {
        var drawn = drawn(for: visit)
        let isSecure = visit.site.configuration.isBehindTLS
        if let notice {
            drawn.headers.append(Notice.cookie(notice, isSecure: isSecure))
        } else if drawn.status != .seeOther, visit.request.cookies[Notice.name] != nil {
            drawn.headers.append(Notice.expired(isSecure: isSecure))
        }
        return Response(status: drawn.status, headers: drawn.headers, body: ResponseBody(byteBuffer: drawn.body))
    }
}

/// A sentence that is shown once, on the page after a change. It travels in a cookie, so a redirect to any process shows it.
enum Notice {
    static let name = "braid_notice"

    static func cookie(_ text: String, isSecure: Bool) -> HTTPField {
        field(value: Link.encoded(String(text.prefix(400))), age: 60, isSecure: isSecure)
    }

    static func expired(isSecure: Bool) -> HTTPField {
        field(value: "", age: 0, isSecure: isSecure)
    }

    static func text(of visit: Visit) -> String? {
        guard let value = visit.request.cookies[name]?.value, !value.isEmpty else { return nil }
        return Submission.decoded(Substring(value))
    }

    private static func field(value: String, age: Int, isSecure: Bool) -> HTTPField {
        let secure = isSecure ? "; Secure" : ""
        return HTTPField(
            name: .setCookie, value: "\(name)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Lax\(secure)"
        )
    }
}
