import CLinux
import Glibc

/// The steps of a walk through `/proc`, and all that is unsafe about them.
enum ProcDirectory {
    /// Where a path that starts at the root needs no directory.
    static let noDirectory = AT_FDCWD

    /// What one step of the walk came to.
    enum Step: Hashable {
        case bytes(Int)
        /// The process is gone.
        case vanished
        case denied
        case failed(Int32)

        /// What a system call has just returned.
        init(_ result: Int) { self = result >= 0 ? .bytes(result) : Step(error: errno) }

        init(error: Int32) {
            switch error {
            case ENOENT, ESRCH: self = .vanished
            case EACCES, EPERM: self = .denied
            default: self = .failed(error)
            }
        }
    }

    /// Opens a directory below another.
    static func open(_ path: String, in directory: Int32) -> Descriptor {
        unsafe Descriptor(openat(directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// Fills the buffer with the next records; no bytes at the end.
    static func read(_ directory: borrowing Descriptor, into buffer: inout [UInt8]) -> Step {
        Step(unsafe buffer.withUnsafeMutableBytes { unsafe soc2d_getdents64(directory.number, $0.baseAddress, $0.count) })
    }

    /// Reads a link below a directory.
    static func readLink(_ path: String, in directory: borrowing Descriptor, into target: inout [UInt8]) -> Step {
        let number = directory.number
        let length = unsafe target.withUnsafeMutableBytes { target in
            guard let room = target.baseAddress else { return -1 }
            return unsafe readlinkat(number, path, room.assumingMemoryBound(to: CChar.self), target.count)
        }
        return Step(length)
    }

    /// Reads the link whose name stands, with its NUL, at a place in a buffer of records.
    static func readLink(
        in directory: borrowing Descriptor, named start: Int, of records: [UInt8], into target: inout [UInt8]
    ) -> Step {
        let number = directory.number
        let length = unsafe records.withUnsafeBytes { records in
            unsafe target.withUnsafeMutableBytes { target in
                guard let name = records.baseAddress, let room = target.baseAddress else { return -1 }
                return unsafe readlinkat(
                    number, name.advanced(by: start).assumingMemoryBound(to: CChar.self), room.assumingMemoryBound(to: CChar.self),
                    target.count)
            }
        }
        return Step(length)
    }
}
