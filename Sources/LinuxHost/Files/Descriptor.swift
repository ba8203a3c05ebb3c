internal import CLinux
internal import Glibc
internal import ProbeKit

/// A file descriptor that is closed when its owner lets go of it.
struct Descriptor: ~Copyable {
    let number: Int32
    /// The error number of an open that did not succeed.
    let error: Int32

    /// Takes over what open(2) or one of its relatives has just returned.
    init(_ result: Int32) {
        number = result
        error = result < 0 ? errno : 0
    }

    var isOpen: Bool { number >= 0 }

    deinit { if number >= 0 { close(number) } }

    func status() -> stat? {
        var status = stat()
        return unsafe fstat(number, &status) == 0 ? status : nil
    }

    /// Goes on reading at a place, which may lie beyond the end; false on an error, which errno holds.
    func move(to offset: Int64) -> Bool { lseek(number, off_t(offset), SEEK_SET) >= 0 }

    /// Everything up to the end, but not more than `limit` bytes; nil on an error, which errno holds.
    func readAll(upTo limit: Int, expecting size: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(limit, size) + 1)
        var chunk = [UInt8](repeating: 0, count: min(max(size + 1, 4096), 1 << 18))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, wanted) }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }
}
