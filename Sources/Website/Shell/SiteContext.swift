import Access
import Foundation
package import Hummingbird
import Logging
import NIOCore
import Services

/// What a request carries on its way through the site.
package struct SiteContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks. Set by the sign-in middleware from the session cookie.
    var actor: Actor = .anonymous
    /// The address that the request came from, behind trusted proxies.
    var clientAddress: String
    /// The browser's secret that form tokens are made from; see ``FormToken``.
    var formSecret: FormSecret = .none
    /// Names this request in the log, the audit and on an error page.
    var requestID: String = ""
    /// The session behind the actor, for sign-out and the session list.
    var sessionToken: String?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        clientAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    /// Forms of ordinary pages are small; a route that takes files asks for more.
    package var maxUploadSize: Int { 256 * 1024 }
}
