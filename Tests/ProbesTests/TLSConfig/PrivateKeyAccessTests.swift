import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// tls-config.private-key-access.
@Suite struct PrivateKeyAccessTests {
    private static let pem = Array("-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n".utf8)
    private static let path: HostPath = "/etc/ssl/private/site.key"

    /// A host with one key, root's own and in a directory as Debian has it.
    private func host(owner: UInt32 = 0, group: UInt32 = 0, mode: UInt32 = 0o600, directory: UInt32 = 0o755) -> MemoryTree {
        [
            Self.path: .file(Self.pem, owner: owner, group: group, mode: mode), "/etc/ssl/private": .directory(mode: directory),
            "/etc/passwd": "root:x:0:0::/root:/bin/sh\npostgres:x:110:118::/:/bin/sh\nalice:x:1000:1000::/:/bin/sh\n",
            "/etc/group": "root:x:0:\nssl-cert:x:115:postgres\npostgres:x:118:\nusers:x:100:alice\n",
        ]
    }

    private func judge(
        _ files: any FileTree, groups: [String] = ["ssl-cert"], declared: [Settings.Placed<String>] = []
    ) throws -> [CheckResult] {
        let found = PrivateKeySurvey.evidence(files, configured: ServiceConfigurations.read(files).together, declared: declared)
        let kept = try PrivateKeyFiles(canonicalJSON: found.canonicalJSON())
        #expect(kept == found)
        #expect(!String(decoding: try found.canonicalJSON(), as: UTF8.self).contains("c2Vj"))
        var results = Results()
        PrivateKeyAccess(kept, allowedGroups: groups).judge(into: &results)
        return results.named
    }

    private func only(_ files: any FileTree, groups: [String] = ["ssl-cert"]) throws -> CheckResult {
        let results = try judge(files, groups: groups)
        return try #require(results.count == 1 ? results[0] : nil, "\(results)")
    }

    /// An access control list as the kernel has it: `(tag, permissions, id)`.
    private func list(_ entries: [(UInt8, UInt8, UInt8)]) -> [UInt8] {
        let all: [(UInt8, UInt8, UInt8)] = [(1, 6, 255)] + entries + [(0x20, 0, 255)]
        return [2, 0, 0, 0] + all.flatMap { [$0.0, 0, $0.1, 0, $0.2, $0.2 == 255 ? 255 : 0, $0.2 == 255 ? 255 : 0, $0.2 == 255 ? 255 : 0] }
    }

    @Test func `a key of root alone is right`() throws {
        let result = try only(host())
        #expect(result.verdict == .pass)
        #expect(result.subject == "/etc/ssl/private/site.key")
        #expect(result.observed == "0600 root:root")
        #expect(result.notes == [])
    }

    @Test func `everybody may not read it, and nobody else may write it`() throws {
        #expect(try only(host(mode: 0o644)).verdict == .fail(.exposed))
        #expect(try only(host(mode: 0o644)).observed == "readable by everybody")
        #expect(try only(host(mode: 0o602)).observed == "writable by everybody")
        #expect(try only(host(group: 115, mode: 0o660)).observed == "writable by group ssl-cert")
    }

    @Test func `a group may read it if it is allowed, or holds the owner alone`() throws {
        #expect(try only(host(group: 115, mode: 0o640)).verdict == .pass)
        #expect(try only(host(group: 115, mode: 0o640), groups: []).observed == "readable by group ssl-cert")
        #expect(try only(host(group: 100, mode: 0o640)).verdict == .fail(.exposed))
        #expect(try only(host(owner: 110, group: 118, mode: 0o640)).verdict == .pass)
        #expect(try only(host(group: 118, mode: 0o640)).observed == "readable by group postgres")
        #expect(try only(host(group: 4711, mode: 0o640)).observed == "readable by group 4711")
        #expect(try only(host(group: 4711, mode: 0o600)).verdict == .pass)
    }

