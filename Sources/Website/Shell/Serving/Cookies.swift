import HTTPTypes

/// The cookie that names the session. The token in it is stored only as a hash.
enum SessionCookie {
    static func name(_ configuration: SiteConfiguration) -> String {
        SiteCookie.name("session", configuration)
    }

    /// - Parameter token: Base 64 for addresses, as `Accounts` made it.
    /// - Parameter ageSeconds: How long the browser keeps it; the session itself may end before.
    static func field(_ token: String, ageSeconds: Int, _ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(name(configuration), token, ageSeconds: ageSeconds, configuration)
    }

    static func expired(_ configuration: SiteConfiguration) -> HTTPField {
        field("", ageSeconds: 0, configuration)
    }
}

/// The cookie that forms are tied to; see ``FormSecret``.
enum FormCookie {
    static func name(_ configuration: SiteConfiguration) -> String {
        SiteCookie.name("form", configuration)
    }

    static func field(_ secret: FormSecret, _ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(name(configuration), secret.cookie, ageSeconds: nil, configuration)
    }
}

/// How every cookie of the site is written: not for scripts, not with requests that other sites cause.
enum SiteCookie {
    /// Behind TLS the prefix makes browsers refuse a cookie of this name from a neighbouring subdomain.
    static func name(_ stem: String, _ configuration: SiteConfiguration) -> String {
        (configuration.isBehindTLS ? "__Host-" : "") + "braid_\(stem)"
    }

    /// - Parameter ageSeconds: `nil` for as long as the browser is open.
    static func field(_ name: String, _ value: String, ageSeconds: Int?, _ configuration: SiteConfiguration)
        -> HTTPField
    {
        let age = ageSeconds.map { "; Max-Age=\($0)" } ?? ""
        let secure = configuration.isBehindTLS ? "; Secure" : ""
        return HTTPField(
            name: .setCookie,
            value: "\(name)=\(value); Path=/\(age); HttpOnly; SameSite=Lax\(secure)"
        )
    }
}
