import Courier
import Glibc
import Testing

/// What is left to the courier once it has given up everything: tried in a process of its own.
struct ConfinementTests {
    @Test func `it reads no file of the host, writes none, runs none, and still finds names and certificates`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            let hasAnchors = access("/etc/ssl/certs/ca-certificates.crt", R_OK) == 0
            guard Confinement.apply() else { _exit(2) }
            // Without Landlock only what everybody may read is left, which is less to show.
            if Confinement.isLandlockKnown {
                guard open("/etc/passwd", O_RDONLY) < 0, open("/proc/self/environ", O_RDONLY) < 0 else { _exit(3) }
                guard open("/bin", O_RDONLY) < 0, open("/tmp/soc2d-courier-was-here", O_WRONLY | O_CREAT, 0o600) < 0 else { _exit(4) }
            }
            guard open("/etc/shadow", O_RDONLY) < 0 else { _exit(5) }
            if hasAnchors { guard open("/etc/ssl/certs/ca-certificates.crt", O_RDONLY) >= 0 else { _exit(6) } }
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo("localhost", nil, nil, &list) == 0 else { _exit(7) }
            _exit(0)
        }
    }
}
