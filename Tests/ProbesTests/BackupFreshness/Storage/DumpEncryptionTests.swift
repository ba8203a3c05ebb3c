import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

struct DumpEncryptionTests {
    private let salted = Array("Salted__12345678".utf8)
    private let gzip: [UInt8] = [0x1F, 0x8B, 0x08, 0]

    /// Dumps by their contents, the newest first, one each hour.
    private func listing(_ dumps: [[UInt8]], age: Int64 = 3_600) throws -> BackupListing {
        var host = BackupHost()
        for (hour, bytes) in dumps.enumerated() {
            host.dump(HostPath("/srv/dumps/db-\(hour).dump"), age: age + Int64(hour) * 3_600, changed: 7_200, bytes)
        }
        return try host.listing("file", "/srv/dumps/db-*.dump")
    }

    @Test func `one clear dump among the newest stands for all, and is named`() throws {
        let listing = try listing([salted] + Array(repeating: gzip, count: 10))
        #expect(listing.encryption == EncryptionMode("gzip, in “/srv/dumps/db-1.dump”", isEncrypted: false))
    }

    @Test func `dumps that are all encrypted are so, whatever by`() throws {
        #expect(try listing([salted, salted]).encryption == EncryptionMode("openssl", isEncrypted: true))
        #expect(try listing([salted, Array("age-encryption.org/v1\n".utf8)]).encryption?.name == "age, openssl")
    }

    @Test func `one of no known form leaves open what they are, unless another is clear`() throws {
        let unknown = try listing([salted, [1, 2, 3]])
        #expect(unknown.encryption == nil)
        #expect(unknown.remarks == ["whether “/srv/dumps/db-1.dump” is encrypted is not to be seen from its beginning"])
        #expect(try listing([salted, [1, 2, 3], gzip]).encryption?.isEncrypted == false)
    }

    @Test func `sixteen are looked at, and an empty one is none of them`() throws {
        let encrypted = Array(repeating: salted, count: 15)
        #expect(try listing(encrypted + [[], gzip]).encryption?.isEncrypted == false)
        #expect(try listing(encrypted + [salted, gzip]).encryption?.isEncrypted == true)
        #expect(try listing([[]]).encryption == nil)
    }

    @Test func `a dump that bears a time to come hides no other`() throws {
        let day: Int64 = 86_400
        #expect(try listing(Array(repeating: salted, count: 17) + [gzip], age: -16 * 3_600 - day / 48).encryption?.isEncrypted == false)
    }
}
