import Controls
import HostFixtures
import Testing

/// `[Keys]`: who may sign, and whether everybody has to.
struct SignersTests {
    private func read(_ lines: String) -> (settings: MonitorSettings, problems: [String]) {
        let text = "[Keys]\n\(lines)"
        let file = ConfigurationFile(name: "soc2d.conf", path: "/etc/soc2d/soc2d.conf", contents: .text(Array(text.utf8)))
        let (configuration, problems) = Configuration.reading(ConfigurationFiles(directories: [[file]]), probes: [])
        return (configuration.monitor, problems.map(\.description))
    }

    @Test func `names and keys are read, and what stands twice the same way counts once`() {
        let (settings, problems) = read(
            SignatureFile.signer("bob") + SignatureFile.signer("eve@example.com", 8) + SignatureFile.signer("bob"))
        #expect(problems.isEmpty && Set(settings.signers.all.map(\.name)) == ["bob", "eve@example.com"])
        #expect(!settings.requiresSignatures && read("RequireSignature=yes\n").settings.requiresSignatures)
    }

    @Test func `somebody may have a new key beside the old one`() {
        let (settings, problems) = read(SignatureFile.signer("bob") + SignatureFile.signer("bob", 8))
        #expect(problems.isEmpty && settings.signers.all.map(\.name) == ["bob", "bob"])
    }

    static let mistakes: [(String, String)] = [
        ("Signer=bob\n", "soc2d.conf:2: Signer=bob is not valid; expected a name without spaces, then what the .pub file says"),
        (SignatureFile.signer("bob").replacing("bob ", with: ""), "soc2d.conf:2: Signer="),
        ("Signer=bob ssh-rsa AAAA\n", "expected a key of type ssh-ed25519 behind the name; `ssh-keygen -t ed25519` makes one"),
        ("Signer=bob ssh-ed25519 AAAA\n", "expected the whole key behind its type, as the .pub file has it"),
        ("Signer=bob ssh-ed25519 ????\n", "expected the whole key behind its type, as the .pub file has it"),
        (SignatureFile.signer("bob").replacing("AAAAC3", with: "AAAAC2"), "expected the whole key behind its type"),
        (
            SignatureFile.signer("bob") + SignatureFile.signer("eve"),
            "soc2d.conf:3: the key of “eve” stands already at /etc/soc2d/soc2d.conf:2"
        ),
        ("RequireSignature=perhaps\n", "soc2d.conf:2: RequireSignature=perhaps is not valid; expected yes or no"),
        ("Signers=bob\n", "soc2d.conf:2: no key is called “Signers”; did you mean “Signer”?"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is named with its line and the way out`(_ lines: String, _ expected: String) {
        let problems = read(lines).problems
        #expect(problems.count == 1 && problems.first?.contains(expected) == true, "\(problems)")
    }
}
