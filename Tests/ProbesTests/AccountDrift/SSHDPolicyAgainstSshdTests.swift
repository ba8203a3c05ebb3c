import Foundation
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What is in force for an account and a class of addresses, against `sshd -T -C` for an address of that class.
@Suite struct SSHDPolicyAgainstSshdTests {
    private static let connections: [(origin: SSHOrigin, address: String)] = [
        (.loopback, "127.0.0.1"), (.loopback, "::1"), (.privateNetwork, "10.1.2.3"), (.privateNetwork, "fd00::7"),
        (.publicNetwork, "198.51.100.7"), (.publicNetwork, "2001:db8::7"),
    ]

    static let configurations = [
        "", "PubkeyAuthentication no", "pubkeyauthentication NO", "PubkeyAuthentication yes\nPubkeyAuthentication no",
        "PubkeyAuthentication=no # off", "Match all\nPubkeyAuthentication no", "Match user alice\nPubkeyAuthentication no",
        "Match user bob\nPubkeyAuthentication no", "PubkeyAuthentication no\nMatch user alice\nPubkeyAuthentication yes",
        "Match address 127.0.0.0/8,::1\nPubkeyAuthentication no", "Match address 10.0.0.0/8\nPubkeyAuthentication no",
        "PubkeyAuthentication no\nMatch address 10.0.0.0/8,172.16.0.0/12,192.168.0.0/16\nPubkeyAuthentication yes",
        "PubkeyAuthentication no\nMatch address *,!198.51.100.0/24\nPubkeyAuthentication yes",
        "Match address !10.0.0.0/8,*\nPubkeyAuthentication no", "Match address *\nPubkeyAuthentication no",
        "Match address 0.0.0.0/0\nPubkeyAuthentication no", "Match address 0.0.0.0/0,::/0\nPubkeyAuthentication no",
        "Match address 10.*\nPubkeyAuthentication no", "Match address 198.51.100.7\nPubkeyAuthentication no",
        "Match address 2001:db8::/32\nPubkeyAuthentication no", "Match address 203.0.113.0/24\nPubkeyAuthentication no",
        "Match user alice address 10.0.0.0/8\nPubkeyAuthentication no\nMatch user alice\nPubkeyAuthentication yes",
        "Match user bob,!alice\nPubkeyAuthentication no\nMatch user *\nPermitRootLogin no",
        "Match address fe80::/10,fc00::/7,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16\nPermitRootLogin no",
        "PermitRootLogin yes\nMatch address 127.0.0.1\nPermitRootLogin no\nMatch all\nPermitRootLogin forced-commands-only",
        "AllowUsers alice bob\nAllowUsers carol", "AllowUsers bob\nMatch user alice\nAllowUsers alice",
        "AllowUsers bob\nMatch user alice\nAllowUsers alice\nMatch all\nAllowUsers dave",
        "DenyUsers bob@10.0.0.0/8\nMatch address 127.0.0.0/8,::1\nDenyUsers alice", "AllowGroups staff\nDenyGroups wheel sudo",
        "Match localport 22\nPubkeyAuthentication no", "Match host h\nPubkeyAuthentication no", "UsePAM yes\nUsePAM no",
        "usepam=\"no\"\nStrictModes no\nStrictModes yes",
        "Match user alice\nPubkeyAuthentication no\nMatch user alice\nPubkeyAuthentication yes",
    ]

    /// Lines of `keyword value`; some keywords stand on several.
    private static func settings(_ output: Data) -> [String: [String]] {
        var settings: [String: [String]] = [:]
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            if words.count == 2 { settings[words[0], default: []].append(words[1]) }
        }
        return settings
    }

    @Test(.enabled(if: SSHDConfigurationAgainstSshdTests.isInstalled, "needs root, sshd and its host keys"), arguments: configurations)
    func `what is certain is what sshd says, and sshd says what may be`(_ text: String) throws {
        let path = "/tmp/soc2d-sshd-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
        let configuration = SSHDConfiguration(["/etc/ssh/sshd_config": .text(text + "\n")] as MemoryTree)
        for (origin, address) in Self.connections {
            let connection = SSHConnection(user: Array("alice".utf8), groups: [Array("alice".utf8)], origin: origin)
            let asked = "user=alice,host=h,addr=\(address),laddr=1.1.1.1,lport=22"
            let said = Self.settings(try run("/usr/sbin/sshd", ["-T", "-f", path, "-C", asked]).output)
            #expect(said.count > 50)
            for (keyword, standard) in [
                ("pubkeyauthentication", "yes"), ("permitrootlogin", "without-password"), ("usepam", "no"), ("strictmodes", "yes"),
            ] {
                let values = configuration.values(of: keyword, connection)
                let isComplete = values.last?.certainty(connection) == .yes
                let words = values.compactMap { $0.arguments.first.map { String(decoding: $0.lowercased, as: UTF8.self) } }
                let possible = Set(isComplete ? words : words + [standard])
                let real = said[keyword]?.first ?? ""
                #expect(possible.contains(real), "\(keyword) from \(address): \(real) is not among \(possible)")
                if !values.contains(where: { $0.certainty(connection) == .maybe }) { #expect(possible.count == 1, "\(keyword)") }
            }
            for keyword in ["allowusers", "denyusers", "allowgroups", "denygroups"] {
                let lines = configuration.directives[keyword] ?? []
                guard !lines.contains(where: { $0.certainty(connection) == .maybe }) else { continue }
                let patterns = configuration.list(keyword, connection)?.patterns.map { String(decoding: $0, as: UTF8.self) } ?? []
                #expect(patterns == said[keyword] ?? [], "\(keyword) from \(address)")
            }
        }
    }
}
