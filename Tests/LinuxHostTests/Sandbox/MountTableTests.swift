import ProbeKit
import Testing

@testable import LinuxHost

struct MountTableTests {
    private func table(_ lines: String...) throws -> MountTable {
        try #require(MountTable(parsing: Array((lines.joined(separator: "\n") + "\n").utf8)))
    }

    private let host = [
        "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw", "22 27 0:21 / /proc rw - proc proc rw",
        "30 27 0:30 / /tmp rw - tmpfs tmpfs rw",
    ]

    private func hidden(_ lines: String..., first: [String]? = nil, hasSameUsers: Bool = true) throws -> HiddenPlaces {
        let parse = { (lines: [String]) in MountTable(parsing: Array(lines.joined(separator: "\n").utf8)) }
        return HiddenPlaces(
            own: try #require(parse(lines)), first: try #require(parse(first ?? host)), hasSameUsers: hasSameUsers)
    }

    @Test func `a path shows what is mounted nearest above it`() throws {
        let mounts = try table(host[0], host[1], "40 27 254:0 /srv/data /var/data rw - ext4 /dev/vda rw")
        #expect(mounts.content(at: "/etc/passwd") == .init(fileSystem: Array("254:0".utf8), place: "/etc/passwd"))
        #expect(mounts.content(at: "/var/data/x") == .init(fileSystem: Array("254:0".utf8), place: "/srv/data/x"))
        #expect(mounts.content(at: "/proc/sys") == .init(fileSystem: Array("proc".utf8), place: "/sys"))
    }

    @Test func `what is mounted over a directory hides what was mounted below it`() throws {
        let mounts = try table(host[0], "40 27 8:1 / /home/alice rw - ext4 /dev/sda1 rw", "41 27 0:50 / /home ro - tmpfs tmpfs ro")
        #expect(mounts.content(at: "/home/alice")?.fileSystem == Array("0:50".utf8))
    }

    @Test func `the last of several mounts at one place counts`() throws {
        let mounts = try table(host[0], host[2], "41 30 0:51 / /tmp rw - tmpfs tmpfs rw")
        #expect(mounts.content(at: "/tmp/x")?.fileSystem == Array("0:51".utf8))
    }

    @Test func `a path with a space is written with digits`() throws {
        let mounts = try table(host[0], #"41 27 8:1 / /mnt/my\040disk rw - ext4 /dev/sda1 rw"#)
        #expect(mounts.points.contains("/mnt/my disk"))
    }

    @Test(arguments: ["", "1 2 3", "x 1 8:1 / / rw - ext4 d rw", "1 2 8:1 / / rw shared:1 ext4 d rw", "1 2 8:1 / / rw -"])
    func `a line that the kernel does not write is no table`(line: String) {
        #expect((MountTable(parsing: Array(line.utf8)) == nil) == !line.isEmpty)
    }

    @Test func `what is mounted may have no name`() throws {
        let mounts = try table(host[0], "63 27 0:65 / /srv rw,relatime - tmpfs  rw")
        #expect(mounts.content(at: "/srv/x") == .init(fileSystem: Array("0:65".utf8), place: "/x"))
    }

    @Test func `mounts that stand on each other in a circle lead nowhere`() throws {
        let mounts = try table("1 2 8:1 / / rw - ext4 d rw", "2 1 8:2 / / rw - ext4 d rw")
        #expect(mounts.content(at: "/a/b") == nil)
    }

    @Test func `the same mounts, read-only or under other numbers, hide nothing`() throws {
        let same = try hidden(
            "127 90 254:0 / / ro,nosuid - ext4 /dev/vda rw", "122 127 0:77 / /proc ro - proc proc rw",
            "130 127 0:30 / /tmp rw - tmpfs tmpfs rw",
            "131 127 254:0 /var/lib/soc2d /var/lib/soc2d rw - ext4 /dev/vda rw")
        #expect(same.isEmpty)
        #expect(same.directive(hiding: "/var/lib/soc2d/ledger") == nil)
    }

    @Test(arguments: [
        ("40 27 0:60 / /home ro - tmpfs tmpfs ro", "/home/alice", SandboxDirective.protectHome),
        ("40 27 0:25 /systemd/inaccessible/dir /root ro - tmpfs tmpfs ro", "/root/.ssh", .protectHome),
        ("40 30 254:0 /tmp/systemd-private-1/tmp /tmp rw - ext4 /dev/vda rw", "/tmp/x", .privateTmp),
        ("40 27 254:0 /var/tmp/systemd-private-1/tmp /var/tmp rw - ext4 /dev/vda rw", "/var/tmp", .privateTmp),
        ("40 27 0:25 /systemd/inaccessible/dir /usr/lib/modules ro - tmpfs tmpfs ro", "/usr/lib/modules/6", .protectKernelModules),
        ("40 27 0:61 / /dev rw - tmpfs tmpfs rw", "/dev/sda", .privateDevices),
        ("40 22 0:62 / /proc rw - proc proc rw,subset=pid", "/proc/sys/kernel/hostname", .procSubset),
        ("40 27 0:25 /systemd/inaccessible/reg /etc/shadow ro - tmpfs tmpfs ro", "/etc/shadow", .paths),
        ("40 27 254:0 /srv/empty /etc/ssh ro - ext4 /dev/vda rw", "/etc/ssh/sshd_config", .paths),
    ])
    func `what lies under a mount of ours is hidden, and nothing else`(line: String, path: String, directive: SandboxDirective) throws {
        let hidden = try hidden(host[0], host[1], host[2], line)
        #expect(hidden.directive(hiding: HostPath(path)) == directive)
        #expect(hidden.directive(hiding: "/etc/passwd") == nil)
        #expect(hidden.places.count == 1)
    }

    @Test func `what only PID 1 has mounted is hidden too`() throws {
        let hidden = try hidden(host[0], host[1], host[2], first: host + ["50 27 8:1 / /srv rw - ext4 /dev/sda1 rw"])
        #expect(hidden.places == ["/srv"])
        #expect(hidden.directive(hiding: "/srv/www") == .paths)
    }

    @Test func `another root hides everything, and is told once`() throws {
        let hidden = try hidden("27 1 254:0 /srv/root / rw - ext4 /dev/vda rw", host[1])
        #expect(hidden.places == ["/"])
        #expect(hidden.directive(hiding: "/etc/passwd") == .rootDirectory)
    }

    @Test func `where PID 1 cannot be seen, what a sandbox makes is hidden, and what a host has is not`() throws {
        let own = try table(
            host[0], host[1], host[2], "131 27 254:0 /var/lib/soc2d /var/lib/soc2d rw - ext4 /dev/vda rw",
            "40 27 0:60 / /home ro - tmpfs tmpfs ro",
            "41 27 0:25 /systemd/inaccessible/dir /root ro - tmpfs tmpfs ro", "42 27 0:26 / /run rw - tmpfs tmpfs rw",
            "43 27 254:0 /var/tmp/systemd-private-1/tmp /var/tmp rw - ext4 /dev/vda rw", "44 27 8:1 / /srv rw - ext4 /dev/sda1 rw")
        #expect(HiddenPlaces(own: own, first: own.withoutSandbox).places == ["/home", "/root", "/var/tmp"])
    }

    @Test func `the tables of another network are hidden`() throws {
        let table = try table(host[0], host[1])
        let hidden = HiddenPlaces(own: table, first: table, hasSameNetwork: false)
        for path: HostPath in ["/proc/42/net/fib_trie", "/proc/sys/net/ipv4/ip_forward"] {
            #expect(hidden.directive(hiding: path) == .privateNetwork)
        }
        for path: HostPath in ["/proc/sys/kernel/hostname", "/etc/hosts", "/proc/42"] { #expect(hidden.directive(hiding: path) == nil) }
    }

    @Test func `where users are others no file is told of`() throws {
        let hidden = try hidden(host[0], host[1], host[2], hasSameUsers: false)
        #expect(!hidden.isEmpty)
        #expect(hidden.directive(hiding: "/etc/passwd") == .privateUsers)
    }
}
