import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct ServiceLoginTests {
    private let check: CheckID = "account-drift.service-login"

    private func host(_ account: String, shadow: String = "*", settings: [(String, String)] = []) -> AccountHost {
        AccountHost(
            [
                "/etc/passwd": .text("root:x:0:0::/root:/bin/bash\n\(account)\nalice:x:1000:1000::/home/alice:/bin/bash\n"),
                "/etc/shadow": .text("root:*:1:0:99999:7:::\nweb:\(shadow):1:0:99999:7:::\n"),
            ], settings: settings)
    }

    @Test func `services without a shell pass, and people do not count`() throws {
        #expect(try AccountHost().results().verdicts(check) == ["daemon": .pass, "sync": .pass])
    }

    @Test(arguments: ["/bin/bash", "", "/tmp/nologin", "/bin/sh"])
    func `a shell fails, and no shell means one`(_ shell: String) throws {
        #expect(try host("web:x:33:33::/var/www:\(shell)").results().verdicts(check) == ["web": .fail(.unexpected)])
    }

    @Test func `a usable password fails, a locked or missing one does not`() throws {
        let account = "web:x:33:33::/var/www:/usr/sbin/nologin"
        #expect(try host(account, shadow: "$y$j9T$a$b").results().verdicts(check) == ["web": .fail(.unexpected)])
        #expect(try host(account, shadow: "").results().verdicts(check) == ["web": .fail(.unexpected)])
        #expect(try host(account, shadow: "!$y$j9T$a$b").results().verdicts(check) == ["web": .pass])
        #expect(try host(account, shadow: "!").results().verdicts(check) == ["web": .pass])
    }

    @Test func `passwords from elsewhere are not known`() throws {
        var host = host("web:x:33:33::/var/www:/usr/sbin/nologin")
        host.tree["/etc/nsswitch.conf"] = "passwd: files\nshadow: files sss\n"
        #expect(try host.results().verdicts(check) == ["web": .pass, "source:sss": .inconclusive(.populationIncomplete)])
    }

    @Test func `an allowed service passes, and so does one that logged in when the baseline was approved`() throws {
        let account = "web:x:33:33::/var/www:/bin/bash"
        #expect(try host(account, settings: [("LoginShellFor", "web")]).results().verdicts(check) == ["web": .pass])
        let before = try host(account).evidence()
        #expect(try host(account).results(baseline: before).verdicts(check) == ["web": .pass])
        let quiet = try host("web:x:33:33::/var/www:/usr/sbin/nologin").evidence()
        #expect(try host(account).results(baseline: quiet).verdicts(check) == ["web": .fail(.unexpected)])
    }

    @Test func `without shadow a shell still fails, and a password is not known`() throws {
        var closed = host("web:x:33:33::/var/www:/usr/sbin/nologin")
        closed.tree["/etc/shadow"] = .denied
        #expect(try closed.results().verdicts(check) == ["web": .inconclusive(.unreadable)])
        var open = host("web:x:33:33::/var/www:/bin/sh")
        open.tree["/etc/shadow"] = .denied
        #expect(try open.results().verdicts(check) == ["web": .fail(.unexpected)])
    }

    @Test func `the last UID_MIN decides who is a service, and 1000 where there is none`() throws {
        var host = host("web:x:700:700::/var/www:/bin/sh")
        host.tree["/etc/login.defs"] = "UID_MIN 1000\nUID_MIN 500\n"
        #expect(try host.results().verdicts(check) == ["host": .notApplicable(.emptyPopulation)])
        host.tree["/etc/login.defs"] = nil
        let result = try #require(try host.results().result(check, "web"))
        #expect(result.verdict == .fail(.unexpected))
        #expect(result.notes.map(\.code) == [.defaultInForce])
        host.tree["/etc/login.defs"] = .denied
        #expect(try host.results().verdicts(check)["source:/etc/login.defs"] == .inconclusive(.unreadable))
    }
}
