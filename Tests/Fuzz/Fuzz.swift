import Glibc

/// libFuzzer feeds the reader that the environment names.
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
