import Controls
import Courier
import Testing

@Suite struct ConnectionTests {
    @Test func `nobody listens on port 1`() {
        #expect(throws: ConnectionFailure.self) {
            _ = try Connection(to: .v4(0x7F00_0001), port: 1, until: .after(milliseconds: 2000))
        }
    }
}
