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

    /// Has what is freed go back to the kernel soon. To be called before there are threads.
    package static func keepHeapSmall() { soc2d_keep_heap_small() }

    /// Gives back freed memory that lies between what is in use, where that is worth the work of some milliseconds.
    package static func giveBackHeap() { soc2d_give_back_heap(4 << 20) }

    /// The user whose rights this process has.
    package static var user: UInt32 { geteuid() }
}
