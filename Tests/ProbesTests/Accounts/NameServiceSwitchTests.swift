import ProbeKit
import Testing

@testable import Probes

@Suite struct NameServiceSwitchTests {
    private func names(_ text: String, _ database: String = "passwd") -> [String] {
        NameServiceSwitch(parsing: Array(text.utf8)).services(of: database).map(\.name)
    }

    @Test func `services come in order, without actions and comments`() {
        #expect(names("passwd: files [NOTFOUND=return success=merge] sss[!UNAVAIL=return]ldap # winbind\n") == ["files", "sss", "ldap"])
    }

    @Test func `a database without a line has its default`() {
        #expect(names("group: sss\n") == ["files"])
        #expect(NameServiceSwitch(parsing: []).line(of: "passwd") == nil)
    }

    @Test func `the last line of a database is in force`() {
        let file = NameServiceSwitch(parsing: Array("passwd: files\n\n  passwd:\tfiles sss\n".utf8))
        #expect(file.services(of: "passwd") == [NameService(name: "files", line: 3), NameService(name: "sss", line: 3)])
        #expect(file.line(of: "passwd") == 3)
    }

    @Test func `glibc needs no colon, but something after the name`() {
        #expect(names("passwd files sss\n") == ["files", "sss"])
        #expect(NameServiceSwitch(parsing: Array("# passwd\n\npasswd\n".utf8)).malformed == [3])
    }

    @Test func `a colon after a blank and a backslash at the end are no services`() {
        #expect(names("passwd :  files\n") == ["files"])
        let file = NameServiceSwitch(parsing: Array("passwd: files \\\n  sss\n".utf8))
        #expect(file.services(of: "passwd").map(\.name) == ["files"])
        #expect(file.malformed == [2])
    }

    @Test func `only what can be listed from files counts as such`() {
        #expect(
            ["files", "compat", "systemd", "sss", "db"].map { NameService(name: $0).reach } == [
                .file, .compat, .systemd, .elsewhere, .elsewhere,
            ])
    }
}
