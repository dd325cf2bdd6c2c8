import Access
import Accounts
import Foundation
package import Hummingbird
import Logging
import NIOCore
import Services

/// What a request carries on its way through the site.
package struct SiteContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who is signed in, and by which session: sign-out and the account pages need it.
    var signedIn: SignedIn?
    /// Who asks.
    var actor: Actor { signedIn?.actor ?? Actor.anonymous }
    /// The address that the request came from, behind trusted proxies.
    var clientAddress: String
    /// The browser's secret that form tokens are made from; see ``FormSecret``.
    var formSecret: FormSecret = .none
    /// Names this request in the log, the audit and on an error page.
    var requestID: String = ""

    /// The address of a request that came by no network: a test's.
    static let unknownAddress = "unknown"

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        clientAddress = source.channel.remoteAddress?.ipAddress ?? Self.unknownAddress
    }

    /// Forms of ordinary pages are small; a route that takes files asks for more.
    package var maxUploadSize: Int { 256 * 1024 }
}
