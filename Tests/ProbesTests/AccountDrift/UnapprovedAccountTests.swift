import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct UnapprovedAccountTests {
    private let check: CheckID = "account-drift.unapproved-account"

    @Test func `without an entry and a baseline nothing is approved yet`() throws {
        let verdicts = try AccountHost().results().verdicts(check)
        #expect(verdicts.count == 4)
        #expect(Set(verdicts.values) == [.inconclusive(.noBaseline)])
    }

    @Test func `with an entry, an account that is not named fails`() throws {
        let host = AccountHost(settings: [("ApprovedAccount", "root daemon sync")])
        #expect(
            try host.results().verdicts(check) == [
                "root": .pass, "daemon": .pass, "sync": .pass, "alice": .fail(.unexpected),
            ])
    }

    @Test func `an approved name that is not on the host is missing`() throws {
        let host = AccountHost(settings: [("ApprovedAccount", "root daemon sync alice"), ("ApprovedAccount", "bob")])
        #expect(try host.results().verdicts(check)["bob"] == .fail(.missing))
        #expect(try host.results().verdicts(check)["alice"] == .pass)
    }

    @Test func `a baseline shows what is new, what changed with before and after, and what is gone`() throws {
        let before = try AccountHost().evidence()
        let host = AccountHost([
            "/etc/passwd": """
            root:x:0:0:root:/root:/bin/bash
            daemon:x:1:1:daemon:/usr/sbin:/bin/bash
            alice:x:1000:27::/home/alice:/bin/bash
            bob:x:1001:1001::/home/bob:/bin/bash

            """
        ])
        let results = try host.results(baseline: before)
        #expect(
            results.verdicts(check) == [
                "root": .pass, "daemon": .fail(.changed), "alice": .fail(.changed), "bob": .fail(.unexpected),
                "sync": .pass(.subjectAbsent),
            ])
        #expect(results.result(check, "daemon")?.observed == "shell was /usr/sbin/nologin, is /bin/bash")
        #expect(results.result(check, "alice")?.observed == "gid was 1000, is 27")
    }

    @Test func `a name or a number that stands twice fails, even if approved`() throws {
        let host = AccountHost(
            ["/etc/passwd": "root:x:0:0::/root:/bin/sh\na:x:5:5::/:/bin/sh\nb:x:5:5::/:/bin/sh\nc:x:6:6::/:/bin/sh\nc:x:7:7::/:/bin/sh\n"],
            settings: [("ApprovedAccount", "root a b c")])
        let results = try host.results()
        #expect(
            results.verdicts(check) == [
                "root": .pass, "a": .fail(.unexpected), "b": .fail(.unexpected), "c": .fail(.unexpected),
            ])
        #expect(results.result(check, "c")?.sources.count == 2)
        #expect(results.result(check, "b")?.observed == "uid 5 is also a’s")
    }

    @Test func `an unreadable passwd is inconclusive and misses nobody`() throws {
        let host = AccountHost(["/etc/passwd": .denied], settings: [("ApprovedAccount", "root bob")])
        #expect(try host.results().verdicts(check) == ["source:/etc/passwd": .inconclusive(.unreadable)])
    }

    @Test func `an approved account that is not in the file may come from a directory`() throws {
        let host = AccountHost(["/etc/nsswitch.conf": "passwd: files sss\n"], settings: [("ApprovedAccount", "root bob")])
        #expect(try host.results().verdicts(check)["bob"] == .inconclusive(.populationIncomplete))
        let local = AccountHost(host.tree.entries, settings: [("ApprovedAccount", "root bob"), ("Population", "local")])
        #expect(try local.results().verdicts(check)["bob"] == .fail(.missing))
    }

    @Test func `accounts are judged although shadow is denied`() throws {
        let host = AccountHost(["/etc/shadow": .denied], settings: [("ApprovedAccount", "root daemon sync alice")])
        #expect(Set(try host.results().verdicts(check).values) == [.pass])
    }

    @Test func `files that keep changing are inconclusive`() throws {
        let host = AccountHost(["/etc/group": .failing(.changing("/etc/group"))])
        #expect(try host.results().verdicts(check) == ["source:/etc/passwd": .inconclusive(.changedDuringRead)])
    }

    @Test func `a setting that does not fit is a problem with its line`() {
        let host = AccountHost(settings: [("AllowGrant", "alice"), ("ApprovedKey", "alice md5"), ("MinimumRsaBits", "7"), ("Typo", "1")])
        var settings = Settings(host.assignments)
        _ = AccountDriftProbe(settings: &settings)
        #expect(settings.problems.count == 4)
    }
}
