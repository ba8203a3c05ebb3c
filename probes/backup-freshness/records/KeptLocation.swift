/// Where a backup lies, as a record keeps it.
enum KeptLocation {
    /// The location without what may be a secret: before the host of a URL a user name and a password may stand, behind its path a token,
    /// and among the parameters of rclone anything.
    static func withoutSecrets(_ location: String) -> String {
        if location.hasPrefix("rclone:"), location.contains("=") { return "rclone:…" }
        guard let mark = location.firstRange(of: "://") else { return location }
        let scheme = location[..<mark.upperBound]
        let rest = location[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let path = rest[authority.endIndex...]
        // A password may hold a slash, and then the host stands in what looks like the path.
        guard !path.contains("@") else { return "\(scheme)…" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return String(scheme + host + path)
    }
}
