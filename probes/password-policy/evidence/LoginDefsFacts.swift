import Controls
import ProbeKit

/// The settings of login.defs that concern passwords, as each of its readers takes them.
struct LoginDefsFacts: RecordedObject, Hashable, Sendable {
    /// `ENCRYPT_METHOD` and `SHA_CRYPT_MAX_ROUNDS` as pam_unix takes them: the first line.
    var methodForPam: SettingLine?
    var roundsForPam: SettingLine?
    /// `ENCRYPT_METHOD` and `PASS_MAX_DAYS` as shadow-utils take them: the last line.
    var methodForTools: SettingLine?
    var maximumDays: SettingLine?
    /// The other lines of both, which lose.
    var losingMethods = LastLines()
    var losingDays = LastLines()
    var unread: Unread?

    /// The file; the second is where builds with vendor directories keep it.
    static let files: [HostPath] = ["/etc/login.defs", "/usr/etc/login.defs"]

    init() {}

    init(in tree: any FileTree, keeping read: (File) -> Void) {
        do throws(ReadFailure) {
            for path in Self.files {
                guard let file = try tree.contents(of: path) else { continue }
                read(file)
                add(LoginDefs(parsing: file.bytes), path: path.escaped)
                return
            }
        } catch {
            unread = Unread(error)
        }
    }

    private mutating func add(_ defs: LoginDefs, path: String) {
        let line = { (name: String, value: LoginDefs.Value?) in
            value.map { SettingLine(name, $0.text, path: path, line: $0.line) }
        }
        methodForPam = line("ENCRYPT_METHOD", defs.forPAM("ENCRYPT_METHOD"))
        roundsForPam = line("SHA_CRYPT_MAX_ROUNDS", defs.forPAM("SHA_CRYPT_MAX_ROUNDS"))
        methodForTools = line("ENCRYPT_METHOD", defs.forShadowUtils("ENCRYPT_METHOD"))
        maximumDays = line("PASS_MAX_DAYS", defs.forShadowUtils("PASS_MAX_DAYS"))
        for value in defs.all("ENCRYPT_METHOD").dropLast() {
            losingMethods.add(SettingLine("ENCRYPT_METHOD", value.text, path: path, line: value.line))
        }
        for value in defs.all("PASS_MAX_DAYS").dropLast() {
            losingDays.add(SettingLine("PASS_MAX_DAYS", value.text, path: path, line: value.line))
        }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("losing_days", &losingDays)
        try form.field("losing_methods", &losingMethods)
        try form.field("maximum_days", &maximumDays)
        try form.field("method_for_pam", &methodForPam)
        try form.field("method_for_tools", &methodForTools)
        try form.field("rounds_for_pam", &roundsForPam)
        try form.field("unread", &unread)
    }
}
