package import Controls
internal import Glibc
internal import ProbeKit

/// What the clocks of this host show at one instant: clock_gettime(2).
package struct HostClocks: Hashable, Sendable {
    /// `CLOCK_REALTIME`.
    package let wall: Moment
    /// `CLOCK_BOOTTIME`: nanoseconds since the kernel booted, time asleep counted.
    package let boot: Int64
    /// `CLOCK_MONOTONIC`: the same without the time asleep.
    package let awake: Int64

    package static var now: HostClocks {
        HostClocks(
            wall: Moment(nanoseconds: nanoseconds(of: CLOCK_REALTIME)), boot: nanoseconds(of: CLOCK_BOOTTIME),
            awake: nanoseconds(of: CLOCK_MONOTONIC))
    }

    /// `/proc/sys/kernel/random/boot_id`, which is another one after each boot; empty where it cannot be read.
    ///
    /// As the first process sees it, where we may look: a container manager lays one of its own over it, and the sandbox of a unit, with a
    /// `/proc` of its own, shows that of the kernel below (`ProtectKernelTunables=`).
    package static var bootID: String {
        let file = "/proc/sys/kernel/random/boot_id"
        guard let bytes = (try? KernelFile.contents(of: "/proc/1/root\(file)")) ?? (try? KernelFile.contents(of: file)) else { return "" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// When this boot began, by the wall clock: the start of its first process, `starttime` of PID 1 in proc(5). For the kernel that is a moment
    /// after its own start; a container boots long after the kernel that it runs on. Nil where it cannot be read.
    package static var systemStart: Moment? {
        guard let kernel = kernelStart, let bytes = try? KernelFile.contents(of: "/proc/1/stat"),
            let name = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[(name + 1)...].split(separator: UInt8(ascii: " "))
        // Field 22, of which the first two are the number and the name.
        guard fields.count > 19, let ticks = fields[19].decimal else { return nil }
        return kernel.adding(.seconds(Int64(ticks / max(1, sysconf(Int32(_SC_CLK_TCK))))))
    }

    /// `btime` in proc(5), whole seconds.
    private static var kernelStart: Moment? {
        guard let bytes = try? KernelFile.contents(of: "/proc/stat") else { return nil }
        for (_, line) in ByteLines(bytes) where line.starts(with: "btime ".utf8) {
            return line.dropFirst(6).decimal.map { Moment(seconds: Int64($0)) }
        }
        return nil
    }

    private static func nanoseconds(of clock: Int32) -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
