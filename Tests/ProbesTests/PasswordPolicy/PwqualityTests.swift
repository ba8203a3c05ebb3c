import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Expectations as pwscore of libpwquality 1.4.5 showed them.
@Suite struct PwqualityTests {
    private func settings(_ main: String, dropIns: [String: String] = [:], arguments: [String] = []) -> PwqualitySettings {
        var tree: MemoryTree = ["/etc/security/pwquality.conf": .text(main)]
        for (name, text) in dropIns { tree[HostPath("/etc/security/pwquality.conf.d/\(name)")] = .text(text) }
        var entry = PamEntry()
        entry.arguments = arguments
        entry.path = "/etc/pam.d/passwd"
        entry.line = 4
        return PwqualitySettings(PwqualityFiles(in: tree) { _ in }, argumentsOf: entry)
    }

    @Test(arguments: [
        ("", 8), ("minlen = 20\n", 20), ("minlen=20", 20), ("MINLEN 20 # long\n", 20), ("minlen = +20\n", 20), ("minlen = 3\n", 6),
        ("minlen = 20\ndcredit = 2\nucredit = 1\nlcredit = -4\n", 17), ("minlen = 30x\n", 8), ("minlen = 0x1e\n", 8), ("minlen =\n", 8),
        ("minlen = 20\nbogus\nminlen = 30\n", 20), ("# minlen = 20\n", 8), ("minlen = 20\nminlen = 10\n", 10),
    ])
    func `minlen is the last word before a line that cannot be read`(_ text: String, _ length: Int) {
        #expect(settings(text).configuredLength == length)
    }

    @Test func `drop-ins come first, in byte order, and lose to the main file`() {
        let dropIns = ["10.conf": "minlen = 20\n", "9.conf": "minlen = 9\n", "99.txt": "minlen = 40\n"]
        #expect(settings("", dropIns: dropIns).configuredLength == 9)
        let shadowed = settings("minlen = 12\n", dropIns: dropIns)
        #expect(shadowed.configuredLength == 12)
        #expect(
            shadowed.notes(on: PwqualitySettings.ofLength).contains(
                Note(.shadowedSetting, "minlen = 9 in /etc/security/pwquality.conf.d/9.conf:1 loses to /etc/security/pwquality.conf:1")))
    }

    @Test func `a bad line in a drop-in keeps every later file from being read`() {
        let stopped = settings("minlen = 30\n", dropIns: ["1.conf": "minlen = 10\nbogus = 1\n", "2.conf": "minlen = 40\n"])
        #expect(stopped.configuredLength == 10)
        #expect(stopped.notes(on: []).filter { $0.code == .ignoredFile }.count == 3)
    }

    @Test func `arguments beat files, and a bad one is passed over`() {
        let given = settings("minlen = 30\n", arguments: ["retry=3", "minlen=12", "minlen=x", "local_users_only"])
        #expect(given.configuredLength == 12)
        #expect(given.isForLocalUsersOnly)
        #expect(given.sources == [Source("/etc/pam.d/passwd", line: 4)])
    }

    @Test func `enforcing is on unless it is zero`() {
        #expect(settings("").isEnforcing)
        #expect(!settings("enforcing = 0\n").isEnforcing)
    }
}
