import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Whatever stands in the files: no trap, no pass that was not seen, no text of a line that nobody understands.
@Suite struct HostileAccountFilesTests {
    private static let paths: [HostPath] = [
        "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/nsswitch.conf", "/etc/login.defs", "/etc/hostname", "/etc/sudo.conf",
        "/etc/sudoers", "/etc/doas.conf", "/etc/ssh/sshd_config", "/home/alice/.ssh/authorized_keys",
    ]

    private static let contents: [String] = [
        "", "\n\n\n", "\0\0\0\0", "a", ":", "::::::", "root:x:0:0", "\r\n\r\n", "\\", "\\\n", "\"", "(", "!", "!!!!", "#", "#include",
        "@include",
        "a ALL=(", "a ALL=\\", "Defaults:", "Defaults!", "%", "+", "Match", "Match user", "Include", "Include [", "ssh-rsa AAAA",
        "ssh-rsa ====",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP//////", "permit", "permit setenv {", "permit \"", "\u{202E}abc\u{1B}[31m",
        String(repeating: "(", count: 5000), String(repeating: "a,", count: 5000), String(repeating: "!", count: 5001),
        String(repeating: "a\\\n", count: 5000), String(repeating: "::", count: 5000),
    ]

    @Test(arguments: paths)
    func `no content of a file traps, and kept evidence is judged alike`(_ path: HostPath) throws {
        for content in Self.contents {
            _ = try AccountHost([path: .text(content)]).results()
            _ = try AccountHost([path: .text(content + "\n" + content)]).results()
        }
        for bytes in [[0xFF, 0xFE, 0x0A], [UInt8](repeating: 0x80, count: 300)] { _ = try AccountHost([path: .file(bytes)]).results() }
    }

    @Test(arguments: paths)
    func `a directory, a pipe or a refusal in place of a file never makes it pass`(_ path: HostPath) throws {
        for entry in [MemoryTree.Entry.directory(), .fifo, .denied, .failing(.badLink(path)), .failing(.failed(path, "I/O error"))] {
            let results = try AccountHost([path: entry]).results()
            guard path != "/etc/hostname" else { continue }
            #expect(
                results.named.contains {
                    $0.verdict.outcome == .inconclusive && $0.subject.hasPrefix("source:") || $0.verdict == .inconclusive(.unreadable)
                })
        }
    }

    @Test func `an empty host is no clean host`() throws {
        var host = AccountHost()
        host.tree = MemoryTree()
        let results = try host.results()
        #expect(results.populations.values.allSatisfy { $0.pass == 0 && $0.fail == 0 })
        #expect(results.verdicts("account-drift.root-uid") == ["source:/etc/passwd": .inconclusive(.unreadable)])
    }

    @Test func `rules of many lines and long lines take linear time`() throws {
        var rules = ""
        for number in 0..<8_000 { rules += "user\(number) ALL=(root) NOPASSWD: /bin/true \(number), !/bin/false\n" }
        let list = (0..<8_000).map { "user\($0)" }.joined(separator: ",")
        let host = AccountHost(["/etc/sudoers": .text(rules + "User_Alias A=\(list)\nA ALL=ALL\n\(list) ALL=(bob) ALL\n")])
        let clock = ContinuousClock()
        var count = 0
        let time = try clock.measure { count = try host.evidence().grants.grants.count }
        #expect(count == 24_000)
        #expect(time < .seconds(10))
    }
}
