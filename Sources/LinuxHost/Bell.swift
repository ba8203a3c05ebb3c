internal import CLinux
internal import Glibc

/// What one thread rings to wake another that waits in poll(2): eventfd(2).
struct Bell: ~Copyable {
    private let counter: Descriptor

    init() { counter = Descriptor(soc2d_bell()) }

    /// Becomes readable; -1, which poll(2) passes over, where the kernel gave none.
    var descriptor: Int32 { counter.number }

    func ring() {
        var one: UInt64 = 1
        _ = unsafe write(counter.number, &one, 8)
    }

    func clear() {
        var count: UInt64 = 0
        _ = unsafe read(counter.number, &count, 8)
    }
}
