import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct PrivilegedGrantTests {
    private let check: CheckID = "account-drift.privileged-grant"
    /// What every host has: root in its own group.
    private let own = "root group:root"

    private func sudoers(_ text: String, _ more: [HostPath: MemoryTree.Entry] = [:], allow: [String] = []) -> AccountHost {
        var changes = more
        changes["/etc/sudoers"] = .text(text)
        return AccountHost(changes, settings: allow.map { ("AllowGrant", $0) })
    }

    /// On a running host called `web-1`.
    private func subjects(_ text: String, name: String = "web-1", isLive: Bool = true) throws -> Set<String> {
        var host = sudoers(text, ["/proc/sys/kernel/hostname": .text(name + "\n")])
        host.isLive = isLive
        return Set(try host.results().verdicts(check).keys).subtracting([own])
    }

    // MARK: Verdicts

    @Test func `root's own grant and groups need no approval`() throws {
        let host = sudoers("root ALL=(ALL:ALL) ALL\n")
        #expect(try host.results().verdicts(check) == ["root ALL ALL": .pass, own: .pass])
        #expect(try host.results().result(check, "root ALL ALL")?.observed == "root itself")
    }

    @Test func `a grant that nobody approved fails once anything is approved`() throws {
        let text = "%sudo ALL=(ALL:ALL) ALL\nalice ALL=(root) NOPASSWD: /usr/bin/less /var/log/syslog\n"
        let key = "alice root /usr/bin/less /var/log/syslog"
        #expect(
            try sudoers(text).results().verdicts(check) == [
                own: .pass, "%sudo ALL ALL": .inconclusive(.noBaseline), key: .inconclusive(.noBaseline),
            ])
        let approved = sudoers(text, allow: ["%sudo  ALL ALL"])
        #expect(try approved.results().verdicts(check) == [own: .pass, "%sudo ALL ALL": .pass, key: .fail(.unexpected)])
        let result = try #require(try approved.results().result(check, key))
        #expect(result.observed == "a program that runs or writes others, equivalent to root")
        #expect(result.notes == [Note(.attention, "NOPASSWD: no password is asked")])
        #expect(result.sources == [Source("/etc/sudoers", line: 2)])
    }

    @Test func `a baseline approves its grants, and what is gone passes as absent`() throws {
        let before = try sudoers("alice ALL=ALL\nbob ALL=ALL\n").evidence()
        let results = try sudoers("alice ALL=ALL\ncarol ALL=ALL\n").results(baseline: before)
        #expect(
            results.verdicts(check) == [
                own: .pass, "alice root ALL": .pass, "carol root ALL": .fail(.unexpected), "bob root ALL": .pass(.subjectAbsent),
            ])
    }

    @Test func `members and primary users of privileged groups are grants, and of groups that sudo names`() throws {
        let host = sudoers(
            "%ops ALL=/sbin/reboot\n",
            [
                "/etc/group": "root:x:0:\nsudo:x:27:alice,ghost\ndocker:x:1000:\nops:x:2000:alice\nusers:x:100:alice\n"
            ], allow: ["alice group:sudo"])
        #expect(
            try host.results().verdicts(check) == [
                own: .pass, "%ops root /sbin/reboot": .fail(.unexpected), "alice group:sudo": .pass, "ghost group:sudo": .fail(.unexpected),
                "alice group:docker": .fail(.unexpected), "alice group:ops": .fail(.unexpected),
            ])
        #expect(try host.results().result(check, "ghost group:sudo")?.observed == "member, but there is no such account")
    }

    @Test func `a group is its number, whatever its lines call it`() throws {
        let passwd = "root:x:0:0::/root:/bin/bash\nalice:x:1000:0::/home/alice:/bin/bash\ncarol:x:1001:27::/home/carol:/bin/bash\n"
        let second = AccountHost(["/etc/passwd": .text(passwd), "/etc/group": "alt:x:27:bob\nsudo:x:27:\nusers:x:100:dave\n"])
        #expect(Set(try second.results().verdicts(check).keys) == ["alice group:root", "bob group:sudo", "carol group:sudo"])
        #expect(try second.results().result(check, "bob group:sudo")?.sources == [Source("/etc/group", line: 1)])
        let bare = sudoers("%#27 ALL=ALL\n", ["/etc/passwd": .text(passwd), "/etc/group": "users:x:100:\n"])
        #expect(Set(try bare.results().verdicts(check).keys) == ["%#27 root ALL", "alice group:root", "carol group:#27"])
    }

    @Test func `what cannot be read is inconclusive, by source`() throws {
        let host = AccountHost(["/etc/sudoers": .denied, "/etc/group": .denied])
        #expect(
            try host.results().verdicts(check) == [
                "source:/etc/sudoers": .inconclusive(.unreadable), "source:/etc/group": .inconclusive(.unreadable),
            ])
        let foreign = AccountHost(["/etc/nsswitch.conf": "passwd: files\nsudoers: files sss\n"])
        #expect(try foreign.results().verdicts(check)["source:sss"] == .inconclusive(.populationIncomplete))
        let groups = AccountHost(["/etc/nsswitch.conf": "passwd: files\ngroup: files\ninitgroups: files ldap\n"])
        #expect(try groups.results().verdicts(check)["source:ldap"] == .inconclusive(.populationIncomplete))
    }

    @Test func `the members of a netgroup are not known, although the grant may be approved`() throws {
        let host = sudoers("+admins ALL=ALL\n", allow: ["+admins root ALL"])
        #expect(
            try host.results().verdicts(check) == [
                own: .pass, "+admins root ALL": .pass, "source:+admins": .inconclusive(.populationIncomplete),
            ])
    }

    // MARK: The grammar

    @Test func `aliases are expanded, wherever they are defined, and negation turns round`() throws {
        let text = """
            ADMINS WEB = (OPS) SHELLS, !/bin/dash
            User_Alias ADMINS = alice, %sudo, !bob : EMPTY = carol
            Host_Alias WEB = web-*, !web-2
            Runas_Alias OPS = root, www
            Cmnd_Alias SHELLS = /bin/bash, /bin/dash
            """
        #expect(try subjects(text) == ["alice root,www /bin/bash", "%sudo root,www /bin/bash"])
    }

    @Test func `target and tags are inherited along the list, and a group alone is the caller's`() throws {
        let text = "alice ALL=(bob) NOPASSWD: /bin/a, /bin/b, (:adm) PASSWD: /bin/c, /bin/d\n"
        #expect(try subjects(text) == ["alice bob /bin/a", "alice bob /bin/b", "alice :adm /bin/c", "alice :adm /bin/d"])
        let results = try sudoers(text).results()
        #expect(results.result(check, "alice bob /bin/b")?.notes.count == 1)
        #expect(results.result(check, "alice :adm /bin/d")?.notes.isEmpty == true)
    }

    @Test func `an environment of the caller's own is noted`() throws {
        let results = try sudoers("alice ALL=SETENV: /bin/a, /bin/b, NOSETENV: /bin/c\n").results()
        let note = Note(.attention, "SETENV: the caller sets the environment, which may let the program run others")
        #expect(results.result(check, "alice root /bin/b")?.notes == [note])
        #expect(results.result(check, "alice root /bin/c")?.notes.isEmpty == true)
    }

    @Test func `only entries for this host count, and what cannot be told counts`() throws {
        let text = """
            a web-1=ALL
            b db-1=ALL : WEB-1=/bin/b
            c ALL,!web-1=ALL
            d !web-1,ALL=ALL
            e 10.0.0.0/8=ALL
            f +hosts=ALL
            g web-1.example.com=ALL
            h ALL,!10.0.0.1=ALL
            """
        let expected: Set = ["a root ALL", "b root /bin/b", "d root ALL", "e root ALL", "f root ALL", "g root ALL", "h root ALL"]
        #expect(try subjects(text) == expected)
    }

    @Test func `a name with a domain, a second name and a tree that does not run leave it open whom a rule means`() throws {
        let text = "a web-1.example.com=ALL\nb *.example.com=ALL\nc db-1.example.com=ALL\nd db-1=ALL\ne ALL,!web-1=ALL\n"
        #expect(try subjects(text) == ["a root ALL", "b root ALL", "c root ALL"])
        #expect(try subjects(text, name: "web-1.other.org") == ["a root ALL", "b root ALL", "c root ALL"])
        #expect(try subjects("c db-1.example.com=ALL\n", name: "web-1.other.org").isEmpty == false)
        #expect(try subjects(text, name: "db-1").count == 5)
        #expect(try subjects(text, isLive: false).count == 5)
        let result = try sudoers("d db-1=ALL\n").results().result(check, "d root ALL")
        #expect(result?.notes == [Note(.attention, "whether its list of hosts means this host is not certain")])
    }

    @Test func `ALL with exclusions is ALL, and a command that is forbidden again is none`() throws {
        let text = "alice ALL=ALL, !/bin/su\nbob ALL=/bin/a, /bin/b, !/bin/a\ncarol ALL=ALL\ncarol ALL=!ALL\n"
        #expect(try subjects(text) == ["alice root ALL", "bob root /bin/b"])
        let result = try sudoers(text).results().result(check, "alice root ALL")
        #expect(result?.notes == [Note(.attention, "!/bin/su after ALL restricts nothing")])
    }

    @Test func `what is forbidden elsewhere, sometimes, or to somebody else takes no grant back`() throws {
        let text = """
            a ALL=ALL
            a 10.0.0.1=!ALL
            b ALL=/bin/b
            b ALL=NOTAFTER=20200101000000Z !/bin/b
            c ALL=(ALL) /bin/c
            c ALL=(www) !/bin/c
            d ALL=/bin/d -x, !/bin/d -y
            e ALL,!10.0.0.1=!ALL
            f ALL=ALL
            ALL, !f ALL=(ALL) !ALL
            """
        #expect(try subjects(text) == ["a root ALL", "b root /bin/b", "c ALL /bin/c", "d root /bin/d -x", "f root ALL"])
    }

    @Test func `numbers are ids, names may be quoted, and a comment is none of them`() throws {
        let text = "#1000 ALL=ALL # note\n%#27 ALL=ALL\n\"%domain users\" ALL=ALL\n#alice ALL=ALL\n"
        #expect(try subjects(text) == ["#1000 root ALL", "%#27 root ALL", "%domain%20users root ALL"])
    }

    @Test func `a user whose name begins with an escaped byte is no group`() throws {
        let text = "\\xffsudo ALL=(ALL) ALL\n"
        let subject = "\"%FFsudo\" ALL ALL"
        let host = sudoers(text)
        #expect(Set(try host.results().verdicts(check).keys) == [own, subject])
        #expect(try host.evidence().grants.grants.first?.group == nil)
        #expect(try sudoers(text, allow: [subject]).results().verdicts(check)[subject] == .pass)
        let doas = AccountHost(["/etc/doas.conf": .file(Array("permit ".utf8) + [0xFF] + Array("wheel\n".utf8))])
        #expect(Set(try doas.results().verdicts(check).keys) == [own, "\"%FFwheel\" ALL ALL"])
    }

    @Test func `defaults say the target and weaken the password`() throws {
        let text = """
            alice ALL=ALL
            Defaults runas_default=www, !authenticate
            Defaults targetpw
            Defaults:alice timestamp_timeout=-1
            Defaults@other !authenticate
            """
        let result = try #require(try sudoers(text).results().result(check, "alice www ALL"))
        #expect(result.observed == "any command, as www")
        #expect(result.notes.count == 3)
    }

    @Test func `a program that others may replace is worth every program`() throws {
        let text = "alice ALL=/opt/a, /opt/b, /usr/bin/, /usr/bin/*, sudoedit /etc/hosts, /bin/true\n"
        let host = sudoers(
            text,
            [
                "/opt/a": .file([], owner: 1000), "/opt/b": .file([], group: 5, mode: 0o775), "/bin/true": .file([], mode: 0o755),
            ])
        let breadths = Dictionary(
            try host.evidence().grants.grants.map { ($0.scope, $0.breadth) }, uniquingKeysWith: { first, _ in first })
        #expect(
            breadths == [
                "/opt/a": .writable, "/opt/b": .writable, "/usr/bin/": .pattern, "/usr/bin/*": .pattern, "sudoedit /etc/hosts": .limited,
                "/bin/true": .limited,
            ])
    }

    // MARK: Files

    @Test func `included files are read at their place, and names with a dot or a tilde are not`() throws {
        let host = sudoers(
            "@includedir sudoers.d\n@include /etc/sudoers.%h\n",
            [
                "/etc/sudoers.d/10-a": "a ALL=ALL\n", "/etc/sudoers.d/b.bak": "b ALL=ALL\n", "/etc/sudoers.d/c~": "c ALL=ALL\n",
                "/etc/sudoers.d/d": .fifo, "/etc/sudoers.web-1": "e ALL=ALL\n",
                "/etc/sudoers.d/f": .file(Array("f ALL=ALL\n".utf8), mode: 0o666),
                "/etc/sudoers.d/g": .file(Array("g ALL=ALL\n".utf8), owner: 5),
            ])
        let results = try host.results()
        #expect(Set(results.verdicts(check).keys) == [own, "a root ALL", "e root ALL"])
        #expect(results.of(check).flatMap(\.notes).filter { $0.code == .ignoredFile }.count == 4)
    }

    @Test func `a directory that everybody may write is not read`() throws {
        let host = sudoers("@includedir /etc/x\n", ["/etc/x": .directory(mode: 0o777), "/etc/x/a": "a ALL=ALL\n"])
        #expect(Set(try host.results().verdicts(check).keys) == [own])
    }

    @Test func `an error makes its file inconclusive, and what sudo still reads is judged`() throws {
        let host = sudoers(
            "@includedir /etc/sudoers.d\n", ["/etc/sudoers.d/a": "a ALL=ALL\nwrong secret\nb ALL=ALL\n", "/etc/sudoers.d/b": "c ALL=ALL\n"])
        let results = try host.results()
        #expect(Set(results.verdicts(check).keys) == [own, "a root ALL", "b root ALL", "c root ALL", "source:/etc/sudoers.d/a"])
        let source = try #require(results.result(check, "source:/etc/sudoers.d/a"))
        #expect(source.verdict == .inconclusive(.parseError))
        #expect(source.sources == [Source("/etc/sudoers.d/a", line: 2)])
        #expect(!source.observed.contains("secret"))
    }

    @Test func `a loop of includes ends`() throws {
        let host = sudoers("a ALL=ALL\n@include /etc/sudoers.2\n", ["/etc/sudoers.2": "@include /etc/sudoers\n@include /etc/sudoers\n"])
        let verdicts = try host.results().verdicts(check)
        #expect(verdicts["source:/etc/sudoers"] == .inconclusive(.limitExceeded))
        #expect(verdicts["a root ALL"] == .inconclusive(.noBaseline))
    }

    @Test func `sudo conf may name another file`() throws {
        let host = AccountHost(["/etc/sudo.conf": "Plugin sudoers_policy sudoers.so sudoers_file=/etc/my\n", "/etc/my": "a ALL=ALL\n"])
        #expect(Set(try host.results().verdicts(check).keys) == [own, "a root ALL"])
    }

    @Test(arguments: [
        "Plugin sudoers_policy \\\n  /usr/libexec/sudo/sudoers.so \\\n  sudoers_file=/etc/my sudoers_uid=7 sudoers_gid=9\n",
        "Plugin sudoers_audit sudoers.so sudoers_file=/etc/my sudoers_uid=7 sudoers_gid=9 # \\\nPlugin sudoers_io sudoers.so\n",
    ])
    func `the lines of sudo conf may be continued, and the file may have another owner`(_ text: String) throws {
        let mine = MemoryTree.Entry.file(Array("a ALL=ALL\n".utf8), owner: 7, group: 9, mode: 0o660)
        let host = AccountHost(["/etc/sudo.conf": .text(text), "/etc/my": mine])
        #expect(Set(try host.results().verdicts(check).keys) == [own, "a root ALL"])
    }

    @Test(arguments: [
        "Plugin other_policy sudoers.so", "Plugin sudoers_policy /tmp/sudoers.so", "Plugin sudoers_policy /usr/lib/sudo/../x/sudoers.so",
        "Plugin python_approval python_plugin.so", "# \\\nPlugin \\\n other other.so", "Path plugin_dir /usr/lib/sudo:/tmp",
    ])
    func `a plugin that is not sudo's own may give rights that no file shows`(_ text: String) throws {
        let verdicts = try AccountHost(["/etc/sudo.conf": .text(text)]).results().verdicts(check)
        #expect(verdicts["source:/etc/sudo.conf"] == .inconclusive(.populationIncomplete))
    }

    @Test func `a main file that sudo refuses is inconclusive, and its rules are judged`() throws {
        let rules = Array("a ALL=ALL\n".utf8)
        for entry in [MemoryTree.Entry.file(rules, owner: 5), .file(rules, mode: 0o646), .file(rules, group: 9, mode: 0o460)] {
            let verdicts = try AccountHost(["/etc/sudoers": entry]).results().verdicts(check)
            #expect(verdicts["source:/etc/sudoers"] == .inconclusive(.unsupportedFormat))
            #expect(verdicts["a root ALL"] == .inconclusive(.noBaseline))
        }
        var unpacked = AccountHost(["/etc": .directory(owner: 5), "/etc/sudoers": .file(rules, owner: 5)])
        #expect(try unpacked.results().verdicts(check)["source:/etc/sudoers"] == nil)
        unpacked.isLive = true
        #expect(try unpacked.results().verdicts(check)["source:/etc/sudoers"] == .inconclusive(.unsupportedFormat))
    }

    @Test func `aliases that grow without bound stop at a limit`() throws {
        var text = "User_Alias A0 = a, b\n"
        for level in 1...40 { text += "User_Alias A\(level) = A\(level - 1), A\(level - 1)\n" }
        let verdicts = try sudoers(text + "A40 ALL=ALL\n").results().verdicts(check)
        #expect(verdicts["source:/etc/sudoers"] == .inconclusive(.limitExceeded))
    }

    // MARK: doas and polkit

    @Test func `doas rules are grants`() throws {
        let text = """
            permit persist setenv { -ENV PS1=$DOAS_PS1 } :wheel # admins
            permit nopass tedu as root cmd /usr/sbin/procmap
            permit bob as www cmd ls args -l "a b"
            permit carol
            deny carol
            deny dave
            permit \\
              1001
            """
        let host = AccountHost(["/etc/doas.conf": .text(text)])
        let verdicts = try host.results().verdicts(check)
        #expect(
            Set(verdicts.keys) == [
                own, "%wheel ALL ALL", "tedu root /usr/sbin/procmap", "bob www ls -l a b", "#1001 ALL ALL",
            ])
        let wrong = AccountHost(["/etc/doas.conf": "permit alice\nallow bob\n"])
        #expect(try wrong.results().verdicts(check)["source:/etc/doas.conf"] == .inconclusive(.parseError))
    }

    @Test func `who administers by polkit is compared by digest`() throws {
        let path = "/etc/polkit-1/localauthority.conf.d/60-x.conf"
        let host = AccountHost([HostPath(path): "[Configuration]\nAdminIdentities=unix-user:bob\n"])
        #expect(try host.results().verdicts(check)["source:\(path)"] == .inconclusive(.unsupportedFormat))
        #expect(try host.results(baseline: host.evidence()).verdicts(check)["source:\(path)"] == .pass)
    }

    @Test func `polkit rules are compared by digest`() throws {
        let host = AccountHost(["/etc/polkit-1/rules.d/50-x.rules": "polkit.addRule(…);", "/etc/polkit-1/rules.d/README": "x"])
        let subject = "source:/etc/polkit-1/rules.d/50-x.rules"
        #expect(try host.results().verdicts(check) == [own: .pass, subject: .inconclusive(.unsupportedFormat)])
        #expect(try host.results(baseline: host.evidence()).verdicts(check) == [own: .pass, subject: .pass])
        let changed = AccountHost(["/etc/polkit-1/rules.d/50-x.rules": "polkit.addRule(more);"])
        #expect(try changed.results(baseline: host.evidence()).verdicts(check)[subject] == .inconclusive(.unsupportedFormat))
    }
}
