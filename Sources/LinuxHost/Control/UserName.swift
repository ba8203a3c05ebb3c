internal import Controls
internal import Glibc
package import ProbeKit

/// Names of users, as getpwuid_r(3) and the name services behind it have them.
package enum UserName {
    private static let patience = TimeSpan.seconds(2)
    private static let sizeLimit = 1 << 20

    /// The name; `uid 1000` where there is none, or where no name service says so in time.
    package static func of(_ user: UInt32, with patience: some Patience = HostPatience()) -> String {
        let lookup: [@Sendable () -> String?] = [{ name(of: user) }]
        return (patience.results(of: lookup, within: Self.patience)[0] ?? nil) ?? "uid \(user)"
    }

    private static func name(of user: UInt32) -> String? {
        var size = 1 << 12
        while size <= sizeLimit {
            var buffer = [CChar](repeating: 0, count: size)
            var name: String?
            let code = unsafe buffer.withUnsafeMutableBufferPointer { room -> Int32 in
                guard let start = room.baseAddress else { return EINVAL }
                var entry = unsafe passwd()
                var found: UnsafeMutablePointer<passwd>?
                let code = unsafe getpwuid_r(user, &entry, start, room.count, &found)
                // Its texts lie in the buffer.
                if let text = unsafe found?.pointee.pw_name {
                    name = unsafe Subject.escaping(UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) })
                }
                return code
            }
            guard code == ERANGE else { return name }
            size *= 4
        }
        return nil
    }
}
