import Testing

@testable import Probes

/// Each line was looked up with getent(1) of glibc 2.36.
@Suite struct AccountLineTests {
    @Test func `blanks before a name are no part of it`() {
        let file = Passwd(parsing: Array("\t lead:x:79:79::/:/bin/sh\n  +::::::\n \n".utf8))
        #expect(file.accounts.map(\.name) == ["lead"])
        #expect(file.compat == [2])
        #expect(Shadow(parsing: Array(" \u{B} lead::20000:0:99999:7:::\n".utf8)).entries.map(\.password.scheme) == [.empty])
        #expect(GroupFile(parsing: Array(" \t glead:x:79:root\n".utf8)).groups.map(\.name) == ["glead"])
    }
}
