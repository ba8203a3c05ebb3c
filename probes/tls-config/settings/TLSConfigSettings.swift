import Controls
import ProbeKit

/// What the entity asks of its TLS, each value with the line that says it.
struct TLSConfigSettings: Sendable {
    /// The words of `MinimumProtocol=`, and how the lines of servers spell them, in lower case.
    private static let versions: [String: TLSVersion] = [
        "ssl3": .ssl3, "1.0": .tls10, "1.1": .tls11, "1.2": .tls12, "1.3": .tls13,
        "sslv3": .ssl3, "tlsv1": .tls10, "tlsv1.0": .tls10, "tlsv1.1": .tls11, "tlsv1.2": .tls12, "tlsv1.3": .tls13,
    ]

    let endpoints: [Settings.Placed<TLSEndpoint>]
    let minimumProtocol: Settings.Placed<TLSVersion>
    let forbidden: [Settings.Placed<ForbiddenCipher>]
    let expiryFail: Settings.Placed<RemainingLifetime>
    let expiryAttention: Settings.Placed<RemainingLifetime>
    let trustAnchors: [Settings.Placed<TrustAnchor>]
    let minimumRSABits: Settings.Placed<Int>
    let minimumECBits: Settings.Placed<Int>
    /// Paths, escaped.
    let privateKeys: [Settings.Placed<String>]
    /// Groups that may read private keys.
    let keyGroups: [String]
    let reloadGrace: Settings.Placed<TimeSpan>
    /// How long one execution may take.
    let deadline: TimeSpan

    init(_ settings: inout Settings) {
        endpoints = Self.endpoints(&settings)
        minimumProtocol = settings.last("MinimumProtocol", expected: "one of ssl3 1.0 1.1 1.2 1.3", default: .tls12) {
            Self.versions[$0.lowercased()]
        }
        forbidden = Self.forbidden(&settings)
        expiryFail = settings.last("ExpiryFail", expected: RemainingLifetime.expected, default: .usualFail) { RemainingLifetime($0) }
        expiryAttention = settings.last("ExpiryAttention", expected: RemainingLifetime.expected, default: .usualAttention) {
            RemainingLifetime($0)
        }
        if !expiryAttention.value.canExceed(expiryFail.value) {
            let expected = "more than ExpiryFail=\(expiryFail.value): attention never comes before failure"
            settings.reject("ExpiryAttention", expiryAttention, expected: expected)
        }
        trustAnchors = settings.entries("TrustAnchor", expected: TrustAnchor.expected) { TrustAnchor($0) }
        minimumRSABits = settings.bits("MinimumRsaBits", default: 2048)
        minimumECBits = settings.bits("MinimumEcBits", default: 256)
        privateKeys = settings.entries("PrivateKey", expected: "the path of a key file") { text in
            text.hasPrefix("/") ? HostPath(text).escaped : nil
        }
        keyGroups = settings.words("AllowKeyGroup", default: ["ssl-cert"])
        reloadGrace = settings.last("ReloadGrace", expected: "a time span such as 1h", default: .hours(1)) { TimeSpan($0) }
        deadline = CommonSettings(&settings, usualDeadline: TLSConfigProbe.manifest.usualDeadline).deadline
    }

    private static func endpoints(_ settings: inout Settings) -> [Settings.Placed<TLSEndpoint>] {
        settings.entries("Endpoint", expected: TLSEndpoint.expected) { $0 }.compactMap { entry in
            do throws(TLSEndpoint.Misspelt) {
                return Settings.Placed(value: try TLSEndpoint(parsing: entry.value), place: entry.place)
            } catch {
                settings.reject("Endpoint", entry, expected: error.expected)
                return nil
            }
        }
    }

    /// What is said takes the place of the usual words.
    private static func forbidden(_ settings: inout Settings) -> [Settings.Placed<ForbiddenCipher>] {
        let usual = ForbiddenCipher.usual.map { Settings.Placed(value: $0, place: nil) }
        guard let words = settings.placedWords("ForbidCipher") else { return usual }
        return words.compactMap { word in
            if let cipher = ForbiddenCipher(word.value) { return Settings.Placed(value: cipher, place: word.place) }
            settings.reject("ForbidCipher", word, expected: ForbiddenCipher.expected)
            return nil
        }
    }
}

extension Settings {
    /// The value of the last line of a key, with that line.
    fileprivate mutating func last<Value: Sendable>(
        _ key: String, expected: String, default standard: Value, parse: (String) -> Value?
    ) -> Placed<Value> {
        entries(key, expected: expected, parse: parse).last ?? Placed(value: standard, place: nil)
    }

    fileprivate mutating func bits(_ key: String, default standard: Int) -> Placed<Int> {
        last(key, expected: "a number of bits from 1 to 65536", default: standard) { text in
            Int(text).flatMap { (1...65_536).contains($0) ? $0 : nil }
        }
    }
}
