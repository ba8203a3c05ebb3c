import Glibc

/// A file descriptor that is closed when its owner lets go of it.
struct OpenDescriptor: ~Copyable {
    let number: Int32
    /// The error number of an open that did not succeed.
    let error: Int32

    /// Takes over what open(2) or one of its relatives has just returned.
    init(_ result: Int32) {
        number = result
        error = result < 0 ? errno : 0
    }

    var isOpen: Bool { number >= 0 }

    deinit { if number >= 0 { _ = close(number) } }
}
