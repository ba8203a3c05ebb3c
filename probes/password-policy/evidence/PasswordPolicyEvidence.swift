import Controls
import ProbeKit

/// What was seen of the password rules and passwords of a host.
struct PasswordPolicyEvidence: RecordedObject, Hashable, Sendable {
    /// Seconds since 1970 at the look.
    var now: Int64 = 0
    /// The services of the checks that exist, in the order of the settings.
    var services: [PamService] = []
    /// Whether the host has any PAM configuration.
    var hasPam = false
    /// Why the installed modules are not known.
    var modulesUnread: Unread?
    /// Whether no module directory was found, so that every module was taken as installed.
    var lacksModules = false
    /// What pam_unix takes without `minlen=`.
    var unixMinimum = 0
    /// Whether a dictionary for libpwquality is there.
    var dictionary = Presence.unknown
    var pwquality = PwqualityFiles()
    var faillock = FaillockFiles()
    var history = HistoryFiles()
    var loginDefs = LoginDefsFacts()
    var useradd = UseraddDefaults()
    var passwords = AccountPasswords()
    var sources = AccountSources()
    /// Every file that was read, sorted by path.
    var files: [Provenance] = []

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("dictionary", &dictionary)
        try form.field("faillock", &faillock)
        try form.field("files", &files)
        try form.field("has_pam", &hasPam)
        try form.field("history", &history)
        try form.field("lacks_modules", &lacksModules)
        try form.field("login_defs", &loginDefs)
        try form.field("modules_unread", &modulesUnread)
        try form.field("now", &now)
        try form.field("passwords", &passwords)
        try form.field("pwquality", &pwquality)
        try form.field("services", &services)
        try form.field("sources", &sources)
        try form.field("unix_minimum", &unixMinimum)
        try form.field("useradd", &useradd)
    }
}
