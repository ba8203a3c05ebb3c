import Controls
import Testing

@Suite struct CleartextPortTests {
    @Test(arguments: [
        ("21", "tcp/21"), ("512-514", "tcp/512-514"), ("69/udp", "udp/69"), ("21/tcp", "tcp/21"), ("tcp/8021", "tcp/8021"),
        ("udp/69-70", "udp/69-70"),
    ])
    func `a word names ports of tcp unless it says udp`(word: String, range: String) {
        #expect(CleartextPort(word)?.description == range)
    }

    @Test(arguments: [
        "", "ftp", "0", "65536", "23-21", "21-", "-21", "21/", "/21", "21/sctp", "sctp/21", "raw/1", "udp/21/udp", "21/udp/udp", "+21",
        "2 1",
        "21/UDP", "tcp/udp", "21-23-25", "٢١",
    ])
    func `anything else is refused`(word: String) { #expect(CleartextPort(word) == nil) }
}
