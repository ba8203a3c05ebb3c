import Testing

@testable import Controls

/// The reader of systemd's unit-file syntax, after systemd.syntax(7).
struct UnitFileTests {
    private func parse(_ text: String) throws(ConfigurationProblems) -> UnitFile { try UnitFile(parsing: Array(text.utf8), file: "f") }

    private func problems(_ text: String) -> [String] {
        do throws(ConfigurationProblems) { _ = try parse(text) } catch { return error.all.map(\.description) }
        return []
    }

    @Test func `sections and assignments keep their lines and their order`() throws {
        let unit = try parse("# comment\n[Control]\nId = A \n\n[Test]\nProbe=x\nProbe=y\n")
        #expect(unit.sections.map(\.name) == ["Control", "Test"])
        #expect(unit.sections[0].place.line == 2)
        #expect(unit.sections[0].assignments == [Assignment(key: "Id", value: "A", place: Place(file: "f", line: 3))])
        #expect(unit.sections[1].assignments.map(\.value) == ["x", "y"])
        #expect(unit.sections[1].assignments.map(\.place.line) == [6, 7])
    }

    @Test func `comments start with a hash or a semicolon, and only at the start of a line`() throws {
        let unit = try parse("[A]\n;no\n  # no\nKey=a # stays ; stays\n")
        #expect(unit.sections[0].assignments.map(\.value) == ["a # stays ; stays"])
    }

    @Test func `a backslash continues a line, and comments between do not end it`() throws {
        let unit = try parse("[A]\nKey=one \\\n# not this\n; nor this\n  two\\\nthree\nNext=4\n")
        #expect(unit.sections[0].assignments.map(\.value) == ["one  two three", "4"])
        #expect(unit.sections[0].assignments.map(\.place.line) == [2, 7])
    }

    @Test func `a continuation at the end of the file ends with it`() throws {
        #expect(try parse("[A]\nKey=one \\").sections[0].assignments.map(\.value) == ["one"])
    }

    @Test func `a value may hold equals signs and may be empty`() throws {
        #expect(try parse("[A]\nKey=a=b=c\nOther=\n").sections[0].assignments.map(\.value) == ["a=b=c", ""])
    }

    @Test func `CRLF and a byte order mark are read like plain text`() throws {
        let unit = try parse("\u{FEFF}[A]\r\nKey=v\r\n")
        #expect(unit.sections[0].name == "A")
        #expect(unit.sections[0].assignments.map(\.value) == ["v"])
    }

    @Test func `every bad line is a problem of its own with its place`() {
        #expect(
            problems("Key=1\n[A\n[]\nword\n=x\n[B]\nok=1\n") == [
                "f:1: “Key=” stands before any [Section]",
                "f:2: “[A” is not a section; write [Name]",
                "f:3: “[]” is not a section; write [Name]",
                "f:4: “word” is not Key=Value; comments start with #",
                "f:5: “=x” is not Key=Value; comments start with #",
            ])
    }

    @Test func `binary bytes, and text that is not UTF-8, are named once, by the first line`() {
        do throws(ConfigurationProblems) {
            _ = try UnitFile(parsing: Array("[A]\n".utf8) + [0xFF, 0x0A, 0x61, 0x00], file: "f")
            Issue.record("accepted")
        } catch {
            #expect(error.all == [.notText(at: Place(file: "f", line: 2))])
        }
    }

    @Test func `a message never carries control characters and never more than a line's worth of text`() {
        let text = problems("[A]\n\u{1B}[31m" + String(repeating: "x", count: 10_000) + "\n")[0]
        #expect(!text.contains("\u{1B}") && text.count < 150)
    }

    @Test func `a file without end is refused`() {
        do throws(ConfigurationProblems) {
            _ = try UnitFile(parsing: [UInt8](repeating: 0x23, count: UnitFile.sizeLimit + 1), file: "f")
            Issue.record("accepted")
        } catch {
            #expect(error.all == [.tooLarge(file: "f", limit: 1 << 20)])
        }
    }
}
