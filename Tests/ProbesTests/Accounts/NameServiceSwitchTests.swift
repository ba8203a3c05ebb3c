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

    @Test func `a line without a colon is kept as malformed`() {
        #expect(NameServiceSwitch(parsing: Array("# passwd\n\npasswd files\n".utf8)).malformed == [3])
    }

    @Test func `only what can be listed from files counts as such`() {
        #expect(
            ["files", "compat", "systemd", "sss", "db"].map { NameService(name: $0).reach } == [
                .file, .compat, .systemd, .elsewhere, .elsewhere,
            ])
    }
}
