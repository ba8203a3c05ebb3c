import Foundation
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// The resolver against `sshd -T`, for alice from 10.0.0.1.
@Suite struct SSHDConfigurationAgainstSshdTests {
    static let isInstalled =
        FileManager.default.isExecutableFile(atPath: "/usr/sbin/sshd") && FileManager.default.fileExists(atPath: "/run/sshd")
        && FileManager.default.isReadableFile(atPath: "/etc/ssh/ssh_host_ed25519_key")

    /// Files to include, by their names.
    private static let included = [
        "bob.conf": "Match user bob\nAuthorizedKeysFile /bob\n", "plain.conf": "AuthorizedKeysFile /plain\n",
        "alice.conf": "Match user alice\nAuthorizedKeysFile /alice\nMatch all\n",
    ]

    @Test(
        .enabled(if: isInstalled, "needs root, sshd and its host keys"),
        arguments: [
            "authorizedkeysfile=\"/keys/%u\" .x/k # more", "AuthorizedKeysFile = /a /b", "AuthorizedKeysFile=/a\nAuthorizedKeysFile /b",
            "Include DIR/bob.conf\nAuthorizedKeysFile /g", "Include DIR/alice.conf\nAuthorizedKeysFile /g",
            "Include DIR/*.conf\nAuthorizedKeysFile /g",
            "AuthorizedKeysFile /g\nMatch user bob\nInclude DIR/plain.conf\nInclude DIR/alice.conf",
            "AuthorizedKeysFile /g\nMatch user alice\nInclude DIR/plain.conf",
            "AuthorizedKeysFile /g\nMatch user *,!alice\nAuthorizedKeysFile /x",
            "AuthorizedKeysFile /g\nMatch user a*,!bob\nAuthorizedKeysFile /m1\nMatch user alice\nAuthorizedKeysFile /m2",
            "Match user=alice\nAuthorizedKeysFile /eq", "AuthorizedKeysFile none", "AuthorizedKeysFile \"/a b\" c\\ d",
            "\tAUTHORIZEDKEYSFILE\t/tab",
            "Match User alice,bob Group nogroup\nAuthorizedKeysFile /x\nMatch all\nAuthorizedKeysFile /y", "\"AuthorizedKeysFile\" /q",
            "Match user \"alice\"\nAuthorizedKeysFile /x", "# AuthorizedKeysFile /x",
        ])
    func `the files of keys are those of sshd`(_ text: String) throws {
        let directory = "/tmp/soc2d-sshd-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let main = text.replacingOccurrences(of: "DIR", with: directory) + "\n"
        var tree: MemoryTree = ["/etc/ssh/sshd_config": .text(main)]
        for (name, content) in Self.included {
            tree[HostPath("\(directory)/\(name)")] = .text(content)
            try Data(content.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
        }
        try Data(main.utf8).write(to: URL(fileURLWithPath: "\(directory)/main"))
        let connection = "user=alice,host=h,addr=10.0.0.1,laddr=1.1.1.1,lport=22"
        let output = try run("/usr/sbin/sshd", ["-T", "-f", "\(directory)/main", "-C", connection]).output
        let line = String(decoding: output, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("authorizedkeysfile ") }
        let values = SSHDConfiguration(tree).values(of: "authorizedkeysfile", SSHConnection(user: Array("alice".utf8), groups: []))
        let words =
            values.first?.arguments.map { String(decoding: $0, as: UTF8.self) } ?? [".ssh/authorized_keys", ".ssh/authorized_keys2"]
        #expect(words.joined(separator: " ") == line.map { String($0.dropFirst(19)) })
    }
}
