import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// The ways into a group that gshadow opens.
@Suite struct GroupShadowTests {
    private let check: CheckID = "account-drift.privileged-grant"
    /// What every host has: root in its own group.
    private let own = "root group:root"

    @Test func `gshadow opens ways into a group that group does not show`() throws {
        let host = AccountHost(
            [
                "/etc/group": "root:x:0:\nsudo:x:27:alice\ndocker:x:110:\nlxd:$6$ab$cd:111:\nusers:x:100:\n",
                "/etc/gshadow": "root:*::\nsudo:!:alice:alice\ndocker:$6$ab$cd:bob:alice\nusers:$6$ab$cd:bob:\n",
            ], settings: [("AllowGrant", "alice group:sudo")])
        let results = try host.results()
        #expect(
            results.verdicts(check) == [
                own: .pass, "alice group:sudo": .pass, "alice group:docker": .fail(.unexpected), "bob group:docker": .fail(.unexpected),
                "ALL group:docker": .fail(.unexpected), "ALL group:lxd": .fail(.unexpected),
            ])
        #expect(results.result(check, "alice group:sudo")?.sources == [Source("/etc/group", line: 2), Source("/etc/gshadow", line: 2)])
        let hidden = try #require(results.result(check, "alice group:docker"))
        #expect(hidden.observed == "member in gshadow, whom newgrp lets in")
        #expect(hidden.sources == [Source("/etc/gshadow", line: 3)])
        #expect(
            results.result(check, "bob group:docker")?.observed
                == "administrator in gshadow, who may add members, but there is no such account")
        #expect(results.result(check, "ALL group:lxd")?.sources == [Source("/etc/group", line: 4)])
        #expect(results.result(check, "ALL group:docker")?.observed == "a group password, with which newgrp lets anybody in")
    }

    @Test func `a gshadow that cannot be read or understood is a source of its own`() throws {
        let denied = AccountHost(["/etc/gshadow": .denied])
        #expect(try denied.results().verdicts(check)["source:/etc/gshadow"] == .inconclusive(.unreadable))
        let broken = AccountHost(["/etc/gshadow": "docker:!\n\nsudo:!::\n"])
        let result = try #require(try broken.results().result(check, "source:/etc/gshadow"))
        #expect(result.verdict == .inconclusive(.parseError))
        #expect(result.sources == [Source("/etc/gshadow", line: 1)])
    }
}
