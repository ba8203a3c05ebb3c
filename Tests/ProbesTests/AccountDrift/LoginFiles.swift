/// Files of logins as login(1) and sshd(8) write them.
enum LoginFiles {
    enum Record {
        case login(String, Int64)
        case bytes([UInt8], Int64)
        case boot(Int64)
        case getty(Int64)

        fileprivate var parts: (kind: UInt8, user: [UInt8], time: Int64) {
            switch self {
            case .login(let user, let time): (7, Array(user.utf8), time)
            case .bytes(let user, let time): (7, user, time)
            case .boot(let time): (2, Array("reboot".utf8), time)
            case .getty(let time): (6, Array("LOGIN".utf8), time)
            }
        }
    }

    /// Records of wtmp, 384 bytes each, or 400 as on arm64.
    static func wtmp(_ records: Record..., isWide: Bool = false) -> [UInt8] {
        records.flatMap { record -> [UInt8] in
            let (kind, user, time) = record.parts
            var bytes = [UInt8](repeating: 0, count: isWide ? 400 : 384)
            bytes[0] = kind
            bytes.replaceSubrange(44..<(44 + min(32, user.count)), with: user.prefix(32))
            for byte in 0..<(isWide ? 8 : 4) { bytes[(isWide ? 344 : 340) + byte] = UInt8(truncatingIfNeeded: time >> (8 * byte)) }
            return bytes
        }
    }

    /// lastlog with the logins of some uids.
    static func lastlog(_ logins: [Int: Int64], isWide: Bool = false) -> [UInt8] {
        let size = isWide ? 296 : 292
        var bytes = [UInt8](repeating: 0, count: ((logins.keys.max() ?? -1) + 1) * size)
        for (uid, time) in logins {
            for byte in 0..<(isWide ? 8 : 4) { bytes[uid * size + byte] = UInt8(truncatingIfNeeded: time >> (8 * byte)) }
        }
        return bytes
    }
}
