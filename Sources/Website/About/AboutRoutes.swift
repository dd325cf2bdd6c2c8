import Access
import HTTPTypes

extension Site {
    func addAbout(to routes: Routes) {
        routes.get(Place<String>("/assets/{name}"), .everyone) { _, name in
            guard let asset = Assets.all[name] else { throw AccessError.notFound }
            return Answer.bytes(asset.bytes, contentType: asset.contentType)
                .header(.cacheControl, "public, max-age=31536000, immutable")
        }
    }
}
