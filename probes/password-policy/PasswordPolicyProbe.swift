import Controls
import ProbeKit

/// Looks at the rules for new passwords, at what stops guessing, and at how passwords are kept.
struct PasswordPolicyProbe: Probe {
    static let minimumLength: CheckID = "password-policy.minimum-length"
    static let complexity: CheckID = "password-policy.complexity"
    static let history: CheckID = "password-policy.history"
    static let lockout: CheckID = "password-policy.lockout"
    static let hashAlgorithm: CheckID = "password-policy.hash-algorithm"
    static let emptyPassword: CheckID = "password-policy.empty-password"
    static let maximumAge: CheckID = "password-policy.maximum-age"
    static let inactiveLock: CheckID = "password-policy.inactive-lock"

    /// The services that change passwords and those that ask for them, as far as a host has them, and `other`.
    static let passwordServices = ["passwd", "chpasswd", "login", "sshd", "other"]
    static let loginServices = ["login", "sshd", "su", "sudo", "gdm-password", "other"]
    private static let dictionaries: [HostPath] = [
        "/var/cache/cracklib/cracklib_dict.pwd", "/usr/share/cracklib/pw_dict.pwd", "/usr/share/cracklib/pw_dict.pwd.gz",
        "/usr/share/cracklib/cracklib-small.pwd",
    ]

    let settings: PasswordPolicySettings

    init(settings: inout Settings) { self.settings = PasswordPolicySettings(&settings) }

    func observe(_ host: Host, after previous: PasswordPolicyEvidence?) throws(ProbeFailure) -> PasswordPolicyEvidence {
        var evidence = PasswordPolicyEvidence()
        evidence.now = host.now.seconds
        var files: [Provenance] = []
        let keep = { (file: File) in
            let isSecret = file.path == AccountPasswords.shadow || file.path == AccountPasswords.passwd
            files.append(Provenance(file, digest: isSecret ? nil : host.sha256(file.bytes)))
        }
        addModules(to: &evidence, in: host.files, keeping: keep)
        evidence.dictionary = Presence(ofAny: Self.dictionaries, in: host.files)
        evidence.pwquality = PwqualityFiles(in: host.files, keeping: keep)
        evidence.loginDefs = LoginDefsFacts(in: host.files, keeping: keep)
        evidence.useradd = UseraddDefaults(in: host.files, keeping: keep)
        evidence.sources = AccountSources(in: host.files, keeping: keep)
        evidence.passwords = AccountPasswords(in: host.files, keeping: keep)
        evidence.files = files.sorted { $0.path < $1.path }
        return evidence
    }

    /// The services, and what the installed modules read.
    private func addModules(to evidence: inout PasswordPolicyEvidence, in tree: any FileTree, keeping keep: (File) -> Void) {
        let usual = Self.passwordServices + Self.loginServices.filter { !Self.passwordServices.contains($0) }
        let names = settings.services.isEmpty ? usual : settings.services
        let configuration = PamConfiguration(of: names, in: tree)
        let modules = PamModules(namedIn: configuration, in: tree)
        configuration.files.forEach(keep)
        evidence.hasPam = configuration.isPresent
        evidence.modulesUnread = modules.unread
        evidence.lacksModules = modules.directories.isEmpty
        evidence.unixMinimum = modules.unixMinimum
        for name in names where !settings.services.isEmpty || configuration.has(name) {
            evidence.services.append(configuration.service(name, modules: modules))
        }
        evidence.faillock = FaillockFiles(namedIn: evidence.services, places: modules.faillockFiles, in: tree, keeping: keep)
        evidence.history = HistoryFiles(namedIn: evidence.services, places: modules.historyFiles, in: tree, keeping: keep)
    }

    func judge(_ evidence: PasswordPolicyEvidence, against baseline: Baseline<PasswordPolicyEvidence>?, into results: inout Results) {
        if results.wants(Self.minimumLength) { judgeMinimumLength(evidence, into: &results) }
        if results.wants(Self.complexity) { judgeComplexity(evidence, into: &results) }
        if results.wants(Self.history) { judgeHistory(evidence, into: &results) }
        if results.wants(Self.lockout) { judgeLockout(evidence, into: &results) }
        if results.wants(Self.hashAlgorithm) { judgeHashAlgorithm(evidence, into: &results) }
        if results.wants(Self.emptyPassword) { judgeEmptyPassword(evidence, into: &results) }
        if results.wants(Self.maximumAge) { judgeMaximumAge(evidence, into: &results) }
        if results.wants(Self.inactiveLock) { judgeInactiveLock(evidence, into: &results) }
    }

    /// The services that a check is about.
    func services(of evidence: PasswordPolicyEvidence, among usual: [String]) -> [PamService] {
        settings.services.isEmpty ? evidence.services.filter { usual.contains($0.name) } : evidence.services
    }
}
