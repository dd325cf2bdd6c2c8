import HTTPTypes

/// Headers of every answer: what a browser may load, who may frame it, what it may tell others.
struct SecurityHeaders: Sendable {
    /// No script or style inside a page, nothing from elsewhere, no frames around it, forms only to this
    /// site.
    static let contentPolicy: String = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
        "base-uri 'none'",
    ].joined(separator: "; ")

    /// For a page made to stand in other sites' frames: less than any page may do, but any site may frame it.
    static let framedPolicy: String = [
        "default-src 'none'", "style-src 'self'", "form-action 'none'", "frame-ancestors *",
        "base-uri 'none'",
    ].joined(separator: "; ")

    private let fields: [HTTPField]

    init(_ configuration: SiteConfiguration) {
        var fields: [HTTPField] = [
            HTTPField(name: .contentSecurityPolicy, value: Self.contentPolicy),
            HTTPField(name: .xContentTypeOptions, value: "nosniff"),
            HTTPField(name: .referrerPolicy, value: "same-origin"),
            HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
            HTTPField(name: .permissionsPolicy, value: "camera=(), geolocation=(), microphone=()"),
        ]
        if configuration.isBehindTLS {
            fields.append(
                HTTPField(name: .strictTransportSecurity, value: "max-age=31536000; includeSubDomains")
            )
        }
        self.fields = fields
    }

    func add(to headers: inout HTTPFields) {
        for field in fields where !headers.contains(field.name) { headers.append(field) }
    }
}

extension HTTPField.Name {
    // HTTP Types does not name these; each is a valid token.
    static let referrerPolicy = named("Referrer-Policy")
    static let permissionsPolicy = named("Permissions-Policy")
    static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")
    static let forwardedFor = named("X-Forwarded-For")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a header's name") }
        return name
    }
}

/// The values of `Cache-Control`.
enum Caching {
    /// Pages of a person, and pages with forms: not on a shared machine's disk, not behind the back button
    /// after sign-out.
    static let never = "no-store"
    /// The same for everyone, but a browser asks each time whether it is still so.
    static let revalidate = "no-cache"
    /// A file with its hash in its name.
    static let forever = "public, max-age=31536000, immutable"
    /// Small files that browsers ask for by a fixed name.
    static let forADay = "public, max-age=86400"
}