    @Test func `an owner other than root is told`() throws {
        let result = try only(host(owner: 110))
        #expect(result.verdict == .pass)
        #expect(result.notes.map(\.text) == ["belongs to postgres, who may read and replace it"])
    }

    @Test func `a directory that keeps others out protects what lies in it`() throws {
        let closed = try only(host(mode: 0o644, directory: 0o700))
        #expect(closed.verdict == .pass)
        #expect(closed.notes.map(\.text) == ["its mode lets everybody read it; only a directory above keeps them away"])
    }

    @Test func `whoever may write a directory above may replace the key`() throws {
        var tree = host()
        tree["/etc/ssl"] = .directory(mode: 0o777)
        #expect(try only(tree).observed == "/etc/ssl is writable by everybody")
        tree["/etc/ssl"] = .directory(mode: 0o1777)
        #expect(try only(tree).verdict == .pass)
        tree["/etc/ssl"] = .directory(owner: 1000)
        #expect(try only(tree).observed == "/etc/ssl belongs to alice")
    }

    @Test func `an access control list is followed, with its mask`() throws {
        var tree = host(mode: 0o640)
        tree.accessLists = [Self.path: list([(2, 4, 110), (4, 0, 255), (0x10, 4, 255)])]
        #expect(try only(tree).observed == "readable by postgres")
        // The mask takes away what the entry gives; the group bits of the mode are the mask, not the group's.
        tree.accessLists = [Self.path: list([(2, 4, 110), (4, 0, 255), (0x10, 0, 255)])]
        #expect(try only(tree).verdict == .pass)
        tree.accessLists = [Self.path: list([(8, 4, 100), (4, 0, 255), (0x10, 4, 255)])]
        #expect(try only(tree).observed == "readable by group users")
        tree.accessLists = ["/etc/ssl/private": list([(2, 7, 110), (4, 5, 255), (0x10, 7, 255)])]
        #expect(try only(tree).observed == "/etc/ssl/private is writable by postgres")
        tree.accessLists = [Self.path: [3, 0, 0, 0]]
        #expect(try only(tree).verdict == .inconclusive(.unreadable))
    }

    @Test func `links lead on, and their directories count`() throws {
        var tree: MemoryTree = host()
        tree[Self.path] = nil
        tree["/etc/letsencrypt/live/a/privkey.pem"] = .link("../../archive/a/privkey1.pem")
        tree["/etc/letsencrypt/archive/a/privkey1.pem"] = .file(Self.pem, mode: 0o600)
        let results = try judge(tree)
        #expect(results.map(\.subject) == ["/etc/letsencrypt/live/a/privkey.pem", "/etc/letsencrypt/archive/a/privkey1.pem"])
        #expect(results.allSatisfy { $0.verdict == .pass })
        #expect(results[0].notes.map(\.text) == ["leads to /etc/letsencrypt/archive/a/privkey1.pem"])
        tree["/etc/letsencrypt/live/a"] = .directory(mode: 0o777)
        #expect(try judge(tree).map(\.verdict) == [.fail(.exposed), .pass])
        tree["/etc/letsencrypt/live/a/privkey.pem"] = .link("privkey.pem")
        #expect(try judge(tree).first?.verdict != .pass)
    }

    @Test func `whose link lies in a directory for everybody may lead it elsewhere`() throws {
        var tree = host(owner: 110)
        tree["/etc/vsftpd.conf"] = "rsa_cert_file=/tmp/link.key\n"
        tree["/tmp"] = .directory(mode: 0o1777)
        tree["/tmp/link.key"] = .link("/etc/ssl/private/site.key")
        let linked = { (owner: UInt32) throws in
            tree.linkOwners = ["/tmp/link.key": owner]
            return try #require(try self.judge(tree).first { $0.subject == "/tmp/link.key" })
        }
        #expect(try linked(1000).verdict == .fail(.exposed))
        #expect(try linked(1000).observed == "/tmp/link.key belongs to alice, who may lead it elsewhere")
        #expect(try linked(0).verdict == .pass)
        #expect(try linked(110).verdict == .pass)
        // Where nobody may write, nobody may remove his link either.
        tree["/tmp"] = .directory(mode: 0o1755)
        #expect(try linked(1000).verdict == .pass)
    }

