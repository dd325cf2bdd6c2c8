import Database
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A page as it is sent, in both forms and with all its headers, and what would make it untrue.
final class KeptPage: Sendable {
    let topics: [Topic]
    let moment: TopicEpochs.Moment
    let validUntil: Date
    /// Where the time of answers from the cache is counted.
    let duration: DurationMeter
    /// The page as it goes through the rest of the shell the first time.
    let drawn: Drawn
    private let tag: String
    private let plain: Form
    private let compressed: Form?
    private let unchanged: HTTPFields

    private struct Form: Sendable {
        let headers: HTTPFields
        let body: ByteBuffer
    }

    init(
        _ drawn: Drawn,
        topics: [Topic],
        moment: TopicEpochs.Moment,
        validUntil: Date,
        route: String,
        site: Site
    ) {
        self.drawn = drawn
        self.topics = topics
        self.moment = moment
        self.validUntil = validUntil
        duration = site.metrics.requestDuration(route: route, method: "GET", status: 200)
        tag = EntityTag.of(drawn.body)
        var headers = drawn.headers
        headers[.eTag] = tag
        headers[.vary] = "Cookie, Accept-Encoding"
        SecurityHeaders(site.configuration).add(to: &headers)
        unchanged = headers
        plain = Form(headers: Self.measured(headers, drawn.body), body: drawn.body)
        compressed = Gzip.compressed(drawn.body, .kept).map { body in
            var headers = headers
            headers[.contentEncoding] = "gzip"
            return Form(headers: Self.measured(headers, body), body: body)
        }
    }

    var sizeBytes: Int { plain.body.readableBytes + (compressed?.body.readableBytes ?? 0) + 2_000 }

    func response(to request: Request) -> Response {
        if EntityTag.matches(request.headers[.ifNoneMatch], tag) {
            return Response(status: .notModified, headers: unchanged)
        }
        let isSmall = Gzip.isAccepted(request.headers[.acceptEncoding])
        let form = isSmall ? compressed ?? plain : plain
        return Response(status: .ok, headers: form.headers, body: ResponseBody(byteBuffer: form.body))
    }

    private static func measured(_ headers: HTTPFields, _ body: ByteBuffer) -> HTTPFields {
        var headers = headers
        headers[.contentLength] = String(body.readableBytes)
        return headers
    }
}
