/// The readable part of an address, made from a name.
enum Slug {
    /// Small letters, digits and hyphens, at most 80; `hub` for a name with none.
    static func of(_ name: String) -> String {
        var slug = ""
        for word in SearchKey.words(name) {
            guard slug.utf8.count + word.utf8.count < 80 else { break }
            if !slug.isEmpty { slug += "-" }
            slug += word
        }
        return slug.isEmpty ? "hub" : slug
    }
}
