internal import ProbeKit

/// The secrets of one destination, one a line.
///
///     https://hooks.example.com/…    where to send
///     whsec_…                        a key for HMAC-SHA256, Standard Webhooks; several while one replaces another
///     whsk_…                         a key for Ed25519, likewise
///     bearer …                       a token for the header Authorization
///     …                              the routing key of PagerDuty; the token of a bot of Telegram, and below it the chat
struct Credential: Sendable {
    private(set) var address: WebAddress?
    private(set) var signing: [SigningKey] = []
    private(set) var bearer: Secret?
    /// What is neither.
    private(set) var words: [Secret] = []
    /// What must not be seen in a reply or an error.
    private(set) var secrets: [Secret] = []

    private static let mostLines = 16

    init(_ bytes: [UInt8]) throws(SendProblem) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count <= Self.mostLines else { throw SendProblem(.credential, "the credential has more than \(Self.mostLines) lines") }
        for (index, line) in lines.enumerated() {
            let isPrintable = !line.isEmpty && line.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
            guard isPrintable, try take(String(decoding: line, as: UTF8.self)) else {
                throw SendProblem(.credential, "line \(index + 1) of the credential is not understood")
            }
        }
    }

    /// False for a second one of what there can be but one, and for a key that is none.
    private mutating func take(_ line: String) throws(SendProblem) -> Bool {
        if line.hasPrefix("https://") || line.hasPrefix("http://") {
            guard address == nil else { return false }
            let address = try WebAddress(line)
            self.address = address
            secrets += address.secrets
        } else if let key = SigningKey(line) {
            signing.append(key)
            secrets += [Secret(line), Secret(String(line.drop { $0 != "_" }.dropFirst()))]
        } else if line.hasPrefix("whsec_") || line.hasPrefix("whsk_") || line.hasPrefix("whpk_") {
            return false
        } else if line.hasPrefix("bearer ") {
            guard bearer == nil, line.utf8.count > "bearer ".utf8.count else { return false }
            let token = Secret(String(line.dropFirst("bearer ".count)))
            bearer = token
            secrets.append(token)
        } else {
            words.append(Secret(line))
            // The number of a chat is no secret; as a number, it could not be replaced in JSON either.
            if !line.allSatisfy({ $0.isNumber || $0 == "-" }) { secrets.append(Secret(line)) }
        }
        return true
    }
}
