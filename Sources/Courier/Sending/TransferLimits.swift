/// What one request may cost.
package struct TransferLimits: Hashable, Sendable {
    /// Milliseconds.
    package var connecting = 5000
    package var whole = 20_000
    /// Bytes of a reply that are read.
    package var body = 64 << 10
    package var headers = 32 << 10

    package init() {}
}
