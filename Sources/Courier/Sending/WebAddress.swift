internal import CCurl
internal import ProbeKit

/// A URL, read by libcurl and by nobody else: curl_url(3). All of it is secret but the scheme, the host and the port.
struct WebAddress: Hashable, Sendable {
    let secret: Secret
    let isPlain: Bool
    let host: String
    /// Host and port.
    let place: String
    /// What a reply must not show: the whole of it, the path, and its longer parts.
    let secrets: [Secret]

    private static let longest = 4096

    init(_ text: String) throws(SendProblem) {
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let url = unsafe Self.parse(text) else {
            throw SendProblem(.credential, "the credential holds no address that libcurl can read")
        }
        defer { unsafe curl_url_cleanup(url) }
        let parts = [CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_URL].map { unsafe Self.part($0, of: url) ?? "" }
        guard parts[0] == "https" || parts[0] == "http", !parts[1].isEmpty, !parts[2].isEmpty else {
            throw SendProblem(.credential, "the address in the credential is neither https:// nor http://")
        }
        isPlain = parts[0] == "http"
        host = parts[1]
        place = "\(host):\(unsafe Self.part(CURLUPART_PORT, of: url, UInt32(CURLU_DEFAULT_PORT)) ?? "?")"
        secret = Secret(parts[2], showing: "\(parts[0])://\(parts[1])/")
        let path = unsafe Self.part(CURLUPART_PATH, of: url) ?? ""
        let query = unsafe Self.part(CURLUPART_QUERY, of: url) ?? ""
        let pieces = path.split(separator: "/") + query.split(separator: "&").compactMap { $0.split(separator: "=", maxSplits: 1).last }
        let long = pieces.map(String.init).filter { $0.utf8.count >= 8 && !$0.allSatisfy(\.isNumber) }
        secrets = ([text, parts[2], path, query] + long).map { Secret($0) }
    }

    /// The same with segments behind its path, unless it ends in them, and with more of a query.
    func appending(_ segments: String..., query: [(name: String, value: String)] = []) throws(SendProblem) -> WebAddress {
        guard let url = unsafe Self.parse(secret.text) else { throw SendProblem(.credential, "the address cannot be read again") }
        defer { unsafe curl_url_cleanup(url) }
        var path = unsafe Self.part(CURLUPART_PATH, of: url) ?? "/"
        let tail = segments.map { "/\($0)" }.joined()
        while path.hasSuffix("/") { path.removeLast() }
        if !path.hasSuffix(tail) { path += tail }
        var isSet = unsafe curl_url_set(url, CURLUPART_PATH, path.isEmpty ? "/" : path, 0) == CURLUE_OK
        for (name, value) in query {
            let flags = UInt32(CURLU_APPENDQUERY | CURLU_URLENCODE)
            isSet = unsafe curl_url_set(url, CURLUPART_QUERY, "\(name)=\(value)", flags) == CURLUE_OK && isSet
        }
        guard isSet, let text = unsafe Self.part(CURLUPART_URL, of: url) else {
            throw SendProblem(.config, "the address cannot be completed for this kind of destination")
        }
        return try WebAddress(text)
    }

    /// A name and a password in it are refused: they would be sent to whoever answers.
    private static func parse(_ text: String) -> OpaquePointer? {
        guard let url = unsafe curl_url() else { return nil }
        guard unsafe curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK else {
            unsafe curl_url_cleanup(url)
            return nil
        }
        return unsafe url
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(url, part, &text, flags) == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
