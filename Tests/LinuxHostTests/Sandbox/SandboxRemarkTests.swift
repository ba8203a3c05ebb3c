import ProbeKit
import Testing

@testable import LinuxHost

struct SandboxRemarkTests {
    private let root = "27 1 254:0 / / rw - ext4 /dev/vda rw"

    private func hidden(_ lines: String..., hasSameUsers: Bool = true) throws -> HiddenPlaces {
        let own = try #require(MountTable(parsing: Array(([root] + lines).joined(separator: "\n").utf8)))
        return HiddenPlaces(own: own, first: try #require(MountTable(parsing: Array(root.utf8))), hasSameUsers: hasSameUsers)
    }

    private func remarks(_ change: (inout Confinement) -> Void) throws -> [SandboxRemark] {
        var confinement = Confinement(hidden: try hidden())
        change(&confinement)
        return SandboxRemark.remarks(on: confinement)
    }

    @Test func `a sandbox that hides nothing and lets nothing through is not spoken of`() throws {
        #expect(try remarks { _ in }.isEmpty)
    }

    @Test func `a hidden place is named with what hides it`() throws {
        let hidden = try hidden("40 27 0:60 / /home ro - tmpfs tmpfs ro", "41 27 0:60 / /etc/soc2d/credentials ro - tmpfs tmpfs ro")
        let remarks = try remarks { $0.hidden = hidden }
        #expect(remarks.map(\.what) == ["/home"])
        #expect(remarks.first?.directive.hasPrefix("ProtectHome=") == true)
    }

    @Test func `users of another namespace are told once, whatever else is hidden`() throws {
        let hidden = try hidden("40 27 0:60 / /home ro - tmpfs tmpfs ro", hasSameUsers: false)
        #expect(try remarks { $0.hidden = hidden }.map(\.directive) == ["PrivateUsers="])
    }

    @Test func `what cannot be known is said, not guessed`() throws {
        #expect(try remarks { $0.hidden = nil }.map(\.what) == ["whether anything is hidden"])
        #expect(try remarks { $0.isFirstSeen = false }.map(\.what) == ["whether anything is hidden"])
        #expect(try remarks { $0.missing = [.trace] }.map(\.what) == ["CAP_SYS_PTRACE"])
    }

    @Test func `each namespace that is not that of PID 1 is told`() throws {
        let remarks = try remarks { $0.foreign = Set(Confinement.Namespace.allCases) }
        #expect(remarks.count == Confinement.Namespace.allCases.count)
        #expect(remarks.contains { $0.what == "the host's boot clock" })
    }

    @Test func `calls into other processes are told where they would lead there`() throws {
        #expect(try remarks { $0.allowedCalls = ["ptrace"] }.map(\.what) == ["ptrace"])
        #expect(try remarks { ($0.allowedCalls, $0.isRoot) = (["ptrace"], true) }.isEmpty)
        #expect(try remarks { ($0.allowedCalls, $0.missing) = (["ptrace"], [.trace]) }.map(\.what) == ["CAP_SYS_PTRACE"])
    }

    @Test func `a socket family and Landlock that are refused are told`() throws {
        #expect(try remarks { ($0.hasNetlink, $0.isLandlockRefused) = (false, true) }.map(\.what) == ["AF_NETLINK", "landlock"])
    }

    @Test func `this process can be looked at`() {
        let confinement = Confinement.ofThisProcess()
        #expect(confinement.foreign.isDisjoint(with: confinement.unknown))
    }
}
