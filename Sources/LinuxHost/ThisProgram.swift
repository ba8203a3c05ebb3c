internal import CLinux
internal import Glibc
internal import ProbeKit

/// The program that this process runs, and the kernel under it.
package enum ThisProgram {
    /// SHA-256 of the program, 32 bytes; nil where it cannot be read.
    package static var digest: [UInt8]? {
        let file = unsafe Descriptor(open("/proc/self/exe", O_RDONLY | O_CLOEXEC))
        return file.isOpen ? Digest.sha256(file)?.digest : nil
    }

    /// The release of the kernel: `/proc/sys/kernel/osrelease` in proc(5).
    package static var kernel: String {
        guard let bytes = try? KernelFile.contents(of: "/proc/sys/kernel/osrelease") else { return "" }
        return bytes[...].trimmed.escaped
    }

    /// Gives back the memory of code that has run and may never run again, as after a start. What is needed comes back from the file.
    package static func giveBackCode() { _ = soc2d_give_back_code() }

    /// The user whose rights this process has.
    package static var user: UInt32 { geteuid() }
}
