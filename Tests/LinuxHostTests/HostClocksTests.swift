import Controls
import Glibc
import LinuxHost
import Testing

/// What this host says of itself.
struct HostClocksTests {
    @Test func `the clocks agree with each other, and the boot began after the kernel did`() throws {
        let (first, second) = (HostClocks.now, HostClocks.now)
        #expect(second.boot >= first.boot && second.awake >= first.awake && first.awake > 0)
        #expect(second.boot >= first.awake)
        let start = try #require(HostClocks.systemStart)
        #expect(start.nanoseconds > first.wall.nanoseconds - first.boot - 2_000_000_000 && start < first.wall)
    }

    @Test func `a boot has an identity of its own`() {
        #expect(HostClocks.bootID.utf8.count == 36 && HostClocks.bootID == HostClocks.bootID)
    }

    @Test func `users have names, and who has none is told by number`() {
        #expect(UserName.of(0) == "root")
        #expect(UserName.of(4_123_456_789) == "uid 4123456789")
    }

    @Test func `the program has a digest, and the kernel a release`() {
        #expect(ThisProgram.digest?.count == 32)
        #expect(!ThisProgram.kernel.isEmpty && !ThisProgram.kernel.contains("\n"))
    }
}
