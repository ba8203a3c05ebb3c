internal import ProbeKit

/// What comes back while it comes, within bounds.
struct Reply {
    private(set) var body: [UInt8] = []
    private(set) var isCut = false
    private(set) var hasTooManyHeaders = false
    private(set) var headers: [ReplyHeader] = []
    private var headerBytes = 0
    private let limits: TransferLimits

    init(_ limits: TransferLimits) { self.limits = limits }

    /// Whether there is room for more.
    mutating func take(body bytes: some Collection<UInt8>) -> Bool {
        let room = limits.body - body.count
        body += bytes.prefix(room)
        if bytes.count > room { isCut = true }
        return !isCut
    }

    /// Takes one header, or the line with the status. Whether there is room for more.
    mutating func take(header bytes: some Collection<UInt8>) -> Bool {
        headerBytes += bytes.count
        hasTooManyHeaders = headerBytes > limits.headers
        guard !hasTooManyHeaders else { return false }
        // Another status line follows an interim one.
        if bytes.starts(with: "HTTP/".utf8) { headers = [] }
        let parts = bytes.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, headers.count < Self.mostHeaders else { return true }
        let name = String(decoding: parts[0], as: UTF8.self).lowercased()
        let value = parts[1].filter { $0 >= 0x20 && $0 < 0x7F }.drop { $0 == 0x20 }
        if Self.isWanted(name) { headers.append(ReplyHeader(name, String(decoding: value.prefix(200), as: UTF8.self))) }
        return true
    }

    private static let mostHeaders = 16

    private static func isWanted(_ name: String) -> Bool {
        name == "retry-after" || name == "date" || (name.hasPrefix("x-ratelimit-") && name.utf8.count <= 40)
    }
}
