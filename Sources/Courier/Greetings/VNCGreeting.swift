internal import ProbeKit

/// Reads the security types that a VNC server offers (RFC 6143, section 7.1, and the registry of RFB).
enum VNCGreeting {
    private static let none: UInt8 = 1
    private static let password: UInt8 = 2
    /// TLS, VeNCrypt.
    private static let tls: Set<UInt8> = [18, 19]
    /// The same, and those of RealVNC that encrypt: RA2, RA2ne, RA256 and their variants.
    private static let protected: Set<UInt8> = [5, 6, 13, 18, 19, 129, 130, 131, 132, 133, 134]

    static func ask(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        // `RFB 003.008`, a line feed.
        let version = try conversation.bytes(12)
        let isOld = version.starts(with: Array("RFB 003.003".utf8))
        try conversation.say(Array((isOld ? "RFB 003.003\n" : "RFB 003.008\n").utf8))
        // The oldest form names one type, in four bytes.
        let count = isOld ? 4 : Int(try conversation.bytes(1)[0])
        let types = try conversation.bytes(count).drop { isOld && $0 == 0 }
        guard !types.isEmpty else { return greeting.detail = "offers no security type" }
        judge(Set(types), &greeting)
    }

    private static func judge(_ types: Set<UInt8>, _ greeting: inout Greeting) {
        greeting.offersTLS = !types.isDisjoint(with: tls)
        greeting.detail = Quotation.text("security types \(types.sorted().map { "\($0)" }.joined(separator: " "))".utf8)
        if types.contains(none) {
            greeting.login = .always
        } else if types.contains(password) {
            greeting.login = .accepted
        } else if types.isSubset(of: protected) {
            greeting.login = .refused
        }
    }
}
