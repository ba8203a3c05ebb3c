internal import ProbeKit

/// Reads the security types that a VNC server offers (RFC 6143, section 7.1, and the registry of RFB).
enum VNCGreeting {
    private static let none: UInt8 = 1
    private static let password: UInt8 = 2
    private static let veNCrypt: UInt8 = 19
    /// TLS, VeNCrypt.
    private static let tls: Set<UInt8> = [18, 19]
    /// The same, and those of RealVNC that encrypt the session: RA2 and RA256, each in one step and in two.
    private static let protected: Set<UInt8> = [5, 13, 18, 19, 129, 133]

    static func ask(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        // `RFB 003.008`, a line feed.
        let version = try conversation.bytes(12)
        let isOld = version.starts(with: Array("RFB 003.003".utf8))
        try conversation.say(Array((isOld ? "RFB 003.003\n" : "RFB 003.008\n").utf8))
        // The oldest form names one type, in four bytes.
        let count = isOld ? 4 : Int(try conversation.bytes(1)[0])
        let types = Set(try conversation.bytes(count).drop { isOld && $0 == 0 })
        guard !types.isEmpty else { return greeting.detail = "offers no security type" }
        greeting.offersTLS = !types.isDisjoint(with: tls)
        greeting.detail = "security types \(types.sorted().map { "\($0)" }.joined(separator: " "))"
        let login = login(types)
        // VeNCrypt is a name for several types, of which not all are protected.
        guard login == .refused, types.contains(veNCrypt) else { return greeting.login = login }
        if !isOld { try conversation.say([veNCrypt]) }
        try VeNCrypt.ask(&conversation, &greeting)
    }

    private static func login(_ types: Set<UInt8>) -> Greeting.Login {
        if types.contains(none) { return .always }
        if types.contains(password) { return .accepted }
        return types.isSubset(of: protected) ? .refused : .unknown
    }
}

/// The types inside of VeNCrypt, which are told before any login (“VeNCrypt” in the community's RFB specification).
enum VeNCrypt {
    /// The user's name and password as they are.
    private static let plain = 256
    /// TLS without and with a certificate of the server, and one of four logins within.
    private static let protected = 257...264
    private static let version: [UInt8] = [0, 2]

    static func ask(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        guard try conversation.bytes(2) == version else { return greeting.detail += "; VeNCrypt of another version" }
        try conversation.say(version)
        guard try conversation.bytes(1) == [0] else { return greeting.detail += "; VeNCrypt refuses version 0.2" }
        let count = Int(try conversation.bytes(1)[0])
        let bytes = try conversation.bytes(count * 4)
        let types = Set((0..<count).map { place in bytes[place * 4..<place * 4 + 4].reduce(0) { $0 << 8 | Int($1) } })
        greeting.detail = Quotation.text("\(greeting.detail); VeNCrypt \(types.sorted().map { "\($0)" }.joined(separator: " "))".utf8)
        if types.contains(plain) {
            greeting.login = .accepted
        } else if !types.isEmpty, types.allSatisfy(protected.contains) {
            greeting.login = .refused
        }
    }
}
