import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Our reading of sudoers against what cvtsudoers says.
@Suite struct SudoersCrossCheckTests {
    private let check: CheckID = "account-drift.privileged-grant"

    @Test func `where cvtsudoers reads otherwise, nobody knows`() throws {
        let call = "/usr/bin/cvtsudoers -c /dev/null -s defaults,aliases -f json /etc/sudoers"
        let json = { (user: String) in
            Array(
                """
                {"User_Specs": [{"User_List": [{"username": "\(user)"}], "Host_List": [{"hostname": "ALL"}],
                "Cmnd_Specs": [{"Options": [{"authenticate": false}], "Commands": [{"command": "ALL"}]}]}]}
                """.utf8)
        }
        func verdict(_ ending: ToolOutcome.Ending, _ output: [UInt8], _ text: String = "alice ALL=NOPASSWD: ALL\n") throws -> CheckResult? {
            var host = AccountHost(["/etc/sudoers": .text(text)])
            host.isLive = true
            host.tools = FakeTools([call: ToolOutcome(ending, output: output)])
            return try host.results().result(check, "source:/etc/sudoers")
        }
        #expect(try verdict(.exited(0), json("alice")) == nil)
        let other = try #require(try verdict(.exited(0), json("bob")))
        #expect(other.verdict == .inconclusive(.sourceConflict))
        #expect(other.observed == "permission 1 is “alice ALL = (:) NOPASSWD: ALL” to us, and “bob ALL = (:) NOPASSWD: ALL” to cvtsudoers")
        #expect(
            try verdict(.exited(0), [])?.observed
                == "permission 1 is “alice ALL = (:) NOPASSWD: ALL” to us, and nothing more to cvtsudoers")
        #expect(try verdict(.exited(1), [])?.verdict == .inconclusive(.sourceConflict))
        // No JSON, as some versions write, and no cvtsudoers at all.
        #expect(try verdict(.exited(0), Array("{\"User_Specs\": [\"runcwd\": 1]}".utf8)) == nil)
        #expect(try verdict(.exited(0), json("bob"), "alice ALL=\n")?.verdict == .inconclusive(.parseError))
        var bare = AccountHost(["/etc/sudoers": "alice ALL=ALL\n"])
        bare.isLive = true
        bare.tools = FakeTools([:])
        #expect(try bare.results().result(check, "source:/etc/sudoers") == nil)
    }

    @Test(arguments: ["", "\"runasusers\": [{\"username\": \"\"}],"])
    func `the caller is an empty name to cvtsudoers, or none where groups follow`(_ users: String) throws {
        let spec = "\"User_List\": [{\"userid\": 7}, {\"usergid\": 8, \"negated\": true}], \"Host_List\": [{\"hostname\": \"ALL\"}]"
        let commands =
            "{\(users) \"runasgroups\": [{\"usergroup\": \"adm\"}], \"Commands\": [{\"command\": \"/bin/a\", \"negated\": true}]}"
        let json = "{\"User_Specs\": [{\(spec), \"Cmnd_Specs\": [\(commands)]}]}"
        #expect(try CvtsudoersRules(parsing: Array(json.utf8)).texts == ["#7,!%#8 ALL = (:adm) !/bin/a"])
        let parser = SudoersParser(parsing: Array("#7,!%#8 ALL=(:adm) !/bin/a\n".utf8))
        let rules = parser.statements.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
        #expect(SudoersRuleText.all(rules) == ["#7,!%#8 ALL = (:adm) !/bin/a"])
    }
}
