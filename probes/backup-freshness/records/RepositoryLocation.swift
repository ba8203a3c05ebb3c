/// Where a backup lies, as tools write it.
enum RepositoryLocation {
    /// The location without what may be a secret: before the host of a URL a user name and a password may stand, behind its path a token.
    static func withoutSecrets(_ location: String) -> String {
        guard let scheme = location.firstRange(of: "://") else { return location }
        let rest = location[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return String(location[..<scheme.upperBound] + host + rest[authority.endIndex...])
    }
}
