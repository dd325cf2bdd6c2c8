import Accounts
import HTTPTypes
import Hummingbird

/// The cookies of signing in, besides the session's.
enum AccountCookie {
    /// Marks a browser that the person used before: strangers' failures then do not lock them out.
    static func device(_ token: Token, _ configuration: SiteConfiguration) -> HTTPField {
        let name = SiteCookie.name("device", configuration)
        return SiteCookie.field(name, token.text, ageSeconds: 180 * 86_400, configuration)
    }

    /// Between the password and the code.
    static func challenge(_ token: Token, _ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(SiteCookie.name("code", configuration), token.text, ageSeconds: 600, configuration)
    }

    static func challengeOver(_ configuration: SiteConfiguration) -> HTTPField {
        SiteCookie.field(SiteCookie.name("code", configuration), "", ageSeconds: 0, configuration)
    }
}

extension Visit {
    /// What Accounts learns of the browser.
    var client: Client {
        Client(
            address: context.clientAddress,
            agent: request.headers[.userAgent] ?? "",
            device: token(cookie: "device")
        )
    }

    /// The sign-in that waits for its code.
    var challenge: Token? { token(cookie: "code") }

    private func token(cookie stem: String) -> Token? {
        request.cookies[SiteCookie.name(stem, site.configuration)].flatMap { Token($0.value) }
    }
}
