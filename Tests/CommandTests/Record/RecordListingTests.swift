import Foundation
import Testing

/// `soc2d record listing` and `soc2d record integrity-check`.
struct RecordListingTests {
    @Test func `a whole listing takes the place of the one before, and its status stands beside it`() throws {
        try RecordDirectory.with { directory in
            for text in ["[]", #"[{"id":"4f3c"}]"#] {
                #expect(try directory.record("listing", "--set", "rest", running: ["echo", text]).status == 0)
                #expect(try directory.text("rest.json") == text + "\n")
            }
            let status = try directory.json("rest.json.status")
            #expect(status["format"] as? String == "soc2d.listing.v1" && status["set"] as? String == "rest")
            #expect(status["exitCode"] as? Int == 0 && (status["finish"] as? String)?.hasSuffix("Z") == true)
        }
    }

    @Test(arguments: [
        ("echo '[1'", 65), ("echo '[1]x'", 65), ("true", 65), ("echo '[2]'; exit 11", 11), ("printf '\\0'", 65), ("kill -9 $$", 137),
        ("echo null", 65), ("echo 7", 65), (#"echo '{"message_type":"exit_error","code":10}'"#, 65), (#"echo '{"archives":[]}'"#, 65),
        ("echo no such repository >&2; exit 10", 10), ("trap '' PIPE; head -c 70000000 /dev/zero | tr '\\0' ' '; exit 0", 65),
    ])
    func `anything else leaves the listing as it was, and the status says how the attempt went`(script: String, code: Int) throws {
        try RecordDirectory.with { directory in
            _ = try directory.record("listing", "--set", "rest", running: ["echo", "[1]"])
            let command = try directory.record("listing", "--set", "rest", running: ["/bin/sh", "-c", script])
            #expect(command.status == Int32(code))
            #expect(try directory.text("rest.json") == "[1]\n")
            #expect(try directory.json("rest.json.status")["exitCode"] as? Int == code)
            if code == 65 { #expect(command.errors.contains("stays as it is")) }
            #expect(try directory.records == ["rest.json", "rest.json.status"])
        }
    }

    @Test func `the listing of borg is an object with archives`() throws {
        try RecordDirectory.with { directory in
            #expect(try directory.record("listing", "--set", "bo", running: ["echo", #"{"archives":[],"repository":{}}"#]).status == 0)
            let before = try directory.text("bo.json")
            for text in ["[]", "null", "{}", #"{"archives":null}"#, #"{"repository":{"archives":[]}}"#] {
                let command = try directory.record("listing", "--set", "bo", running: ["echo", text])
                #expect(command.status == 65 && command.errors.contains("not an object with the archives"), "\(text)")
            }
            #expect(try directory.text("bo.json") == before)
        }
    }

    @Test func `a listing that is longer than a pipe is heard to its end`() throws {
        try RecordDirectory.with { directory in
            let script = "printf '['; head -c 1000000 /dev/zero | tr '\\0' ' '; printf ']'"
            let command = try directory.record("listing", "--set", "rest", running: ["/bin/sh", "-c", script])
            #expect(command.status == 0)
            #expect(try directory.text("rest.json").utf8.count == 1_000_002)
        }
    }

    @Test func `a set that soc2d lists itself takes no listing`() throws {
        try RecordDirectory.with { directory in
            for set in ["web", "pool"] {
                let command = try directory.record("listing", "--set", set, running: ["echo", "[]"])
                #expect(command.status == 64 && command.errors.contains("takes no listing"))
            }
        }
    }

    @Test func `an integrity check is kept with its scope, its author and its exit status`() throws {
        try RecordDirectory.with { directory in
            let words = ["--set", "web", "--scope", "data", "--author", "alice"]
            #expect(try Command(directory.arguments("integrity-check", words, running: ["true"])).status == 0)
            let check = try directory.json("web.integrity.json")
            #expect(check["format"] as? String == "soc2d.integrity-check.v1" && check["exitCode"] as? Int == 0)
            #expect(check["scope"] as? String == "data" && check["author"] as? String == "alice")
            #expect(try directory.record("integrity-check", "--set", "web", running: ["/bin/sh", "-c", "exit 4"]).status == 4)
            let failed = try directory.json("web.integrity.json")
            #expect(failed["exitCode"] as? Int == 4 && failed["scope"] == nil && (failed["author"] as? String)?.isEmpty == false)
            #expect(try directory.record("integrity-check", "--set", "web", "--scope", "all", running: ["true"]).status == 64)
        }
    }
}
