import ProbeKit

/// One account as drift compares it: passwd(5) joined with its line of shadow(5). Kept small, since a host may have
/// a hundred thousand of them.
struct AccountFact: Recorded, Hashable, Sendable {
    /// What is known of the password, without any of it.
    enum Password: String, Hashable, Sendable {
        /// A password that lets somebody in, or an empty one.
        case usable
        /// A password behind `!`: unlocking brings it back.
        case locked
        /// No password, and the mark of a lock, `!`, as useradd(8) leaves it.
        case barred
        /// No password that could ever match, as accounts have that log in by key only, or not at all.
        case none
        /// It stands in shadow, which could not be read.
        case unknown
    }

    /// The name, escaped.
    var name = ""
    var uid: UInt32 = 0
    var gid: UInt32 = 0
    /// The home directory where it is not the usual one, escaped.
    private var unusualHome: String?
    /// The shell, escaped; an empty one means `/bin/sh`.
    var shell = ""
    var password = Password.unknown
    /// Shadow field 8: day on which the account ends, counted from 1970-01-01.
    var expires: Int?
    /// Shadow field 3: day of the last change of the password; 0 asks for a change at the next login.
    var lastChange: Int32?
    /// The line in `/etc/passwd`.
    var line: UInt32 = 0

    init() {}

    init(_ account: Account, shell: String) {
        name = account.name
        uid = account.uid
        gid = account.gid
        self.shell = shell
        password = Self.password(account.password)
        line = UInt32(clamping: account.line)
        home = account.home
    }

    /// The home directory, escaped. `/home/NAME` is made when it is asked for: most have it, and it would be kept for each.
    var home: String {
        get { unusualHome ?? "/home/\(name)" }
        set { unusualHome = newValue.hasPrefix("/home/") && newValue.utf8.dropFirst(6).elementsEqual(name.utf8) ? nil : newValue }
    }

    /// The state that a password field stands for; a reference to shadow is unknown until shadow was read.
    static func password(_ stored: StoredPassword) -> Password {
        if stored.scheme == .elsewhere { return .unknown }
        if stored.isUsable { return .usable }
        return stored.scheme.isHash ? .locked : stored.isLocked ? .barred : .none
    }

    /// Whether its password field begins with `!`: sshd without PAM refuses such an account.
    var isBarred: Bool { password == .locked || password == .barred }

    /// Whether pam_unix(8) refuses the account on a day: field 8 not after it, and 0 counts.
    func isExpired(on day: Int64) -> Bool {
        guard let expires, expires >= 0 else { return false }
        return Int64(expires) <= day
    }

    /// Whether the superuser itself is meant.
    var isRoot: Bool { uid == 0 && name == "root" }

    /// A line such as `alice:1000:1000:/home/alice:/bin/bash:usable:20001:19500:27`, whose fields are those above, with
    /// days empty where there is none. An object for each of a hundred thousand accounts would be twice as long.
    mutating func record(in form: inout RecordForm) throws(RecordProblem) {
        var text = name.isEmpty ? "" : recordedLine
        try text.record(in: &form)
        guard name.isEmpty else { return }
        guard let fact = AccountFact(recorded: text) else { throw RecordProblem(text: "not an account: \(text)", offset: form.bytes.count) }
        self = fact
    }

    private var recordedLine: String {
        "\(name):\(uid):\(gid):\(home):\(shell):\(password.rawValue):\(expires.map(String.init) ?? ""):"
            + "\(lastChange.map(String.init) ?? ""):\(line)"
    }

    /// Reads the form that ``record(in:)`` writes, and nothing else.
    private init?(recorded text: String) {
        let fields = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { Substring($0) }
        guard fields.count == 9, !fields[0].isEmpty, let uid = UInt32(fields[1]), let gid = UInt32(fields[2]),
            let password = Password(rawValue: String(fields[5])), let line = UInt32(fields[8])
        else { return nil }
        name = String(fields[0])
        self.uid = uid
        self.gid = gid
        home = String(fields[3])
        shell = String(fields[4])
        self.password = password
        expires = Int(fields[6])
        lastChange = Int32(fields[7])
        self.line = line
        guard recordedLine == text else { return nil }
    }
}
