import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct LoginRecordsTests {
    private func logins(_ bytes: [UInt8]) -> [String: Int64]? {
        guard let records = LoginRecords(beginning: bytes) else { return nil }
        var found: [String: Int64] = [:]
        let isSound = records.read(bytes) { if let user = $0.user { found[String(decoding: user, as: UTF8.self)] = $0.time } }
        return isSound ? found : nil
    }

    @Test(arguments: [false, true])
    func `logins are read as either kind of machine writes them, and no other record is one`(isWide: Bool) {
        let bytes = LoginFiles.wtmp(
            .boot(1_700_000_000), .getty(1_700_000_010), .login("alice", 1_700_000_100), .login("bob", 1_700_000_200), isWide: isWide)
        #expect(LoginRecords(beginning: bytes)?.layout == (isWide ? .wide : .compact))
        #expect(logins(bytes) == ["alice": 1_700_000_100, "bob": 1_700_000_200])
    }

    @Test func `a name that fills its field needs no NUL, and a record that is cut off is not there yet`() {
        let name = String(repeating: "n", count: 40)
        let whole = LoginFiles.wtmp(.login(name, 1_700_000_000))
        #expect(logins(whole) == [String(repeating: "n", count: 32): 1_700_000_000])
        #expect(logins(whole + LoginFiles.wtmp(.login("bob", 1)).prefix(200)) == [String(repeating: "n", count: 32): 1_700_000_000])
    }

    @Test func `what is no record is refused, also after good ones`() {
        #expect(logins(Array(repeating: 0x41, count: 4000)) == nil)
        #expect(logins(Array("short".utf8)) == nil)
        let many = (0..<40).flatMap { _ in LoginFiles.wtmp(.login("alice", 1_700_000_000)) }
        #expect(logins(many + [UInt8](repeating: 0x41, count: 384)) == nil)
    }

    @Test func `the size of lastlog tells the size of its records`() throws {
        let compact = try #require(LastlogFile(size: 292 * 1001))
        #expect(compact.recordSize == 292 && compact.place(of: 1000) == 292_000 && compact.place(of: 1001) == nil)
        #expect(compact.place(of: .max) == nil)
        #expect(LastlogFile(size: 296 * 1001)?.recordSize == 296)
        #expect(LastlogFile(size: 0)?.place(of: 0) == nil)
        #expect(LastlogFile(size: 1000) == nil)
    }

    @Test func `a record of lastlog beyond its piece is none`() throws {
        let file = try #require(LastlogFile(size: 292 * 3))
        let bytes = LoginFiles.lastlog([0: 0, 2: 1_700_000_000])
        #expect(file.time(in: bytes, at: 0) == nil && file.time(in: bytes, at: 584) == 1_700_000_000)
        #expect(file.time(in: bytes, at: 585) == nil && file.time(in: bytes, at: -1) == nil)
    }

    @Test func `rotated files are read for as long as none is missing or compressed`() {
        func paths(_ names: String..., of base: HostPath = "/var/log/wtmp") -> [String] {
            let tree = MemoryTree(Dictionary(names.map { (HostPath("/var/log/\($0)"), .text("")) }) { first, _ in first })
            return RotatedFiles(of: base, tree).paths.map { String(decoding: $0.name, as: UTF8.self) }
        }
        #expect(paths("wtmp", "wtmp.1", "wtmp.2.gz", "wtmp.3", "wtmp.db", "wtmp.db.1") == ["wtmp", "wtmp.1"])
        #expect(paths("wtmp", "wtmp-20260901", "wtmp-20261001", "wtmp-20260801.gz") == ["wtmp", "wtmp-20261001", "wtmp-20260901"])
        #expect(paths("wtmp", "wtmp-20261001.xz", "wtmp-20260901") == ["wtmp"])
        #expect(paths("wtmp.db", "wtmp.db.1", "wtmp_20260101.db", of: "/var/log/wtmp.db") == ["wtmp.db", "wtmp.db.1", "wtmp_20260101.db"])
        #expect(paths() == ["wtmp"])
    }
}
