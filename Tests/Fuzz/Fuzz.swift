import Glibc
import ProbeKit

@testable import LinuxHost

/// The readers of bytes that a kernel or a stranger sends, each fed by libFuzzer: any bytes may come, and none may trap.
private enum Reader: String, CaseIterable {
    /// Datagrams of sock_diag(7).
    case netlink

    func read(_ bytes: [UInt8]) {
        switch self {
        case .netlink:
            for family in SocketFamily.all {
                var reader = DiagnosticReader(family, sequence: 1)
                _ = try? reader.read(bytes, count: bytes.count)
            }
        }
    }
}

/// The reader that the environment names.
private let chosen: Reader = {
    let name = getenv("SOC2D_READER").map { String(cString: $0) } ?? ""
    guard let reader = Reader(rawValue: name) else {
        print("SOC2D_READER names none of: \(Reader.allCases.map(\.rawValue).joined(separator: " "))")
        exit(64)
    }
    return reader
}()

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    chosen.read(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
