import Controls
import LinuxHost
import ProbeKit

/// Who has a record made.
enum Author {
    /// The name that was given, escaped, or that of the user who logged in; where passwd(5) has none for it, its number.
    static func name(_ given: String?) -> String {
        if let given, !given.isEmpty { return Subject.escaping(given.utf8) }
        let user = ThisProcess.loginUser
        guard let file = try? RootedTree(root: "/").contents(of: "/etc/passwd", within: .accounts) else { return "\(user)" }
        for (_, line) in ByteLines(file.bytes) {
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
            if fields.count == 4, fields[2].decimal == Int(user) { return fields[0].escaped }
        }
        return "\(user)"
    }
}
