internal import CLinux
internal import Glibc

/// The kernel's generator, waited for until it is seeded: getrandom(2).
package struct KernelRandom: RandomSource {
    package init() {}

    package func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomFailure) {
        let error = unsafe bytes.withUnsafeMutableBytes { buffer -> Int32 in
            var filled = 0
            while filled < buffer.count {
                let count = unsafe soc2d_getrandom(buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
                if count > 0 { filled += count } else if errno != EINTR { return errno }
            }
            return 0
        }
        guard error == 0 else { throw RandomFailure(error: error) }
    }
}
