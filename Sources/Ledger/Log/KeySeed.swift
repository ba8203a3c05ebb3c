/// The 32 secret bytes of an Ed25519 key, in one place in memory, wiped when nobody needs them any more. It cannot be copied or printed.
@safe package struct KeySeed: ~Copyable {
    package static let byteCount = 32

    private let memory: UnsafeMutableBufferPointer<UInt8>

    /// New secret bytes.
    package static func drawn(from random: some RandomSource) throws(RandomFailure) -> KeySeed {
        let seed = KeySeed()
        try seed.fill(from: random)
        return seed
    }

    /// Zeros, to be written over.
    init() {
        unsafe memory = .allocate(capacity: Self.byteCount)
        unsafe memory.initialize(repeating: 0)
    }

    deinit {
        unsafe Libcrypto.wipe(memory)
        unsafe memory.deallocate()
    }

    /// Lends the bytes for one call, which must not copy them.
    func read<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result { unsafe body(UnsafeBufferPointer(memory)) }

    /// Lends the bytes to be written over.
    mutating func write<Result>(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Result) -> Result { unsafe body(memory) }

    private func fill(from random: some RandomSource) throws(RandomFailure) {
        var span = unsafe memory.mutableSpan
        try random.fill(&span)
    }
}
