/// Commands of Telnet (RFC 854) that show what it is.
enum Telnet {
    /// IAC.
    static let command: UInt8 = 255
    private static let negotiations: ClosedRange<UInt8> = 251...254
    /// draft-altman-telnet-starttls.
    static let startTLS: UInt8 = 46
    /// ENCRYPT (RFC 2946) and START_TLS.
    private static let protections: Set<UInt8> = [38, startTLS]

    /// The options that are negotiated in what was said; none where it is no Telnet.
    static func options(_ bytes: [UInt8]) -> [UInt8] {
        zip(bytes, zip(bytes.dropFirst(), bytes.dropFirst(2))).compactMap { first, rest in
            first == command && negotiations.contains(rest.0) ? rest.1 : nil
        }
    }

    static func canProtect(_ options: [UInt8]) -> Bool { options.contains { protections.contains($0) } }
}
