import Controls
import Foundation
import LinuxHost
import ProbeKit
import Testing

@testable import Probes

/// Keys in a real directory, with access control lists by `setfacl` and the way as `namei` shows it.
@Suite struct PrivateKeyOnDiskTests {
    private func withKey(_ body: (String) throws -> Void) throws {
        let files = FileManager.default
        let top = files.temporaryDirectory.appending(path: "soc2d-keys-\(UUID().uuidString)").path
        try files.createDirectory(atPath: "\(top)/etc/ssl/private", withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: top) }
        let pem = Data("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8)
        #expect(files.createFile(atPath: "\(top)/etc/ssl/private/a.key", contents: pem, attributes: [.posixPermissions: 0o600]))
        try body(top)
    }

    private func verdicts(_ top: String) throws -> [String] {
        let tree = try RootedTree(root: HostPath(top))
        var results = Results()
        let evidence = PrivateKeySurvey.evidence(tree, configured: ServiceConfigurations.read(tree).together)
        PrivateKeyAccess(evidence, allowedGroups: []).judge(into: &results)
        return results.named.map { "\($0.subject) \($0.verdict.reason ?? "pass") \($0.observed)" }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setfacl"), "needs setfacl"))
    func `what setfacl grants is seen, and its mask`() throws {
        try withKey { top in
            let key = "\(top)/etc/ssl/private/a.key"
            let seen = try [[], ["u:4711:r", key], ["m::-", key], ["g:4712:rwx", "\(top)/etc/ssl"]].map { grant in
                if !grant.isEmpty { try #require(try run("/usr/bin/setfacl", ["-m"] + grant).status == 0) }
                return try verdicts(top)
            }
            #expect(seen[0].count == 1 && seen[0][0].hasPrefix("/etc/ssl/private/a.key pass"))
            #expect(seen[1] == ["/etc/ssl/private/a.key exposed readable by uid 4711"])
            #expect(seen[2].count == 1 && seen[2][0].hasPrefix("/etc/ssl/private/a.key pass"))
            #expect(seen[3] == ["/etc/ssl/private/a.key exposed /etc/ssl is writable by group 4712"])
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/namei"), "needs namei"))
    func `the way is the one that namei shows`() throws {
        try withKey { top in
            let files = FileManager.default
            try files.createDirectory(atPath: "\(top)/live/a", withIntermediateDirectories: true)
            try files.createSymbolicLink(atPath: "\(top)/live/a/k", withDestinationPath: "../../etc/link/a.key")
            try files.createSymbolicLink(atPath: "\(top)/etc/link", withDestinationPath: "ssl/./private")
            let path = HostPath("\(top)/live/a/k")
            let walk = try LinkWalk(path, try RootedTree(root: "/"))
            let real = String(decoding: try run("/usr/bin/realpath", ["\(top)/live/a/k"]).output, as: UTF8.self)
            #expect(walk.target == HostPath(real.filter { $0 != "\n" }))
            let shown = String(decoding: try run("/usr/bin/namei", ["\(top)/live/a/k"]).output, as: UTF8.self)
            let names = shown.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").dropFirst().first }
            #expect(["a", "k", "etc", "link", "ssl", "private", "a.key"].allSatisfy { names.contains($0) }, "\(shown)")
            for part in ["live/a", "etc", "etc/ssl", "etc/ssl/private"] { #expect(walk.passed.contains(HostPath("\(top)/\(part)"))) }
        }
    }
}
