internal import ProbeKit

/// One request, complete.
struct HTTPRequest: Sendable {
    enum Method: String, Sendable {
        case post = "POST"
        case patch = "PATCH"
    }

    let method: Method
    let address: WebAddress
    private(set) var headers: [(name: String, value: String)] = []
    let body: [UInt8]

    init(_ method: Method = .post, _ address: WebAddress, body: [UInt8]) {
        self.method = method
        self.address = address
        self.body = body
    }

    /// libcurl would send CR, LF and NUL as they are.
    mutating func set(_ name: String, _ value: String) throws(SendProblem) {
        let isToken = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        guard isToken, value.utf8.count <= 4096, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw SendProblem(.config, "the value for a header holds what no header may hold")
        }
        headers.append((name, value))
    }
}