    @Test func `the group of root counts as its members do`() throws {
        var tree = host(mode: 0o640)
        #expect(try only(tree).verdict == .pass)
        tree["/etc/group"] = "root:x:0:root,alice\n"
        #expect(try only(tree).verdict == .fail(.exposed))
        #expect(try only(tree).observed == "readable by group root")
        tree["/etc/group"] = .denied
        #expect(try only(tree).verdict == .inconclusive(.unreadable))
        tree["/etc/group"] = "root:x:0:\n"
        tree["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\noperator:x:11:0::/:/sbin/nologin\n"
        #expect(try only(tree).verdict == .pass)
        tree["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\nbob:x:1001:0::/:/bin/sh\n"
        #expect(try only(tree).verdict == .fail(.exposed))
    }

    @Test func `hidden files and one directory further down belong to a store`() throws {
        var tree = host()
        tree["/etc/ssl/private/.old.key"] = .file(Self.pem, mode: 0o644)
        tree["/etc/ssl/private/sub/b.key"] = .file(Self.pem, mode: 0o644)
        let paths = ["/etc/ssl/private/.old.key", "/etc/ssl/private/site.key", "/etc/ssl/private/sub/b.key"]
        #expect(try judge(tree).map(\.subject) == paths)
        #expect(try judge(tree).map(\.verdict) == [.fail(.exposed), .pass, .fail(.exposed)])
        tree["/etc/ssl/private/sub/deep/c.key"] = .file(Self.pem, mode: 0o644)
        let deep = try #require(try judge(tree).first { $0.subject == "source:/etc/ssl/private/sub/deep" })
        #expect(deep.verdict == .inconclusive(.limitExceeded))
    }

    @Test func `a combined file that a service names is a key file`() throws {
        let tree: MemoryTree = [
            "/etc/haproxy/haproxy.cfg": "bind :443 ssl crt /srv/both.pem\n",
            "/srv/both.pem": .file(Array("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".utf8) + Self.pem, mode: 0o644),
        ]
        let result = try only(tree)
        #expect(result.verdict == .fail(.exposed))
        #expect(result.sources == [Source("/srv/both.pem"), Source("/etc/haproxy/haproxy.cfg", line: 1)])
    }

    @Test func `certificates in a key store are no keys`() throws {
        var tree = host()
        tree["/etc/ssl/private/chain.pem"] = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        #expect(try judge(tree).count == 1)
    }

    @Test func `what is not there is told`() throws {
        let named: MemoryTree = ["/etc/vsftpd.conf": "rsa_cert_file=/lost.pem\n"]
        #expect(try only(named).verdict == .notApplicable(.featureAbsent))
        let declared = try judge([:] as MemoryTree, declared: [.init(value: "/lost.key", place: nil)])
        #expect(declared.map(\.verdict) == [.inconclusive(.unreadable)])
        #expect(try only([:] as MemoryTree).verdict == .notApplicable(.emptyPopulation))
    }

    @Test func `what cannot be read is never a pass`() throws {
        #expect(try judge(DeniedTree()).allSatisfy { $0.verdict == .inconclusive(.unreadable) })
        #expect(try !judge(DeniedTree()).isEmpty)
        var tree = host(group: 115, mode: 0o640)
        tree["/etc/group"] = .denied
        #expect(try only(tree).verdict == .inconclusive(.unreadable))
        tree[Self.path] = .file(Self.pem, group: 115, mode: 0o644)
        #expect(try only(tree).verdict == .fail(.exposed))
        tree["/etc/ssl/private/other"] = .denied
        #expect(try judge(tree).map(\.verdict) == [.inconclusive(.unreadable), .fail(.exposed)])
    }
}
