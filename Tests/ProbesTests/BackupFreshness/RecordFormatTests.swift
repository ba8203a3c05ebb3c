import Controls
import ProbeKit
import Testing

@testable import Probes

/// The three formats, written and read.
struct RecordFormatTests {
    private func status(_ text: String) throws -> BackupStatus { try BackupStatus(parsing: Array(text.utf8)) }

    private func problem(_ text: String) -> String? {
        do throws(JSONProblem) {
            _ = try BackupStatus(parsing: Array(text.utf8))
            return nil
        } catch {
            return "\(error.line): \(error.text)"
        }
    }

    /// A status with some members in place of others, or besides them.
    private func status(with members: [String: String]) -> String {
        let usual = [
            "format": #""soc2d.backup.v1""#, "set": #""web""#, "result": #""success""#, "finish": #""2026-11-22T04:00:00Z""#,
            "exitCode": "0",
        ]
        let all = usual.merging(members) { $1 }.sorted { $0.key < $1.key }
        return "{" + all.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",") + "}"
    }

    @Test func `everything that is written is read again`() throws {
        var status = BackupStatus()
        status.set = "web"
        status.result = .incomplete
        status.start = 1_795_316_400
        status.finish = 1_795_320_000
        status.exitCode = 3
        status.id = Subject.escaping("100% \n“x”\\".utf8)
        status.bytes = 1 << 52
        status.repository = "sftp://vault/srv"
        status.encryption = "none"
        status.points = 7
        status.oldest = 1_700_000_000
        status.lastComplete = BackupStatus.LastComplete()
        status.lastComplete?.finish = 1_795_000_000
        #expect(try BackupStatus(parsing: status.json) == status)
        #expect(status.json.count { $0 == UInt8(ascii: "\n") } == 1 && status.json.last == UInt8(ascii: "\n"))

        let check = try IntegrityCheck(parsing: Array(RecordHost.integrity.utf8))
        #expect(check.scope == .data && check.author == "alice")
        #expect(try IntegrityCheck(parsing: check.json) == check)
        let test = try RestoreTest(parsing: Array(RecordHost.restore.utf8))
        #expect(test.comparison?.compared == 3 && test.exitCode == nil)
        #expect(try RestoreTest(parsing: test.json) == test)
    }

    @Test func `a text of any language is one JSON string, and what evidence can keep`() throws {
        let read = try status(status(with: ["id": #""π\u0000\ud83d\ude00%""#]))
        #expect(read.id == "π%00😀%25")
        #expect(try BackupStatus(canonicalJSON: read.canonicalJSON()) == read)
    }

    @Test func `times of any zone are kept as seconds, and those without a zone are refused`() throws {
        #expect(try status(status(with: ["finish": #""2026-11-22T05:00:00.9+01:00""#])).finish == RecordHost.written)
        #expect(problem(status(with: ["finish": #""2026-11-22T05:00:00""#]))?.contains("“finish” is no time such as") == true)
        #expect(problem(status(with: ["finish": "1795320000"]))?.contains("“finish” is no string") == true)
    }

    @Test(arguments: [
        ("success", 0, BackupStatus.Result.success), ("success", 3, .failure), ("incomplete", 0, .incomplete),
        ("incomplete", 3, .incomplete),
        ("failure", 0, .failure), ("failure", 1, .failure),
    ])
    func `of the result and the exit status the worse counts`(word: String, code: Int, expected: BackupStatus.Result) throws {
        #expect(try status(status(with: ["result": #""\#(word)""#, "exitCode": "\(code)"])).result == expected)
    }

    @Test(arguments: [
        ("format", #""soc2d.backup.v2""#, "not soc2d.backup.v1"), ("format", "null", "“format” is missing"),
        ("set", "null", "“set” is missing"),
        ("set", #""""#, "“set” is empty"), ("result", #""ok""#, "none of success, incomplete, failure"),
        ("finish", "null", "“finish” is missing"),
        ("exitCode", "null", "“exitCode” is missing"), ("exitCode", "256", "no exit status"), ("exitCode", "-1", "no whole number from 0"),
        ("exitCode", #""0""#, "no whole number"), ("bytes", "-1", "no whole number"), ("bytes", "1.5", "no whole number"),
        ("bytes", "9007199254740992", "no whole number"), ("bytes", "99999999999999999999", "no whole number"),
        ("points", "-1", "no whole number"),
        ("start", #""2026-11-22T04:00:01Z""#, "“start” lies behind “finish”"),
        ("oldest", #""2027-01-01T00:00:00Z""#, "“oldest” lies behind"),
        ("lastComplete", #"{"finish":"2026-11-22T04:00:01Z"}"#, "“lastComplete” lies behind"),
        ("lastComplete", "{}", "“finish” is missing"),
        ("lastComplete", #"{"finish":"2026-11-20T04:00:01Z","bytes":-1}"#, "no whole number"),
        ("lastComplete", #"{"bytes":1,"bytes":2}"#, "“bytes” stands twice"), ("lastComplete", "[]", "expected {"),
        ("finish", #""2500-01-01T00:00:00Z""#, "no time"),
    ])
    func `what contradicts itself is no record`(key: String, value: String, expected: String) throws {
        let found = try #require(problem(status(with: [key: value])))
        #expect(found.contains(expected), "\(found)")
    }

    @Test func `a member that stands twice is refused with its line, known or not`() {
        #expect(problem("{\"format\":\"soc2d.backup.v1\",\n\"set\":\"web\",\n\"set\":\"db\"}") == "3: the member “set” stands twice")
        #expect(problem("{\"x\":1,\n\n\"x\":2}") == "3: the member “x” stands twice")
        #expect(problem(#"{"a\u0000":1,"a\u0000":2}"#) == "1: the member “a%00” stands twice")
    }

    @Test func `whatever is cut off is no record`() throws {
        for text in [RecordHost.success, RecordHost.integrity, RecordHost.restore].map({ Array($0.utf8) }) {
            for length in 0..<text.count {
                let cut = Array(text[..<length])
                #expect(throws: JSONProblem.self) { try BackupStatus(parsing: cut) }
                #expect(throws: JSONProblem.self) { try IntegrityCheck(parsing: cut) }
                #expect(throws: JSONProblem.self) { try RestoreTest(parsing: cut) }
            }
        }
    }

    @Test func `no byte in the place of another brings a reader down`() {
        for text in [RecordHost.success, RecordHost.integrity, RecordHost.restore].map({ Array($0.utf8) }) {
            for position in text.indices {
                for byte: UInt8 in [0, 9, 34, 45, 57, 92, 101, 123, 125, 128, 255] {
                    var changed = text
                    changed[position] = byte
                    _ = try? BackupStatus(parsing: changed)
                    _ = try? IntegrityCheck(parsing: changed)
                    _ = try? RestoreTest(parsing: changed)
                }
            }
        }
    }

    @Test func `a restore test that compared nothing is read as what it says, one with more differences than files is not`() throws {
        let nothing = RecordHost.restore.replacing(#""compared":3"#, with: #""compared":0"#)
        #expect(try RestoreTest(parsing: Array(nothing.utf8)).comparison?.compared == 0)
        let too = Array(RecordHost.restore.replacing(#""different":0"#, with: #""different":4"#).utf8)
        #expect(throws: JSONProblem.self) { try RestoreTest(parsing: too) }
        #expect(throws: JSONProblem.self) { try RestoreTest(parsing: Array(RecordHost.restore.replacing("alice", with: "").utf8)) }
    }

    @Test func `a restore of a point that was complete only after it began is no record`() throws {
        for (time, fits) in [("03:00:00", true), ("03:00:01", false)] {
            let text = RecordHost.restore.replacing("\"target\"", with: "\"fromFinish\":\"2026-11-22T\(time)Z\",\"target\"")
            #expect(((try? RestoreTest(parsing: Array(text.utf8))) != nil) == fits)
        }
    }

    @Test(arguments: [
        ("rest:https://user:secret@host:8000/web", "rest://host:8000/web"), ("https://token@host", "https://host/"),
        ("https://a:b@c@host/x", "https://host/x"), ("https://u:pa/ss@host/x", "https:…"), ("rclone:x,pass=s:y", "rclone:…"),
        ("https://host/x?sig=secret#t", "https://host/x"), ("https://host?sig=s", "https://host/"),
        ("sftp:backup@vault:/srv/web", "sftp://vault/srv/web"), ("/srv/web@home", "/srv/web@home"),
    ])
    func `no password in a location is kept, neither when reading nor when writing`(location: String, kept: String) throws {
        #expect(try status(status(with: ["repository": "\"\(location)\""])).repository == kept)
        var status = BackupStatus()
        status.repository = location
        #expect(String(decoding: status.json, as: UTF8.self).contains("\"repository\":\"\(kept)\""))
    }
}
